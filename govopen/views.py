"""The front door and the pages that say that something went wrong."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, TooManyFilesSent
from django.http import HttpResponseServerError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from tasks.models import ProgressReport
from units.accounts.trail import note_refusal
from units.models import Membership

FOR_EVERYBODY = "/public/"  # where no page asks for a log-in


def home(request):
    """Lead everybody to the page they come for."""
    if request.user.admin_role:
        return redirect("admin:index")
    if request.member is None:
        return render(request, "no_role.html", status=403)
    if request.member.at_office:
        return redirect("overview")
    is_leader = request.member.role == Membership.Role.UNIT_LEADER
    waits = is_leader and ProgressReport.objects.visible_to(request.user).at_leader().exists()
    return redirect("leader_queue" if waits else "my_tasks")


@login_not_required
def admin_login(request):
    """Lead strangers to the one log-in page; who is logged in and came here has no business in the admin."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


def _error(request, status, title, text):
    is_public = request.path_info.startswith(FOR_EVERYBODY)
    context = {"status": status, "title": title, "text": text, "is_public": is_public}
    return render(request, "error.html", context, status=status)


def bad_request(request, exception=None):
    """400."""
    if isinstance(exception, TooManyFilesSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
        text = f"一次最多上传{most}个文件，这次一个也没有保存。请返回上一页，分几次上传，或者打成一个 zip 压缩包。"
        return _error(request, 400, "文件太多", text)
    return _error(request, 400, "请求不对", "浏览器发来的内容不完整或被改动过，请返回上一页重试。")


def permission_denied(request, exception=None):
    """403, written down: who knocked at which door."""
    note_refusal(request)
    return _error(request, 403, "没有权限", "您的角色不能进行这项操作。如需办理，请联系政务公开办公室。")


def csrf_failure(request, reason=""):
    """403 for a form whose token is old."""
    note_refusal(request)
    return _error(
        request, 403, "页面已过期", "这个页面停留太久或登录状态已变。请返回上一页，刷新后重新提交；已填的内容可先复制。"
    )


def not_found(request, exception=None):
    """404, also for what belongs to others."""
    whose = "没有公开" if request.path_info.startswith(FOR_EVERYBODY) else "不属于您的单位"
    return _error(request, 404, "没有这个页面", f"地址不对，或者这项内容{whose}。")


def server_error(request):
    """500. Rendered without a request, so that nothing in the context can fail again."""
    return HttpResponseServerError(render_to_string("500.html"))

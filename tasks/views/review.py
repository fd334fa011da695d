"""The office's review queue: accept, return, decide on extensions."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from tasks.forms import ReturnForm
from tasks.models import ExtensionRequest, ProgressReport
from tasks.services.errors import ActRefused
from tasks.services.extensions import extension_decide
from tasks.services.review import report_accept, report_return
from units.access import manager_required, office_required

PAGE = 30


@require_GET
@office_required
def review_queue(request):
    """Everything that waits for the office: answers first come first served, and requests for a later day."""
    reports = ProgressReport.objects.visible_to(request.user).waiting()
    reports = reports.select_related("assignment__task__plan", "assignment__unit", "author")
    reports = reports.defer("assignment__task__plan__layout")
    page = Paginator(reports.with_evidence().order_by("submitted_at"), PAGE).get_page(request.GET.get("page"))
    extensions = ExtensionRequest.objects.filter(assignment__office=request.member.office_id, state="asked")
    context = {
        "page": page,
        "extensions": extensions.select_related("assignment__task", "assignment__unit", "asked_by"),
    }
    return render(request, "tasks/review_queue.html", context)


@require_POST
@manager_required
def report_accept_view(request, pk):
    """Accept one answer."""
    report = get_object_or_404(_reports(request), pk=pk)
    return _act(request, report, f"已通过：{_name(report)}，任务办结。", report_accept, report=report)


@require_POST
@manager_required
def report_return_view(request, pk):
    """Return one answer with a reason."""
    report = get_object_or_404(_reports(request), pk=pk)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有退回：" + form.errors["reason"][0])
        return redirect(_back(request, report))
    done = f"已退回：{_name(report)}，等单位修改。"
    return _act(request, report, done, report_return, report=report, reason=form.cleaned_data["reason"])


@require_POST
@manager_required
def extension_decide_view(request, pk):
    """Grant or refuse a later day."""
    own = ExtensionRequest.objects.filter(assignment__office=request.member.office_id)
    extension = get_object_or_404(own.select_related("assignment"), pk=pk)
    granted = request.POST.get("decision") == "grant"
    note = request.POST.get("note", "")[:500]
    done = "已同意延期。" if granted else "已答复：不同意延期。"
    return _act(request, extension, done, extension_decide, extension=extension, granted=granted, note=note)


def _reports(request):
    return ProgressReport.objects.visible_to(request.user).select_related("assignment__unit", "assignment__task")


def _name(report) -> str:
    return f"{report.assignment.unit}第{report.assignment.task.number}项"


def _act(request, subject, done, act, **values):
    try:
        act(by=request.user, at=timezone.now(), **values)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(_back(request, subject))


def _back(request, subject):
    """Return to where the button was pressed, if that is one of our own pages."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return subject.assignment.get_absolute_url()

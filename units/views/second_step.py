"""The second step of the log-in: enrol a device the first time, show a code from it every time."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login as remember_device

from units.accounts import pending, totp
from units.forms import CodeForm
from units.views.entering import enter

WRONG = "动态口令不对或已经用过，请等手机上换出下一个再输入。"


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second_step(request):
    """Ask for a code; the first time show what a device needs to make codes."""
    at = timezone.now()
    user = pending.find(request, at)
    if user is None:
        return redirect("login")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        check = totp.verify if totp.device_of(user) else totp.confirm
        if device := check(user=user, code=form.cleaned_data["code"], at=at):
            answer = enter(request, user, pending.finish(request))
            remember_device(request, device)
            return answer
        form.add_error("code", WRONG)
    return _page(request, form, user)


def _page(request, form, user):
    status = 422 if form.errors else 200
    if known := totp.device_of(user):
        locked = totp.is_locked(known)
        context = {"form": form, "locked": locked, "most": totp.MOST_WRONG}
        return render(request, "registration/second_step.html", context, status=429 if locked else status)
    device = totp.new_device(user)
    context = {"form": form, "picture": totp.picture(device), "secret": totp.secret(device)}
    return render(request, "registration/enrol.html", context, status=status)

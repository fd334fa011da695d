"""Choosing a password with a one-time link, and asking for one."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from units.accounts import link_mails, links, lockout, rate
from units.accounts.address import client_address, counted_address
from units.forms import ChooseForm, ForgotForm
from units.views.login import KNOWN_NAME

KEY = "account_link"
ASKED_PER_MINUTE = 10  # from one address
GONE = 410


@login_not_required
@never_cache
@require_GET
def account_link(request, token):
    """Take the token out of the address, so that no log, history or referrer keeps it, and go on to the form."""
    if links.find(token, timezone.now()) is None:
        return _gone(request)
    request.session[KEY] = token
    return redirect("choose_password")


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def choose_password(request):
    """Let the holder of a link choose the password; then the link is used up and the log-in page comes."""
    at = timezone.now()
    link = links.find(request.session.get(KEY, ""), at)
    if link is None:
        return _gone(request)
    form = ChooseForm(link.user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not links.redeem(link=link, raw=form.cleaned_data["new_password1"], at=at):
            return _gone(request)
        logout(request)  # somebody else may be logged in on this browser
        messages.success(request, f"密码已设置。请用登录名 {link.user.username} 和新密码登录。")
        request.session[KNOWN_NAME] = link.user.username
        return redirect("login")
    context = {"form": form, "holder": link.user}
    return render(request, "registration/choose_password.html", context, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def forgot_password(request):
    """Take an address and answer the same whether or not an account has it."""
    form = ForgotForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        at = timezone.now()
        if seconds := rate.seconds_to_wait("forgot", counted_address(request) or "", ASKED_PER_MINUTE, at):
            return lockout.too_many(request, 1, seconds)
        link_mails.ask_by_address(form.cleaned_data["email"], at=at, origin=client_address(request))
        return render(request, "registration/forgot_done.html", {"minutes": settings.GOVOPEN_RESET_LINK_MINUTES})
    return render(request, "registration/forgot.html", {"form": form}, status=422 if form.errors else 200)


def _gone(request):
    request.session.pop(KEY, None)
    return render(request, "registration/link_gone.html", status=GONE)

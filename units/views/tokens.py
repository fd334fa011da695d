"""接口令牌: where the office makes the keys with which other systems read, and revokes them."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from units.access import manager_required
from units.acting import attempt
from units.models import ApiToken
from units.tokens import LONGEST_YEARS, in_years, token_make, token_revoke


class TokenForm(forms.Form):
    """Who uses the key, and how long it is good."""

    name = forms.CharField(
        label="使用方", max_length=60, help_text="哪个系统用它，如“市政务公开平台”。一个系统一个令牌，停用时互不影响。"
    )
    valid_until = forms.DateField(
        label="有效期至",
        help_text=f"到这一天为止，最长{LONGEST_YEARS}年。到期前请重新生成并告知对方。",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


@require_http_methods(["GET", "POST"])
@never_cache
@manager_required
def api_tokens(request):
    """The office's keys. POST makes a new one and shows it, this once."""
    office, today, secret = request.member.office, timezone.localdate(), ""
    form = TokenForm(request.POST or None, initial={"valid_until": in_years(today, 1)})
    if request.method == "POST" and form.is_valid():
        secret = attempt(request, token_make, form=form, office=office, **form.cleaned_data) or ""
    if secret:
        form = TokenForm(initial={"valid_until": in_years(today, 1)})
    tokens = ApiToken.objects.visible_to(request.user).select_related("created_by")
    context = {"form": form, "secret": secret, "tokens": tokens, "today": today}
    return render(request, "units/api_tokens.html", context, status=422 if form.errors else 200)


@require_POST
@manager_required
def api_token_revoke(request, pk):
    """Let a key open nothing any more."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    if attempt(request, token_revoke, token=token):
        messages.success(request, f"“{token.name}”的令牌已停用，用它的系统不能再读取。")
    return redirect("api_tokens")

"""Changing one's own password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth_views
from django.http import HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils import timezone

from units.accounts import passwords, sessions
from units.forms import ChangeForm


class PasswordChangeView(auth_views.PasswordChangeView):
    """Change one's own password; whoever else is logged in with the old one is out."""

    template_name = "registration/password.html"
    form_class = ChangeForm
    success_url = reverse_lazy("home")

    def form_valid(self, form):
        """Set the password and stay logged in here, under a new session key."""
        request, raw = self.request, form.cleaned_data["new_password1"]
        key = request.session.session_key
        passwords.set_password(user=request.user, raw=raw, by=request.user, at=timezone.now(), keep_session=key)
        update_session_auth_hash(request, request.user)
        sessions.rename(key, request.session.session_key)
        messages.success(request, "密码已修改。其他设备上的登录已全部退出。")
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs):
        """Say that a new password is due."""
        return super().get_context_data(**kwargs) | {"due": passwords.is_due(self.request.user, timezone.now())}

"""Log-in: the password, then for some the second step."""

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.shortcuts import redirect
from django.utils import timezone

from units.accounts import lockout, pending, rate, totp
from units.accounts.address import counted_address
from units.forms import LoginForm
from units.views.entering import enter

OVER = {
    "idle": "您已{minutes}分钟没有操作，请重新登录。",
    "age": "这次登录已满{hours}小时，请重新登录。",
    "ended": "登录已失效（在别处修改了密码、退出，或账号有变动），请重新登录。",
}
KNOWN_NAME = "login_name"  # in the session, from choosing a password to the log-in page that follows
KEPT = "刚才填写的内容已经留存，用同一账号登录后可以接着提交。"


class LoginView(auth_views.LoginView):
    """The log-in page. Every refusal looks the same, whether the name, the password or the account is at fault."""

    template_name = "registration/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def post(self, request, *args, **kwargs):
        """Refuse an address that asks too often; then check name and password."""
        at, asker = timezone.now(), counted_address(request) or ""
        if seconds := rate.seconds_to_wait("login", asker, settings.GOVOPEN_LOGINS_PER_MINUTE, at):
            return lockout.too_many(request, 1, seconds)
        return super().post(request, *args, **kwargs)

    def get_initial(self):
        """Fill in the name of who has just chosen a password here, once."""
        return super().get_initial() | {"username": self.request.session.pop(KNOWN_NAME, "")}

    def form_valid(self, form):
        """Log in, or lead to the second step: until then nobody is logged in."""
        user, onward = form.get_user(), self.get_redirect_url()
        if totp.is_needed(user):
            pending.begin(self.request, user, onward, timezone.now())
            return redirect("second_step")
        return enter(self.request, user, onward)

    def get_context_data(self, **kwargs):
        """Say why the page came."""
        told = self.request.GET
        figures = {"minutes": settings.GOVOPEN_IDLE_MINUTES, "hours": settings.GOVOPEN_SESSION_HOURS}
        reason = OVER.get(told.get("over"), "").format(**figures)
        if reason and "kept" in told:
            reason += KEPT
        return super().get_context_data(**kwargs) | {"reason": reason}

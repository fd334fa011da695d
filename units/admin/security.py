"""What the security administrator watches, and the audit administrator may look at: locks and log-ins."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from unfold.decorators import action, display

from units.accounts import lockout, sessions
from units.accounts.trail import note
from units.admin.confirm import confirm
from units.admin_base import CHANGE, LOOK, ReadOnlyAdmin, Role
from units.models import LockOut, LoginSession


class SecurityAdmin(ReadOnlyAdmin):
    """Rows that belong to no office."""

    office_path = "pk"  # of no office: only administrators come here
    for_office = False
    administrators = {Role.SECURITY: CHANGE, Role.AUDIT: LOOK}
    show_full_result_count = False

    def get_object(self, request, object_id, from_field=None):
        """Return the row; whoever has no right here is refused before anything is looked up."""
        if not self.rights(request):
            raise PermissionDenied
        return super().get_object(request, object_id, from_field)

    def office_of(self, obj):
        """Return none."""
        return

    def has_act_permission(self, request, object_id=None):
        """Let the security administrator act."""
        return self.rights(request) == CHANGE


@admin.register(LockOut)
class LockOutAdmin(SecurityAdmin):
    """Failures that count at present."""

    list_display = ("name", "ip_address", "failures_since_start", "attempt_time", "state")
    search_fields = ("username", "ip_address")
    search_help_text = "按登录名、来源地址查找"
    fields = readonly_fields = ("name", "ip_address", "failures_since_start", "attempt_time", "state")
    actions_detail = ["unlock"]

    @action(description="解除锁定", url_path="unlock", permissions=["act"])
    def unlock(self, request, object_id):
        """Forget the failures of the name, from all addresses."""

        def act(row):
            lockout.unlock(username=row.username, by=request.user, at=timezone.now())
            return "已解除锁定，可以重新登录。"

        text = "清除这个登录名的全部失败记录。请先核实是本人输错，而不是有人在猜密码。"
        return confirm(self, request, "解除锁定", self.get_object(request, object_id), {"text": text}, act)

    @display(description="登录名", ordering="username")
    def name(self, row):
        """Return the log-in name; one without an account is kept as a hash only."""
        return "未登记的登录名" if row.username.startswith("?") else row.username

    @display(description="状态", label={"锁定中": "danger", "计数中": "info", "已过期": "success"})
    def state(self, row):
        """Return whether the row locks now."""
        if timezone.now() - row.attempt_time > lockout.lock_time():
            return "已过期"
        return "锁定中" if row.failures_since_start >= lockout.failure_limit() else "计数中"


@admin.register(LoginSession)
class LoginSessionAdmin(SecurityAdmin):
    """Who is logged in, from where."""

    list_display = ("user", "address", "started_at", "seen_at", "state")
    list_select_related = ("user",)
    search_fields = ("user__name", "user__username", "address")
    search_help_text = "按姓名、登录名、来源地址查找"
    fields = readonly_fields = ("user", "address", "started_at", "seen_at", "state")
    actions_detail = ["end"]

    @action(description="结束会话", url_path="end", permissions=["act"])
    def end(self, request, object_id):
        """End one session."""

        def act(row):
            sessions.end(LoginSession.objects.filter(pk=row.pk))
            note("结束会话", row.user, by=request.user, at=timezone.now())
            return "会话已结束。"

        text = "这个浏览器上的登录立即失效。"
        return confirm(self, request, "结束会话", self.get_object(request, object_id), {"text": text}, act)

    @display(description="状态", label={"有效": "success", "已超时": "warning"})
    def state(self, row):
        """Return whether the next click would still be taken."""
        return "已超时" if sessions.ran_out(row, timezone.now()) else "有效"

"""The mail server's state for the system administrator, who releases mail that is on hold."""

from django.contrib import admin
from django.utils import timezone
from unfold.decorators import action, display

from reminders import hold
from reminders.models import MailServerState
from units.admin.confirm import confirm
from units.admin_base import CHANGE, ReadOnlyAdmin


@admin.register(MailServerState)
class MailServerAdmin(ReadOnlyAdmin):
    """One row for the whole installation; it belongs to no office."""

    office_path = "pk"  # of no office: nobody filters by one
    for_office = False
    list_display = ("state", "answer", "failures", "paused_until", "held_why", "swept_at")
    fields = readonly_fields = (
        "state",
        "held_why",
        "held_at",
        "waiting",
        "answer",
        "failures",
        "paused_until",
        "swept_at",
    )
    actions_detail = ["release"]

    def get_queryset(self, request):
        """Return the one row; who may see it is asked of the rights."""
        return self.model.objects.all()

    def office_of(self, obj):
        """Return none."""
        return

    def has_act_permission(self, request, object_id=None):
        """Let the system administrator act."""
        return self.rights(request) == CHANGE

    def get_actions_detail(self, request, object_id):
        """Offer the release while there is something to release."""
        return super().get_actions_detail(request, object_id) if hold.is_held() else []

    @action(description="放行邮件", url_path="release", permissions=["act"])
    def release(self, request, object_id):
        """Let mail leave again, after saying how many letters wait."""

        def act(row):
            waiting = hold.release(by=request.user, at=timezone.now())
            return f"邮件已放行，有{waiting}封待发。"

        row = self.get_object(request, object_id)
        why = f"扣留原因：{row.held_why}。" if row.held_at else "邮件现在没有被扣留。"
        text = (
            f"{why}有{hold.waiting_letters()}封邮件待发；放行后，过了日期的并入当天的提醒，每个邮箱一封。"
            "恢复过备份的，请先核对哪些邮件在备份之后已经发出；改过系统时间的，请先核对时间。"
        )
        return confirm(self, request, "放行邮件", row, {"text": text}, act)

    @display(description="状态", label={"正常": "success", "已扣留": "danger", "已停止": "danger", "暂停": "warning"})
    def state(self, row):
        """Return how it stands in a word."""
        if row.held_at:
            return "已扣留"
        if row.stopped:
            return "已停止"
        return "暂停" if row.paused_until and row.paused_until > timezone.now() else "正常"

    @display(description="服务器答复", ordering="reason")
    def answer(self, row):
        """Return what the server said when it last refused; beside the reason of a hold, a bare 原因 is unclear."""
        return row.reason

    @display(description="待发邮件")
    def waiting(self, row):
        """Return how many letters would leave after a release."""
        return f"{hold.waiting_letters()}封"

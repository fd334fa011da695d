"""Group robots in the admin: what is secret is typed and never shown."""

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Subquery
from unfold.decorators import display
from unfold.widgets import UnfoldAdminPasswordWidget

from reminders.channels.base import is_allowed
from reminders.models import GroupPost, GroupRobot
from units.admin_base import OfficeAdmin
from units.admin_forms import OfficeForm


class RobotForm(OfficeForm):
    """A group robot. What is kept secret is typed, never shown: left empty, it stays as it is."""

    SECRETS = ("url", "secret")

    url = forms.CharField(
        label="机器人地址（含密钥）",
        max_length=500,
        required=False,
        widget=UnfoldAdminPasswordWidget,
        help_text="在群里添加机器人后得到的地址，其中含有密钥，保存后不再显示；不改请留空。",
    )
    secret = forms.CharField(
        label="加签密钥",
        max_length=200,
        required=False,
        widget=UnfoldAdminPasswordWidget,
        help_text="钉钉机器人选了“加签”时填写；不改请留空。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._kept = {name: getattr(self.instance, name) for name in self.SECRETS}

    def clean(self):
        """Keep what was left empty; refuse an address to which this installation does not post."""
        cleaned = super().clean()
        for name in self.SECRETS:
            cleaned[name] = cleaned.get(name) or self._kept[name]
        if not cleaned["url"]:
            self.add_error("url", "请填写机器人地址。")
        elif not is_allowed(cleaned["url"]):
            self.add_error("url", "这台服务器没有允许向这个地址发送，请系统管理员在 GOVOPEN_WEBHOOKS 里登记。")
        return cleaned


@admin.register(GroupRobot)
class GroupRobotAdmin(OfficeAdmin):
    """Robots in chat groups."""

    form = RobotForm
    list_display = ("name", "kind", "enabled", "last_post")
    deletable = True
    fields = ("office", "name", "kind", "url", "secret", "enabled")

    def get_fields(self, request, obj=None):
        """Keep address and secret from who only looks: such a page shows values, not empty boxes."""
        fields = super().get_fields(request, obj)
        return fields if self.has_change_permission(request, obj) else [f for f in fields if f not in RobotForm.SECRETS]

    def get_queryset(self, request):
        """Add what became of the last message."""
        last = GroupPost.objects.filter(robot=OuterRef("pk")).order_by("-local_date")
        columns = {f"last_{name}": Subquery(last.values(name)[:1]) for name in ("local_date", "state", "last_reply")}
        return super().get_queryset(request).annotate(**columns)

    @display(description="最近一次")
    def last_post(self, robot):
        """Return what became of the last message."""
        if robot.last_local_date is None:
            return "还没有发过"
        return f"{robot.last_local_date} {GroupPost.State(robot.last_state).label} {robot.last_last_reply}".strip()

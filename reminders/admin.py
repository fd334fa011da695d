"""When an office reminds, and what was said to whom. Only the rules can be changed; the daily page is on the platform."""

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminTextInputWidget,
)

from reminders.channels.base import is_allowed
from reminders.fields import MonthDayField, StepsField
from reminders.models import (
    ContactPause,
    EscalationStep,
    GroupPost,
    GroupRobot,
    OutgoingMail,
    PlanTiming,
    QuietPeriod,
    Reminder,
    ReminderPolicy,
)
from reminders.models.policy import MOST_DAYS
from reminders.server_admin import MailServerAdmin as MailServerAdmin
from units.admin_base import OfficeAdmin, ReadOnlyAdmin
from units.admin_forms import OfficeForm
from units.models import Membership

MAIL_STATES = {
    "待发送": "info",
    "准备中": "info",
    "投递中": "info",
    "结果不明": "warning",
    "已发送": "success",
    "发送失败": "danger",
    "无需发送": "warning",
}
REMINDER_STATES = {"待发": "info", "已提醒": "success", "被后一次代替": "warning", "无需再提": "warning"}


class TimingForm(OfficeForm):
    """The steps of an office or of a plan."""

    steps = StepsField(
        label="提前提醒（工作日）",
        widget=UnfoldAdminTextInputWidget,
        initial=lambda: ReminderPolicy._meta.get_field("steps").get_default(),
        help_text=f"离期限还有几个工作日时提醒，用顿号隔开，如 15、7、3、1、0；0 为当天，最多 {MOST_DAYS}。",
    )
    year_end_from = MonthDayField(
        label="年底任务每周汇总起始日",
        widget=UnfoldAdminTextInputWidget,
        initial="11-15",
        required=False,
        help_text="期限在12月31日的任务，从这一天起每周汇总提醒一次，如 11月15日；留空则与其他任务一样。",
    )
    cutoff = MonthDayField(
        label="年度佐证材料截止日",
        widget=UnfoldAdminTextInputWidget,
        required=False,
        help_text="年度考核收材料的最后一天，如 12月5日；填写后，期限在它之后的当年任务还按这一天提醒。",
    )


@admin.register(ReminderPolicy)
class ReminderPolicyAdmin(OfficeAdmin):
    """The rules: one row for an office."""

    form = TimingForm
    list_display = ("__str__", "enabled", "step_text", "overdue_weeks", "send_from", "send_until")
    list_select_related = ("office",)
    fields = (
        "office",
        "enabled",
        "steps",
        "overdue_weeks",
        ("year_end_from", "cutoff"),
        ("send_from", "send_until"),
        "activity_days",
        "answers_by_mail",
    )

    def view_on_site(self, policy):
        """Return the page on the platform, which shows what a change does."""
        return reverse("reminder_rules")

    def has_add_permission(self, request, obj=None):
        """Let the clerk add the rules where there are none."""
        if not super().has_add_permission(request, obj) or request.user.admin_role:
            return super().has_add_permission(request, obj)
        return not ReminderPolicy.objects.filter(office=request.member.office_id).exists()

    @display(description="提前提醒（工作日）")
    def step_text(self, policy):
        """Return the steps as one reads them."""
        return "、".join(map(str, policy.steps))


@admin.register(PlanTiming)
class PlanTimingAdmin(OfficeAdmin):
    """Steps of single plans."""

    form = TimingForm
    office_path = "plan__office"
    deletable = True
    list_display = ("plan", "step_text", "overdue_weeks")
    list_select_related = ("plan",)
    fields = ("plan", "steps", "overdue_weeks", ("year_end_from", "cutoff"))

    def get_readonly_fields(self, request, obj=None):
        """Keep the steps at their plan."""
        return ("plan",) if obj else ()

    @display(description="提前提醒（工作日）")
    def step_text(self, timing):
        """Return the steps as one reads them."""
        return "、".join(map(str, timing.steps))


@admin.register(EscalationStep)
class EscalationStepAdmin(OfficeAdmin):
    """Who hears of what is late."""

    deletable = True
    list_display = ("after_days", "audience")
    list_select_related = ("office",)
    fields = ("office", "after_days", "audience", "members")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Offer the office's own people only, to be ticked."""
        if db_field.name == "members":
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "members":
            own = field.queryset.filter(role__in=Membership.OFFICE_ROLES)
            field.queryset = own.select_related("user", "unit", "office")
        return field


@admin.register(QuietPeriod)
class QuietPeriodAdmin(OfficeAdmin):
    """Days on which nothing leaves."""

    deletable = True
    list_display = ("from_on", "to_on", "why")
    list_select_related = ("office",)
    fields = ("office", ("from_on", "to_on"), "why")


@admin.register(ContactPause)
class ContactPauseAdmin(OfficeAdmin):
    """Contacts who get no mail for some days."""

    office_path = "contact__office"
    deletable = True
    list_display = ("contact", "from_on", "to_on", "why")
    list_select_related = ("contact__user", "contact__unit", "contact__office")
    autocomplete_fields = ("contact",)
    fields = ("contact", ("from_on", "to_on"), "why")

    def get_readonly_fields(self, request, obj=None):
        """Keep a pause with its contact."""
        return ("contact",) if obj else ()


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


class EnvelopeAdmin(ReadOnlyAdmin):
    """Rows of the ledger and the outbox."""

    show_full_result_count = False
    search_help_text = "按姓名、地址查找"


@admin.register(Reminder)
class ReminderAdmin(EnvelopeAdmin):
    """What is to be said to whom, and whether it was."""

    list_display = ("contact", "kind", "stage", "due_on", "state_label", "created_at")
    list_select_related = ("contact__user", "contact__unit", "contact__office", "mail", "office")
    list_filter = (("state", ChoicesDropdownFilter), ("kind", ChoicesDropdownFilter))
    search_fields = ("contact__user__name", "mail__address")
    fields = (
        "office",
        "contact",
        ("duty_type", "duty_id"),
        ("kind", "stage"),
        ("due_on", "due_version"),
        "state",
        "mail",
        "created_at",
    )

    @display(description="状态", ordering="state", label=REMINDER_STATES)
    def state_label(self, reminder):
        """Return the state in colour."""
        return reminder.get_state_display()


@admin.register(OutgoingMail)
class OutgoingMailAdmin(EnvelopeAdmin):
    """Letters, sent or not, and what the server said."""

    list_display = ("local_date", "address", "subject", "state_label", "attempts", "repeated", "sent_at")
    list_select_related = ("office",)
    list_filter = (("state", ChoicesDropdownFilter), ("repeated", BooleanRadioFilter))
    search_fields = ("address", "subject")
    search_help_text = "按地址、主题查找"
    fields = (
        "office",
        ("local_date", "address"),
        "subject",
        ("kind", "opening"),
        "state",
        ("attempts", "repeated"),
        ("next_at", "sent_at"),
        "last_reply",
        "message_id",
    )

    def view_on_site(self, mail):
        """Return the page on the platform."""
        return reverse("mail", args=[mail.pk])

    @display(description="状态", ordering="state", label=MAIL_STATES)
    def state_label(self, mail):
        """Return the state in colour."""
        return mail.get_state_display()

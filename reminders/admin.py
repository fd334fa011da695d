"""When an office reminds, and what was said to whom. Only the rules can be changed; the daily page is on the platform."""

from copy import deepcopy

from django.contrib import admin
from django.urls import reverse
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminTextInputWidget,
)

from reminders import rule_forms
from reminders.models import (
    ContactPause,
    EscalationStep,
    OutgoingMail,
    PlanTiming,
    QuietPeriod,
    Reminder,
    ReminderPolicy,
)
from reminders.robot_admin import GroupRobotAdmin as GroupRobotAdmin
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


def _in_the_theme(name):
    """Return a field of the office's own page, with the box of the admin's theme."""
    field = deepcopy(rule_forms.TimingForm.base_fields[name])
    field.widget = UnfoldAdminTextInputWidget()
    return field


class TimingForm(OfficeForm):
    """The steps of an office or of a plan."""

    steps, year_end_from, cutoff = map(_in_the_theme, ("steps", "year_end_from", "cutoff"))
    steps.required = True  # to do without is a decision for the page that shows what it does
    steps.help_text = steps.help_text.removesuffix(rule_forms.NO_STEPS)


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

"""When an office reminds, and what was said to whom. Only the rules can be changed; the daily page is on the platform."""

from copy import deepcopy

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminTextInputWidget,
)

from calendar_events.models import Activity
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
from reminders.stage_words import stage_words
from tasks.models import Assignment
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
    """Who hears of what is late. An administrator names the people once the office is chosen."""

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

    def get_fields(self, request, obj=None):
        """Ask for people only when it is known of which office."""
        fields = super().get_fields(request, obj)
        return [name for name in fields if name != "members"] if self._of_any_office(request, obj) else fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Offer the people of the step's office."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj and (members := form.base_fields.get("members")):
            members.queryset = members.queryset.filter(office=obj.office_id)
        return form

    def response_add(self, request, obj, post_url_continue=None):
        """Go on to the people where the step is of no use without them."""
        if not (request.user.admin_role and obj.audience == EscalationStep.Audience.OFFICE):
            return super().response_add(request, obj, post_url_continue)
        messages.warning(request, f"已保存。请选择告知{obj.office.short_name}的哪些人员。")
        return redirect("admin:reminders_escalationstep_change", obj.pk)

    def _of_any_office(self, request, obj) -> bool:
        return obj is None and bool(request.user.admin_role)


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

    list_display = ("contact", "kind", "stage_label", "due_on", "state_label", "created_at")
    list_select_related = ("contact__user", "contact__unit", "contact__office", "mail", "office")
    list_filter = (("state", ChoicesDropdownFilter), ("kind", ChoicesDropdownFilter))
    search_fields = ("contact__user__name", "mail__address")
    fields = (
        "office",
        "contact",
        "duty",
        ("kind", "stage_label"),
        ("due_on", "state"),
        "mail",
        "created_at",
    )
    readonly_fields = ("duty", "stage_label")

    @display(description="事项")
    def duty(self, reminder):
        """Lead to the task or activity, which may be gone by now."""
        if reminder.duty_type == Reminder.Duty.ASSIGNMENT:
            rows, page = Assignment.objects.filter(office=reminder.office_id), "tasks_assignment"
            rows = rows.select_related("unit", "task")
        else:
            rows, page = Activity.objects.filter(schedule__office=reminder.office_id), "calendar_events_activity"
        row = rows.filter(pk=reminder.duty_id).first()
        if row is None:
            return "事项已删除"
        return format_html('<a class="text-link" href="{}">{}</a>', reverse(f"admin:{page}_change", args=[row.pk]), row)

    @display(description="阶段")
    def stage_label(self, reminder):
        """Return the stage in words."""
        return stage_words(reminder.stage)

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
        "sent_at",
        "last_reply",
        "message_id",
    )

    def get_fields(self, request, obj=None):
        """Name the next attempt while there will be one, instead of when it was sent."""
        fields = super().get_fields(request, obj)
        if obj is None or obj.state in OutgoingMail.FINAL:
            return fields
        return ["next_at" if name == "sent_at" else name for name in fields]

    def view_on_site(self, mail):
        """Return the page on the platform."""
        return reverse("mail", args=[mail.pk])

    @display(description="状态", ordering="state", label=MAIL_STATES)
    def state_label(self, mail):
        """Return the state in colour."""
        return mail.get_state_display()

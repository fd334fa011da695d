"""When an office reminds, and what was said to whom. Only the rules can be changed; the daily page is on the platform."""

from copy import deepcopy

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminTextInputWidget,
)

from reminders import rule_forms
from reminders.ledger_admin import OutgoingMailAdmin as OutgoingMailAdmin
from reminders.ledger_admin import ReminderAdmin as ReminderAdmin
from reminders.models import (
    ContactPause,
    EscalationStep,
    PlanTiming,
    QuietPeriod,
    ReminderPolicy,
)
from reminders.robot_admin import GroupRobotAdmin as GroupRobotAdmin
from reminders.server_admin import MailServerAdmin as MailServerAdmin
from units.admin_base import OfficeAdmin
from units.admin_forms import OfficeForm
from units.models import Membership


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

    @display(description=ReminderPolicy._meta.get_field("steps").verbose_name)
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

    @display(description=ReminderPolicy._meta.get_field("steps").verbose_name)
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

"""What was said to whom: the ledger and the outbox. Both can only be looked at; the daily page is on the platform."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter
from unfold.decorators import display
from unfold.views import ChangeList

from calendar_events.models import Activity
from reminders.models import OutgoingMail, Reminder
from reminders.stage_words import stage_words
from tasks.models import Assignment
from units.admin_base import ReadOnlyAdmin, scoped

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


def _words(found) -> str:
    """Return what a task or an activity is called, whole: whoever shows it cuts it."""
    if isinstance(found, Activity):
        return str(found)
    number = f"{found.task.number}. " if found.task.number else ""
    return f"{found.unit}：{number}{found.task.requirement}"


class LedgerList(ChangeList):
    """A page of the ledger, each row with what it is about: two queries, whatever the number of rows."""

    def get_results(self, request):
        """Find the rows, then their tasks and activities."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        _find(self.result_list, request)


def _find(reminders, request) -> None:
    """Give each row what it is about (found): a task, an activity, or None where it is gone or not the person's."""
    wanted = (
        (Reminder.Duty.ASSIGNMENT, Assignment.objects.select_related("unit", "task"), "office"),
        (Reminder.Duty.ACTIVITY, Activity.objects.all(), "schedule__office"),
    )
    found = {}
    for kind, rows, office in wanted:
        keys = {row.duty_id for row in reminders if row.duty_type == kind}
        if keys:
            found |= {(kind, row.pk): row for row in scoped(rows, request, office).filter(pk__in=keys)}
    for row in reminders:
        row.found = found.get((row.duty_type, row.duty_id))


class EnvelopeAdmin(ReadOnlyAdmin):
    """Rows of the ledger and the outbox."""

    show_full_result_count = False
    search_help_text = "按姓名、地址查找"


@admin.register(Reminder)
class ReminderAdmin(EnvelopeAdmin):
    """What is to be said to whom, and whether it was."""

    list_display = ("contact", "duty", "kind", "stage_label", "due_on", "state_label", "created_at")
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

    def get_object(self, request, object_id, from_field=None):
        """Return the row with what it is about."""
        row = super().get_object(request, object_id, from_field)
        if row:
            _find([row], request)
        return row

    def get_changelist(self, request, **kwargs):
        """Return the list that finds what all its rows are about at once."""
        return LedgerList

    @display(description="事项")
    def duty(self, reminder):
        """Lead to the task or activity, which may be gone by now. A list cuts the words by its style sheet."""
        found = reminder.found
        if found is None:
            return "事项已删除"
        page = reverse(f"admin:{found._meta.app_label}_{found._meta.model_name}_change", args=[found.pk])
        return format_html('<a class="text-link" href="{}"><span class="cut">{}</span></a>', page, _words(found))

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

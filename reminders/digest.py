"""The text of a digest, built from the state of the moment in which it is sent."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from calendar_events.models import Activity
from calendar_events.workdays import WorkdayCalendar
from reminders.models import Reminder
from tasks.models import Assignment, ProgressReport


@dataclass(slots=True)
class Entry:
    """One line of the digest."""

    reminder: Reminder
    title: str  # the printed words
    unit: str
    deadline_raw: str
    due_on: object
    workdays_left: int | None
    reason: str  # why it was returned
    url: str


@dataclass(slots=True)
class Digest:
    """A letter ready to be handed over; ``dropped`` are the reminders with nothing left to say."""

    subject: str
    text: str
    html: str
    entries: list[Entry]
    dropped: list[Reminder]


def build(mail, at) -> Digest:
    """Return the digest of mail. A duty that is done, with the office, or moved since planning is dropped."""
    reminders = list(mail.reminders.filter(state=Reminder.State.OPEN).select_related("contact__unit", "contact__user"))
    entries, dropped = _entries(mail.office, reminders, timezone.localdate(at))
    order = list(Reminder.Kind)
    entries.sort(key=lambda entry: (order.index(entry.reminder.kind), entry.due_on is None, str(entry.due_on)))
    groups = [(kind, [e for e in entries if e.reminder.kind == kind]) for kind in order]
    context = {
        "office": mail.office,
        "name": reminders[0].contact.user.name if reminders else "",
        "groups": [(kind.label, rows) for kind, rows in groups if rows],
        "date": timezone.localdate(at),
        "count": len(entries),
        "home": settings.SITE_URL + reverse("my_tasks"),
    }
    return Digest(
        subject=_subject(mail.office, groups),
        text=render_to_string("mail/digest.txt", context),
        html=render_to_string("mail/digest.html", context),
        entries=entries,
        dropped=dropped,
    )


def _subject(office, groups) -> str:
    parts = [f"{kind.label}{len(rows)}项" for kind, rows in groups if rows]
    return f"【{office.short_name}】政务公开任务提醒：{'，'.join(parts)}"[:200]


def _entries(office, reminders, day):
    assignments = _assignments(reminders)
    activities = _activities(reminders)
    reasons = _return_reasons(assignments)
    calendar = WorkdayCalendar(office)
    entries, dropped = [], []
    for reminder in reminders:
        if reminder.duty_type == Reminder.Duty.ASSIGNMENT:
            duty = assignments.get(reminder.duty_id)
            valid = duty and duty.is_with_unit and duty.due_version == reminder.due_version
            entry = valid and _assignment_entry(reminder, duty, day, calendar, reasons)
        else:
            duty = activities.get(reminder.duty_id)
            valid = duty and duty.state == Activity.State.PLANNED and duty.host_id == reminder.contact.unit_id
            entry = valid and _activity_entry(reminder, duty, day, calendar)
        if entry:
            entries.append(entry)
        else:
            dropped.append(reminder)
    return entries, dropped


def _assignments(reminders):
    keys = [r.duty_id for r in reminders if r.duty_type == Reminder.Duty.ASSIGNMENT]
    return Assignment.objects.of_open_plans().select_related("task", "unit").in_bulk(keys)


def _activities(reminders):
    keys = [r.duty_id for r in reminders if r.duty_type == Reminder.Duty.ACTIVITY]
    return Activity.objects.select_related("schedule", "host").in_bulk(keys)


def _return_reasons(assignments) -> dict[int, str]:
    rows = ProgressReport.objects.filter(assignment__in=assignments, state=ProgressReport.State.RETURNED).order_by("pk")
    return dict(rows.values_list("assignment_id", "review_note"))


def _assignment_entry(reminder, duty, day, calendar, reasons):
    if duty.unit_id != reminder.contact.unit_id:
        return None
    returned = reminder.kind == Reminder.Kind.RETURNED
    return Entry(
        reminder=reminder,
        title=str(duty.task.requirement),
        unit=str(duty.unit),
        deadline_raw=duty.task.deadline_raw,
        due_on=duty.due_on,
        workdays_left=calendar.between(day, duty.due_on) if duty.due_on else None,
        reason=reasons.get(duty.pk, "") if returned else "",
        url=settings.SITE_URL + reverse("assignment", args=[duty.pk]),
    )


def _activity_entry(reminder, duty, day, calendar):
    missing = "；主题待定，请先报送主题" if duty.theme_missing else ""
    return Entry(
        reminder=reminder,
        title=f"{duty.theme or '主题自主选定'}{missing}",
        unit=str(duty.host),
        deadline_raw=f"{duty.month}月" if duty.month else "",
        due_on=duty.due_on,
        workdays_left=calendar.between(day, duty.due_on) if duty.due_on else None,
        reason="",
        url=settings.SITE_URL + reverse("activity", args=[duty.pk]),
    )

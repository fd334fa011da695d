"""Plans what must be said: from the state of the duties, never from "today equals". Any number may run at once."""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from calendar_events.models import Activity
from calendar_events.workdays import WorkdayCalendar
from reminders.models import OutgoingMail, Reminder, ReminderPolicy
from reminders.stages import horizon, stage_of
from tasks.models import Assignment, ProgressReport
from units.models import Membership, Unit


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that ought to have been said to the contacts of a unit by now."""

    unit_id: int
    duty_type: str
    duty_id: int
    stage: str
    due_version: int
    kind: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Somebody who gets no mail, and why."""

    to: str
    why: str


def plan(office, at: datetime, *, ignore_hours=False) -> list[Suppressed]:
    """Write what is due and not yet said into the ledger and today's envelopes; return who gets nothing and why."""
    policy = getattr(office, "reminder_policy", None) or ReminderPolicy(office=office)
    calendar = WorkdayCalendar(office)
    day = timezone.localdate(at)
    if reason := _quiet(policy, calendar, at, ignore_hours):
        return [Suppressed(office.name, reason)]
    items = due_items(office, day, policy, calendar)
    contacts, unreachable = _contacts(office, day, {item.unit_id for item in items})
    by_contact = defaultdict(list)
    for item in items:
        for contact in contacts.get(item.unit_id, ()):
            by_contact[contact].append(item)
    for contact in sorted(by_contact, key=lambda member: member.pk):  # one order, no deadlock
        _say(office, contact, by_contact[contact], day, at)
    return unreachable


def due_items(office, day: date, policy, calendar) -> list[Item]:
    """Return everything the office's units ought to have heard by day, with the latest stage of each duty."""
    return [*_assignment_items(office, day, policy, calendar), *_activity_items(office, day)]


def address_key(address: str) -> str:
    """Return one spelling for one mailbox."""
    return unicodedata.normalize("NFKC", address).strip().lower()


def _quiet(policy, calendar, at, ignore_hours) -> str:
    local = timezone.localtime(at)
    if not policy.enabled:
        return "办公室已停止发送提醒"
    if not calendar.is_workday(local.date()):
        return "非工作日不发送"
    if not ignore_hours and not policy.send_from <= local.time() < policy.send_until:
        return f"只在{policy.send_from:%H:%M}至{policy.send_until:%H:%M}发送"
    return ""


def _assignment_items(office, day, policy, calendar):
    owed = Assignment.objects.filter(office=office).of_open_plans().with_unit()
    rows = owed.values_list("pk", "unit_id", "state", "due_on", "due_version", "task__deadline_kind")
    returned = _returned(office)
    stages = {}
    last_day = horizon(policy.steps, day)
    for pk, unit_id, state, due_on, version, kind in rows:
        stage = None
        if due_on and due_on <= last_day and kind != "open":  # 长期坚持 is never overdue
            if due_on not in stages:
                stages[due_on] = stage_of(due_on, day, policy.steps, policy.overdue_weeks, calendar)
            stage = stages[due_on]
        if stage:
            heading = Reminder.Kind.OVERDUE if stage.overdue else Reminder.Kind.DUE
            yield Item(unit_id, Reminder.Duty.ASSIGNMENT, pk, stage.name, version, heading, due_on)
        elif state == Assignment.State.ASSIGNED:
            yield Item(unit_id, Reminder.Duty.ASSIGNMENT, pk, "new", version, Reminder.Kind.NEW, due_on)
        if pk in returned:
            stage_name = f"returned-{returned[pk]}"
            yield Item(unit_id, Reminder.Duty.ASSIGNMENT, pk, stage_name, version, Reminder.Kind.RETURNED, due_on)


def _returned(office) -> dict[int, int]:
    """Return assignment → report for what was returned and not handed in again."""
    rows = ProgressReport.objects.filter(
        assignment__office=office,
        assignment__state=Assignment.State.IN_PROGRESS,
        state=ProgressReport.State.RETURNED,
    )
    return dict(rows.order_by("pk").values_list("assignment_id", "pk"))


def _activity_items(office, day):
    coming = Activity.objects.planned().filter(schedule__office=office, schedule__year=day.year, host__isnull=False)
    for activity in coming.select_related("schedule"):
        due_on = activity.due_on
        if due_on and due_on.replace(day=1) <= day:
            stage = "month" if day <= due_on else "after"
            yield Item(activity.host_id, Reminder.Duty.ACTIVITY, activity.pk, stage, 1, Reminder.Kind.ACTIVITY, due_on)


def _contacts(office, day, unit_ids):
    contacts = defaultdict(list)
    without_address = []
    members = Membership.objects.filter(office=office, unit__in=unit_ids).current(day)
    for member in members.filter(role=Membership.Role.LIAISON).select_related("user", "unit"):
        if member.user.email:
            contacts[member.unit_id].append(member)
        else:
            without_address.append(Suppressed(f"{member.unit} {member.user.name}", "联系人没有登记邮箱"))
    silent = Unit.objects.filter(pk__in=unit_ids).exclude(memberships__in=members)
    return contacts, without_address + [Suppressed(str(unit), "单位没有在任的联络员") for unit in silent.distinct()]


@transaction.atomic
def _say(office, contact, items, day, at):
    """Put what is new for one contact into the ledger and into today's envelope."""
    known = set(
        contact.reminders.filter(duty_id__in=[item.duty_id for item in items]).values_list(
            "duty_type", "duty_id", "stage", "due_version"
        )
    )
    fresh = [item for item in items if (item.duty_type, item.duty_id, item.stage, item.due_version) not in known]
    rows = [
        Reminder(
            office=office,
            contact=contact,
            duty_type=item.duty_type,
            duty_id=item.duty_id,
            stage=item.stage,
            due_version=item.due_version,
            kind=item.kind,
            due_on=item.due_on,
            created_at=at,
        )
        for item in sorted(fresh, key=lambda item: (item.duty_type, item.duty_id, item.stage))
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    _supersede(contact, items)
    loose = contact.reminders.filter(state=Reminder.State.OPEN, mail=None)
    if not loose.exists():
        return
    mail, _ = OutgoingMail.objects.get_or_create(
        office=office,
        address_key=address_key(contact.user.email),
        kind=OutgoingMail.Kind.DIGEST,
        local_date=day,
        part=1,
        defaults={"address": contact.user.email.strip(), "next_at": at, "message_id": new_message_id()},
    )
    # A write, so that no claim can slip in between. If today's digest has gone, tomorrow's takes what is left.
    if OutgoingMail.objects.filter(pk=mail.pk, state=OutgoingMail.State.QUEUED).update(token=""):
        loose.update(mail=mail)


def _supersede(contact, items):
    """Of several open stages of one duty only the latest is still worth saying."""
    current = {(item.duty_type, item.duty_id, item.stage, item.due_version) for item in items}
    stale = [
        row.pk
        for row in contact.reminders.filter(state=Reminder.State.OPEN)
        if (row.duty_type, row.duty_id, row.stage, row.due_version) not in current
    ]
    Reminder.objects.filter(pk__in=stale).update(state=Reminder.State.SUPERSEDED, mail=None)


def new_message_id() -> str:
    """Return a Message-ID of our own domain; a repeated hand-over uses the same one again."""
    return f"<{uuid4().hex}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip('>')}>"

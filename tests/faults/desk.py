"""`python -m tests.faults.desk fill|count`: what the run works on, and what is left of it, in the database named by DATABASE_URL.

A process of its own: the runner itself knows no Django.
"""

# ruff: noqa: E402  (Django is set up before its models can be imported)
import json
import os
import sys
from datetime import UTC, datetime, time, timedelta

import django

django.setup()

from django.utils import timezone

from calendar_events.models import DayOverride
from reminders.models import OutgoingMail, Reminder, ReminderPolicy
from tasks.models import Assignment, ProgressReport
from tests.world import PASSWORD, issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit
from units.models import AuditEntry

UNITS, WRITERS = int(os.environ.get("FAULT_UNITS", "150")), 6


def fill() -> dict:
    """Make an office that works round the clock, with units that owe something today and get one letter each."""
    office = make_office()
    now = datetime.now(UTC)
    today = timezone.localdate(now)
    for days in range(-2, 12):
        DayOverride.objects.create(office=office, day=today + timedelta(days=days), is_workday=True, name="演练")
    ReminderPolicy.objects.create(office=office, send_from=time(0), send_until=time(23, 59))
    clerk, plan = make_clerk(office), make_plan(office, year=today.year)
    units = [make_unit(office, f"县第{n}局") for n in range(UNITS)]
    for n in range(3):
        make_task(plan, *units, due_on=today + timedelta(days=n + 1))
    people = [make_person(office, unit=unit) for unit in units]
    issue(plan, by=clerk, at=now)
    writers = [
        {
            "name": person.username,
            "password": PASSWORD,
            "assignments": list(Assignment.objects.filter(unit=unit).values_list("pk", flat=True)),
        }
        for unit, person in list(zip(units, people, strict=True))[:WRITERS]
    ]
    return {"writers": writers, "contacts": [person.email for person in people]}


def count() -> dict:
    """Return what is there: texts of answers, states of letters, and what contradicts itself."""
    handed_in = ProgressReport.objects.exclude(state="draft").values_list("progress", flat=True)
    entries = AuditEntry.objects.filter(verb="报告进展").count()
    mails = OutgoingMail.objects.filter(kind="digest")
    return {
        "answers": list(handed_in),
        "entries": entries,
        "sent": mails.filter(state="sent").count(),
        "not_sent": list(mails.exclude(state__in=("sent", "cancelled")).values_list("address", "state")),
        "open": Reminder.objects.filter(state="open").count(),
    }


if __name__ == "__main__":
    json.dump({"fill": fill, "count": count}[sys.argv[1]](), sys.stdout)

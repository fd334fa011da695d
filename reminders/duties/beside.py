"""What is to be said beside the due days: instructions, answers that wait for a leader, standing duties, what is gone."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from reminders.duties.assignments import OPEN, Standing
from reminders.duties.items import ASSIGNMENT, GONE, INSTRUCTION, LEADER, NO_DAY, STANDING, Audience, Item
from reminders.models import Reminder
from reminders.models.policy import day_of_year
from tasks.models import Assignment, Instruction, ProgressReport

KINDS = frozenset((INSTRUCTION, LEADER, STANDING, GONE))  # said of duties that nobody owes any more, too


class Beside(NamedTuple):
    """What stands beside the due days of an office."""

    instructions: list[tuple]  # key, assignment, unit, due day
    at_leader: list[tuple]  # likewise, of reports
    gone: dict[tuple, set[int]]  # (assignment, unit, due day) → contacts who heard of it
    told: dict[int, set[int]]  # assignment of a standing duty → years in which its unit reported


def read(office, units: set[int] | None) -> Beside:
    """Return what stands. Four queries."""
    of_units = {} if units is None else {"assignment__unit__in": units}
    of_office = {"assignment__office": office, "assignment__task__plan__state": "issued"} | of_units
    columns = ("pk", "assignment", "assignment__unit", "assignment__due_on")
    unanswered = Instruction.objects.filter(reply="", **of_office).exclude(assignment__state="cancelled")
    waiting = ProgressReport.objects.filter(state=ProgressReport.State.AT_LEADER, **of_office)
    return Beside(
        list(unanswered.order_by("pk").values_list(*columns)),
        list(waiting.order_by("pk").values_list(*columns)),
        _gone(office, units),
        _told(of_office),
    )


def items(beside: Beside, standing: Standing, day: date, rules) -> Iterator[Item]:
    """Yield what ought to have been said by day."""
    for pk, assignment, unit, due_on in beside.instructions:
        yield Item(unit, ASSIGNMENT, assignment, f"instruction-{pk}", NO_DAY, INSTRUCTION, due_on)
    for pk, assignment, unit, due_on in beside.at_leader:
        yield Item(unit, ASSIGNMENT, assignment, f"leader-{pk}", NO_DAY, LEADER, due_on, Audience.LEADERS)
    for (assignment, unit, due_on), contacts in beside.gone.items():
        yield Item(unit, ASSIGNMENT, assignment, "gone", NO_DAY, GONE, due_on, contacts=frozenset(contacts))
    yield from _standing(beside, standing, day, rules)


def _standing(beside, standing, day, rules) -> Iterator[Item]:
    """Yield the duties without an end that are asked for their yearly note, once a year."""
    for row in standing.rows:
        if row.deadline_kind == OPEN and day.year not in beside.told.get(row.pk, ()):
            start = day_of_year(rules.timing(row.plan_id).year_end_from, day.year)
            if start and day >= start:
                yield Item(row.unit_id, ASSIGNMENT, row.pk, f"standing-{day.year}", NO_DAY, STANDING, row.due_on)


def _gone(office, units) -> dict[tuple, set[int]]:
    """Return what was ended or given to another unit, with the contacts who were told of it before."""
    heard = Reminder.objects.filter(
        office=office, duty_type=ASSIGNMENT, duty_id=OuterRef("pk"), state=Reminder.State.SAID
    )
    ended = Assignment.objects.filter(office=office, state=Assignment.State.CANCELLED).of_open_plans()
    if units is not None:
        ended = ended.filter(unit__in=units)
    ended = {row[0]: row for row in ended.filter(Exists(heard)).values_list("pk", "unit", "due_on")}
    found = defaultdict(set)
    said = Reminder.objects.filter(office=office, duty_type=ASSIGNMENT, state=Reminder.State.SAID)
    said = said.filter(duty_id__in=list(ended)).exclude(kind=Reminder.Kind.ESCALATED)
    for assignment, contact in said.order_by().values_list("duty_id", "contact"):
        found[ended[assignment]].add(contact)
    return found


def _told(of_office) -> dict[int, set[int]]:
    """Return the years in which something was reported on duties without an end."""
    reports = ProgressReport.objects.filter(
        assignment__task__deadline_kind=OPEN, state__in=ProgressReport.COUNTED, submitted_at__isnull=False, **of_office
    )
    years = defaultdict(set)
    for assignment, at in reports.order_by().values_list("assignment", "submitted_at"):
        years[assignment].add(at.year)
    return years

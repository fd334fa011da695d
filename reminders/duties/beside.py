"""What is to be said beside the due days: instructions, answers that wait for a leader, standing duties, what is gone or back."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from reminders.duties.assignments import OPEN, Standing
from reminders.duties.items import ASSIGNMENT, GONE, INSTRUCTION, LEADER, NO_DAY, REOPENED, STANDING, Audience, Item
from reminders.models import Reminder
from reminders.models.policy import day_of_year
from tasks.models import Assignment, Instruction, ProgressReport

KINDS = frozenset((INSTRUCTION, LEADER, STANDING, GONE))  # said of duties that nobody owes any more, too
ENDED, BACK = "gone", "back"  # stages; their version counts how often it went to and fro


class Beside(NamedTuple):
    """What stands beside the due days of an office."""

    instructions: list[tuple]  # key, assignment, unit, due day
    at_leader: list[tuple]  # likewise, of reports
    gone: dict[tuple, set[int]]  # (assignment, unit, due day, stage, version) → contacts who heard of it
    told_back: dict[int, frozenset[int]]  # assignment that was given again → contacts who hear that it is back
    told: dict[int, set[int]]  # assignment of a standing duty → years in which its unit reported


def read(office, rules, units: set[int] | None) -> Beside:
    """Return what stands. Four queries."""
    of_units = {} if units is None else {"assignment__unit__in": units}
    of_office = {"assignment__office": office, "assignment__task__plan__state": "issued"} | of_units
    columns = ("pk", "assignment", "assignment__unit", "assignment__due_on")
    unanswered = Instruction.objects.filter(reply="", **of_office).exclude(assignment__state="cancelled")
    waiting = ProgressReport.objects.filter(state=ProgressReport.State.AT_LEADER, **of_office)
    return Beside(
        list(unanswered.order_by("pk").values_list(*columns)),
        list(waiting.order_by("pk").values_list(*columns)),
        *_gone(office, units),
        _told(of_office, rules),
    )


def items(beside: Beside, standing: Standing, day: date, rules) -> Iterator[Item]:
    """Yield what ought to have been said by day."""
    for pk, assignment, unit, due_on in beside.instructions:
        yield Item(unit, ASSIGNMENT, assignment, f"instruction-{pk}", NO_DAY, INSTRUCTION, due_on)
    for pk, assignment, unit, due_on in beside.at_leader:
        yield Item(unit, ASSIGNMENT, assignment, f"leader-{pk}", NO_DAY, LEADER, due_on, Audience.LEADERS)
    for (assignment, unit, due_on, stage, version), contacts in beside.gone.items():
        kind = GONE if stage == ENDED else REOPENED
        yield Item(unit, ASSIGNMENT, assignment, stage, version, kind, due_on, contacts=frozenset(contacts))
    yield from _standing(beside, standing, day, rules)


def _standing(beside, standing, day, rules) -> Iterator[Item]:
    """Yield the duties without an end that are asked for their yearly note, once a year."""
    for row in standing.rows:
        if row.deadline_kind == OPEN and day.year not in beside.told.get(row.pk, ()):
            start = day_of_year(rules.timing(row.plan_id).year_end_from, day.year)
            if start and day >= start:
                yield Item(row.unit_id, ASSIGNMENT, row.pk, f"standing-{day.year}", NO_DAY, STANDING, row.due_on)


def _gone(office, units) -> tuple[dict[tuple, set[int]], dict[int, frozenset[int]]]:
    """Return what was ended or given to another unit, with the contacts who were told of it before.

    And what is back although they were told that it is gone, when an ending was taken back or the task given again; of
    the latter, second, to whom that is yet to be said.
    """
    said = Reminder.objects.filter(office=office, duty_type=ASSIGNMENT, state=Reminder.State.SAID)
    rows = _gone_or_back(office, units, said)
    last, found, back = defaultdict(dict), defaultdict(set), defaultdict(set)
    lines = said.filter(duty_id__in=list(rows)).exclude(kind=Reminder.Kind.ESCALATED).order_by("due_version")
    for assignment, contact, stage, version in lines.values_list("duty_id", "contact", "stage", "due_version"):
        last[assignment, contact][stage] = version
    for (assignment, contact), stages in last.items():
        state, given_again_at, *row = rows[assignment]
        heard = stages.get(BACK, NO_DAY)
        if state == Assignment.State.CANCELLED:
            found[*row, ENDED, heard].add(contact)
        elif ENDED in stages:
            found[*row, BACK, stages[ENDED] + 1].add(contact)
            if given_again_at and heard <= stages[ENDED]:
                back[assignment].add(contact)
    return found, {assignment: frozenset(contacts) for assignment, contacts in back.items()}


def _gone_or_back(office, units, said) -> dict[int, tuple]:
    """Return, by their keys, assignments that are ended and were spoken of, and open ones that were said to be gone."""
    heard = said.filter(duty_id=OuterRef("pk"))
    ended, back = Q(state=Assignment.State.CANCELLED), Q(state__in=Assignment.WITH_UNIT)
    rows = Assignment.objects.filter(office=office).of_open_plans()
    rows = rows if units is None else rows.filter(unit__in=units)
    rows = rows.filter(ended & Exists(heard) | back & Exists(heard.filter(kind=GONE)))
    columns = ("state", "given_again_at", "pk", "unit", "due_on")
    return {row[2]: row for row in rows.values_list(*columns)}


def _told(of_office, rules) -> dict[int, set[int]]:
    """Return the years, by the office's clock, in which something was reported on duties without an end."""
    reports = ProgressReport.objects.filter(
        assignment__task__deadline_kind=OPEN, state__in=ProgressReport.COUNTED, submitted_at__isnull=False, **of_office
    )
    years = defaultdict(set)
    for assignment, at in reports.order_by().values_list("assignment", "submitted_at"):
        years[assignment].add(rules.today(at).year)
    return years

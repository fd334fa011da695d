"""What is to be said about assignments for which a unit owes an answer."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from reminders.duties.items import ANEW, ASSIGNMENT, DUE, NEW, NO_DAY, OVERDUE, REOPENED, RETURNED, Item
from reminders.stages import horizon, stage_of
from tasks.models import Assignment, ProgressReport

OPEN = "open"  # 长期坚持: never overdue


class Owed(NamedTuple):
    """An assignment as far as its reminders need it."""

    pk: int
    unit_id: int
    state: str
    due_on: date | None
    due_version: int
    done_at: datetime | None
    given_again_at: datetime | None
    deadline_kind: str
    plan_id: int


class Standing(NamedTuple):
    """What the units of an office owe, and which answers came back."""

    rows: list[Owed]
    returned: dict[int, int]  # assignment → the report that was returned


def owed(office):
    """Return the assignments that the office's units still owe an answer for."""
    return Assignment.objects.filter(office=office).of_open_plans().with_unit()


def read(office, units: set[int] | None) -> Standing:
    """Return what stands. Two queries."""
    rows = owed(office) if units is None else owed(office).filter(unit__in=units)
    columns = ("pk", "unit_id", "state", "due_on", "due_version", "done_at", "given_again_at")
    columns += ("task__deadline_kind", "task__plan_id")
    return Standing([Owed._make(row) for row in rows.order_by("pk").values_list(*columns)], _returned(office, units))


def items(standing: Standing, day: date, rules, ladder, told_back: dict[int, frozenset]) -> Iterator[Item]:
    """Yield what ought to have been said by day. told_back: who hears of an assignment that it is back (``beside``)."""
    stages = Stages(day, rules)
    for row in standing.rows:
        stage = stages.of(row) if row.deadline_kind != OPEN else None
        if stage:
            kind = OVERDUE if stage.overdue else DUE
            yield Item(
                row.unit_id, ASSIGNMENT, row.pk, stage.name, row.due_version, kind, row.due_on, since=stage.since
            )
        elif row.state == Assignment.State.ASSIGNED:
            besides = told_back.get(row.pk, frozenset())
            yield Item(row.unit_id, ASSIGNMENT, row.pk, _as_new(row), NO_DAY, NEW, row.due_on, besides=besides)
        if row.pk in standing.returned:
            name = f"returned-{standing.returned[row.pk]}"
            yield Item(row.unit_id, ASSIGNMENT, row.pk, name, NO_DAY, RETURNED, row.due_on)
        elif row.done_at:  # it was done once and the office wants it again
            name = f"reopened-{int(row.done_at.timestamp())}"
            yield Item(row.unit_id, ASSIGNMENT, row.pk, name, NO_DAY, REOPENED, row.due_on)
        if row.due_on and row.due_on < day and row.deadline_kind != OPEN and rules.escalation:
            yield from ladder.items(row, day)


def _as_new(row: Owed) -> str:
    """Return the stage of what the unit has not confirmed: each time that it is given it is told."""
    return f"{ANEW}{int(row.given_again_at.timestamp())}" if row.given_again_at else "new"


class Stages:
    """The stage of each due day, counted once a day and set of steps."""

    def __init__(self, day: date, rules):
        self._day, self._rules = day, rules
        self._last = max(horizon(timing, day) for timing in rules.timings)
        self._known = {}

    def of(self, row: Owed):
        """Return the stage that the row has reached, or None."""
        if row.due_on is None or row.due_on > self._last:
            return None
        key = row.due_on, row.plan_id
        if key not in self._known:
            timing = self._rules.timing(row.plan_id)
            self._known[key] = stage_of(row.due_on, self._day, timing, self._rules.calendar)
        return self._known[key]


def _returned(office, units) -> dict[int, int]:
    """Return assignment → report where the last answer was returned and none was handed in after it."""
    reports = (
        ProgressReport.objects.filter(assignment__office=office, assignment__state=Assignment.State.IN_PROGRESS)
        .exclude(state=ProgressReport.State.DRAFT)
        .of_now()
    )
    if units is not None:
        reports = reports.filter(assignment__unit__in=units)
    last = {
        assignment: (pk, state)
        for assignment, pk, state in reports.order_by("pk").values_list("assignment", "pk", "state")
    }
    return {assignment: pk for assignment, (pk, state) in last.items() if state == ProgressReport.State.RETURNED}

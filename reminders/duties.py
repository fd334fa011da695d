"""What the units of an office ought to have heard by a day: a function of the state of their duties, nothing else."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from calendar_events.models import Activity
from reminders.models import Reminder
from reminders.stages import horizon, stage_of
from tasks.models import Assignment, ProgressReport

# Plain words: thousands of them go into SQL, and a database driver takes a detour for each member of an enumeration.
ASSIGNMENT, ACTIVITY_DUTY = Reminder.Duty.ASSIGNMENT.value, Reminder.Duty.ACTIVITY.value
OVERDUE, RETURNED, REOPENED, DUE, NEW, ACTIVITY, CHASE = (kind.value for kind in Reminder.Kind)
NO_DAY = 0  # the due version of what does not hang on the day: a moved day does not announce it again


class Item(NamedTuple):
    """One thing that ought to have been said to the contacts of a unit by now."""

    unit_id: int
    duty_type: str
    duty_id: int
    stage: str
    due_version: int
    kind: str
    due_on: date | None


def due_items(office, day: date, rules, units: Iterable[int] | None = None) -> list[Item]:
    """Return everything the office's units (or only those given) ought to have heard by day.

    Of each duty the latest stage counts; rules are the office's own.
    """
    return [*_assignment_items(office, day, rules, units), *_activity_items(office, day, rules, units)]


def owed(office):
    """Return the assignments that the office's units still owe an answer for."""
    return Assignment.objects.filter(office=office).of_open_plans().with_unit()


def coming(office, day: date):
    """Return the activities of issued schedules that are still to be held; last December's are asked for in January."""
    return Activity.objects.planned().filter(
        schedule__office=office, schedule__state="issued", schedule__year__in=(day.year - 1, day.year)
    )


def _assignment_items(office, day, rules, units) -> Iterator[Item]:
    rows = owed(office) if units is None else owed(office).filter(unit__in=units)
    columns = ("pk", "unit_id", "state", "due_on", "due_version", "done_at", "task__deadline_kind")
    returned = _returned(office, units)
    stages = _Stages(day, rules)
    for pk, unit_id, state, due_on, version, done_at, deadline_kind in rows.order_by("pk").values_list(*columns):

        def item(stage, kind, version=NO_DAY, unit_id=unit_id, pk=pk, due_on=due_on):
            return Item(unit_id, ASSIGNMENT, pk, stage, version, kind, due_on)

        stage = stages.of(due_on) if deadline_kind != "open" else None  # 长期坚持 is never overdue
        if stage:
            kind = OVERDUE if stage.overdue else DUE
            yield item(stage.name, kind, version)
        elif state == Assignment.State.ASSIGNED:
            yield item("new", NEW)
        if pk in returned:
            yield item(f"returned-{returned[pk]}", RETURNED)
        elif done_at:  # it was done once and the office wants it again
            yield item(f"reopened-{int(done_at.timestamp())}", REOPENED)


class _Stages:
    """The stage of each due day, counted once a day."""

    def __init__(self, day, rules):
        self._day, self._rules = day, rules
        self._last = horizon(rules.policy.steps, day)
        self._known = {}

    def of(self, due_on):
        if due_on is None or due_on > self._last:
            return None
        if due_on not in self._known:
            policy = self._rules.policy
            self._known[due_on] = stage_of(due_on, self._day, policy.steps, policy.overdue_weeks, self._rules.calendar)
        return self._known[due_on]


def _returned(office, units) -> dict[int, int]:
    """Return assignment → report where the last answer was returned and none was handed in after it."""
    reports = ProgressReport.objects.filter(
        assignment__office=office, assignment__state=Assignment.State.IN_PROGRESS
    ).exclude(state=ProgressReport.State.DRAFT)
    if units is not None:
        reports = reports.filter(assignment__unit__in=units)
    last = {
        assignment: (pk, state)
        for assignment, pk, state in reports.order_by("pk").values_list("assignment", "pk", "state")
    }
    return {assignment: pk for assignment, (pk, state) in last.items() if state == ProgressReport.State.RETURNED}


def _activity_items(office, day, rules, units) -> Iterator[Item]:
    activities = coming(office, day).filter(host__isnull=False)
    if units is not None:
        activities = activities.filter(host__in=units)
    oldest = day - timedelta(weeks=rules.policy.overdue_weeks)
    for activity in activities.select_related("schedule"):
        due_on = activity.due_on
        if due_on and due_on.replace(day=1) <= day and due_on >= oldest:
            stage = "month" if day <= due_on else "after"
            yield Item(activity.host_id, ACTIVITY_DUTY, activity.pk, stage, 1, ACTIVITY, due_on)

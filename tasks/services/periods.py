"""Duties that return (每季度, 每月): their turns are laid down when the plan is issued, and reported one by one."""

from datetime import date

from django.db.models import DateTimeField, Exists, F, Min, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils import timezone

from documents.grammar.periods import periods_of
from tasks.models import Assignment, ProgressReport, Task, TaskPeriod
from tasks.models.plans import DeadlineKind
from units.sql import insert, listed

JOINED_ON = TruncDate(Coalesce("given_again_at", "assigned_at"))  # ``Assignment.joined_on`` for the database


def lay_down_periods(plan, *, at, since: dict[int, date] | None = None) -> None:
    """Create the turns of the plan's returning duties that are not over yet; those that stand stay as they are.

    since holds, by the key of a task, an earlier day from which its turns are owed (``forget_turns``).
    """
    today, since = timezone.localdate(at), since or {}
    tasks = Task.objects.filter(plan=plan, deadline_kind=DeadlineKind.PERIODIC, periods=None)
    rows = [
        (task.pk, place, turn.label, turn.starts_on, turn.due_on)
        for task in tasks
        for place, turn in _coming(task, plan.year, since.get(task.pk, today))
    ]
    insert(TaskPeriod, ("task", "position", "label", "starts_on", "due_on"), rows)


def has_turns(task, plan, *, at) -> bool:
    """Return whether issuing the plan at the moment at would lay down a turn of the task, and so give it days."""
    is_periodic = task.deadline_kind == DeadlineKind.PERIODIC
    return is_periodic and any(_coming(task, plan.year, timezone.localdate(at)))


def _coming(task, year: int, since: date):
    """Return the turns of a year that are not over on the day since, each with its place, one by one."""
    turns = enumerate(periods_of(task.deadline_raw, year), start=1)
    return ((place, turn) for place, turn in turns if turn.due_on >= since)


def forget_turns(tasks) -> dict[int, date]:
    """Drop the turns of changed tasks on which nobody has reported, so that they are laid down as the paper says now.

    Returns, by the key of the task, the day of the first one dropped: what is owed since then stays owed.
    """
    turns = TaskPeriod.objects.filter(task__in=listed(tasks))
    reported = ProgressReport.objects.filter(period__task=OuterRef("task"))
    dropped = turns.exclude(Exists(reported))
    first = dict(dropped.order_by().values_list("task").annotate(first=Min("due_on")))
    dropped.delete()
    return first


def follow_first_period(plan, *, at) -> None:
    """Let fresh assignments of returning duties fall due with their first turn. One statement."""
    first = TaskPeriod.objects.filter(task=OuterRef("task"), due_on__gte=OuterRef("joined_on"))
    first = first.order_by("position").values("due_on")[:1]
    fresh = Assignment.objects.filter(task__plan=plan, due_on=None, task__deadline_kind=DeadlineKind.PERIODIC)
    fresh = fresh.annotate(joined_on=JOINED_ON)
    since = Greatest(F("changed_at"), Value(at, DateTimeField()))
    fresh.update(due_on=Subquery(first), original_due_on=Subquery(first), changed_at=since)


def current_period(assignment) -> TaskPeriod | None:
    """Return the earliest turn the unit has not reported on, or None for a duty without turns.

    What was over before the unit got the task is not asked of it.
    """
    if assignment.task.deadline_kind != DeadlineKind.PERIODIC:
        return None
    return _unreported(assignment).first()


def turn_after(task, day) -> TaskPeriod | None:
    """Return the first turn of a duty that is not over on day, or None where there is none."""
    return _turns(task, day).first() if task.deadline_kind == DeadlineKind.PERIODIC else None


def next_turn(assignment, period) -> TaskPeriod | None:
    """Return the turn after period that the unit has not reported on."""
    return _unreported(assignment).filter(position__gt=period.position).first()


def _unreported(assignment):
    own = ProgressReport.objects.filter(assignment=assignment, state__in=ProgressReport.COUNTED, period__isnull=False)
    return _turns(assignment.task, assignment.joined_on).exclude(pk__in=own.values("period"))


def _turns(task, since):
    """Return the turns of a duty that were not over on the day since, in order."""
    return TaskPeriod.objects.filter(task=task, due_on__gte=since).order_by("position")

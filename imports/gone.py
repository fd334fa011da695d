"""What the paper no longer has: rows of the plan, and units of a row. Proposed for ending, never ended silently."""

from dataclasses import dataclass

from django.db.models import Count, Q

from imports.answers import END
from imports.compare import Comparison
from imports.trace import Trace
from tasks.models import Assignment, Plan, Task
from tasks.services.cancelling import assignments_cancel
from units.sql import listed


@dataclass(frozen=True, slots=True)
class Gone:
    """A task that the paper has no more, how many units still work on it, and what the clerk said."""

    task: Task
    parties: list[tuple]
    open_count: int
    answer: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """The open assignments of one row whose units it no longer names, and what the clerk said."""

    task: Task
    assignments: list[Assignment]
    answer: str


def gone_rows(plan: Plan | None, comparison: Comparison, answers: dict) -> list[Gone]:
    """Return the rows that this paper is the first to leave out; what an earlier one left out was asked then."""
    fresh = [task for task in comparison.gone if not task.vanished]
    if not fresh:
        return []
    is_open = ~Q(assignments__state__in=Assignment.FINAL)
    counted = plan.tasks.filter(pk__in=listed(task.pk for task in fresh)).annotate(
        open=Count("assignments", filter=is_open)
    )
    open_counts = dict(counted.values_list("pk", "open"))
    given = answers.get("gone", {})
    return [Gone(task, comparison.parties[task.pk], open_counts[task.pk], _decided(given, task)) for task in fresh]


def leaving_units(plan: Plan | None, comparison: Comparison, reached: list[set], answers: dict) -> list[Leaving]:
    """Return, row by row, the open assignments of changed rows whose units the paper no longer names.

    reached holds for each line of the paper the units that it means.
    """
    if plan is None or plan.is_draft:
        return []
    named = {line.task.pk: units for line, units in zip(comparison.lines, reached, strict=True) if line.changes}
    rows = Assignment.objects.filter(task__in=listed(named)).exclude(state__in=Assignment.FINAL)
    left = [pk for pk, task, unit in rows.values_list("pk", "task_id", "unit_id") if unit not in named[task]]
    rows = (
        Assignment.objects.filter(task__plan=plan, pk__in=listed(left)).select_related("task", "unit") if left else []
    )
    found: dict[Task, list[Assignment]] = {}
    for row in sorted(rows, key=lambda row: (row.task.position, row.unit.position, row.pk)):
        found.setdefault(row.task, []).append(row)
    given = answers.get("leaving", {})
    return [Leaving(task, left, _decided(given, task)) for task, left in found.items()]


def _decided(given: dict, task: Task) -> str:
    """Return what was said about a task: by its key, or, in a file of answers, by * for all."""
    return given.get(str(task.pk)) or given.get("*", "")


def end_what_is_gone(plan: Plan, gone: list[Gone], leaving: list[Leaving], trace: Trace, *, by, at) -> int:
    """Do what the clerk said about the rows and units the paper no longer has; return how many assignments ended."""
    ended = [row for row in gone if row.answer == END]
    tasks = listed(row.task.pk for row in ended)
    if plan.is_draft:
        for row in ended:
            trace.drop_task(row.task, row.parties)
        plan.tasks.filter(pk__in=tasks).delete()
        return 0
    rows = Assignment.objects.filter(task__in=tasks).exclude(state__in=Assignment.FINAL)
    rows = [
        *rows.order_by("task_id", "unit_id"),
        *(one for row in leaving if row.answer == END for one in row.assignments),
    ]
    reason = f"重新导入的《{plan.title}》已不再列出"
    trace.assignments_cancelled = assignments_cancel(assignments=rows, by=by, at=at, reason=reason)
    return len(rows)

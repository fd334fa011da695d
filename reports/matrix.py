"""Task × unit: who stands where, at a glance."""

from dataclasses import dataclass

from tasks.figures import FIGURES
from tasks.headings import Headings
from tasks.lights import Light, Lights
from tasks.models import Assignment, Heading, Plan, Task
from tasks.past import AsOf
from units.models import Unit

PAGE = 100  # rows: more than a wall's sheet of paper holds
STATES = ("overdue", "week", "unanswered", "review", "done")


@dataclass(slots=True)
class Wanted:
    """What of a plan is asked for: one heading, one kind of unit, the rows and columns that have a state."""

    heading: Heading | None = None
    kind: str = ""
    show: str = ""


@dataclass(slots=True)
class MatrixRow:
    """One task with a cell for every unit of the head; None where the unit has no part in it (or none that is asked for)."""

    task: Task
    cells: list[tuple[int, Light] | None]
    done: int
    total: int


@dataclass(slots=True)
class Matrix:
    """The table of one page: its head, its rows, and whether rows come before and after them."""

    units: list[tuple[int, str]]
    rows: list[MatrixRow]
    page: int
    pages: int


def matrix(plan: Plan, as_of: AsOf, wanted: Wanted | None = None, page: int = 1) -> Matrix:
    """Return a plan's table with units in register order and tasks in printed order. Four queries, one more for a past day and for a heading.

    Rows are cut into pages, so that 500 tasks of 60 units are not drawn at once; the head is that of the page.
    """
    wanted = wanted or Wanted()
    tasks = _tasks(plan, as_of, wanted)
    pages = max(-(-len(tasks) // PAGE), 1)
    page = min(max(page, 1), pages)
    tasks = tasks[(page - 1) * PAGE : page * PAGE]
    assignments = Assignment.objects.filter(plan=plan, task__in=[task.pk for task in tasks])
    if wanted.kind:
        assignments = assignments.filter(unit__kind=wanted.kind)
    columns = ("task", "unit", "plan", "state", "due_on", "submitted_at", "review_time", "assigned_at", "changed_at")
    lights, cells, counts = Lights(plan.office, as_of.day), {}, {}
    for row in as_of.show(assignments.only(*columns)):
        late = row.was_late
        count = counts.setdefault(row.task_id, [0, 0])
        count[0] += FIGURES["done"].counts(row.state, row.due_on, as_of.day)
        count[1] += FIGURES["total"].counts(row.state, row.due_on, as_of.day)
        if not wanted.show or FIGURES[wanted.show].counts(row.state, row.due_on, as_of.day, late):
            cells[row.task_id, row.unit_id] = (row.pk, lights.light(row.state, row.due_on, late))
    units = Unit.objects.filter(office=plan.office_id, pk__in={unit for _, unit in cells}).order_by("position", "pk")
    units = list(units.values_list("pk", "short_name"))
    rows = [
        MatrixRow(task, [cells.get((task.pk, pk)) for pk, _ in units], *counts.get(task.pk, (0, 0))) for task in tasks
    ]
    return Matrix(units, rows, page, pages)


def _tasks(plan, as_of, wanted) -> list[Task]:
    tasks = Task.objects.filter(plan=plan)
    if wanted.heading:
        tasks = tasks.filter(heading__in=Headings([plan]).within(wanted.heading.pk))
    if wanted.kind or wanted.show:
        found = Assignment.objects.filter(plan=plan)
        found = found.filter(unit__kind=wanted.kind) if wanted.kind else found
        condition = FIGURES[wanted.show].condition(as_of.day) if wanted.show else None
        tasks = tasks.filter(pk__in=found.filter(as_of.where(condition)).values("task"))
    return list(tasks.only("plan", "number", "requirement", "position").order_by("position", "pk"))

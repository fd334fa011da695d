"""Task × unit: who stands where, at a glance."""

from dataclasses import dataclass
from datetime import date

from tasks.lights import Light, Lights
from tasks.models import Assignment, Task
from units.models import Unit


@dataclass(slots=True)
class MatrixRow:
    """One task with a cell for every unit of the head; None where the unit has no part in it."""

    task: Task
    cells: list[tuple[int, Light] | None]


def matrix(plan, today: date) -> tuple[list[Unit], list[MatrixRow]]:
    """Return the units that have a part in the plan, in register order, and one row per task. Three queries."""
    lights = Lights(plan.office, today)
    cells: dict[tuple[int, int], tuple[int, Light]] = {}
    rows = Assignment.objects.filter(task__plan=plan).only(
        "pk", "task_id", "unit_id", "state", "due_on", "submitted_at", "review_time"
    )
    for assignment in rows:
        cells[assignment.task_id, assignment.unit_id] = (assignment.pk, lights.of(assignment))
    units = list(
        Unit.objects.filter(office=plan.office_id, pk__in={unit for _, unit in cells}).order_by("position", "pk")
    )
    tasks = Task.objects.filter(plan=plan).select_related("heading").order_by("position")
    return units, [MatrixRow(task, [cells.get((task.pk, unit.pk)) for unit in units]) for task in tasks]

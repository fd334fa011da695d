"""How far the units came with a task: n of m done, and how many were late."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from tasks.models import Assignment


@dataclass(slots=True)
class Outcome:
    """The figures of one task. ``total`` leaves out what was ended without completion."""

    total: int = 0
    done: int = 0
    late: int = 0

    @property
    def all_done(self) -> bool:
        """Whether every unit is done."""
        return self.total > 0 and self.done == self.total


NEEDED = ("task_id", "state", "due_on", "submitted_at", "review_time")


def outcomes(tasks, on: date) -> dict[int, Outcome]:
    """Return the outcome of each of the tasks on the day on, by key. One query.

    Late is what was handed in after its day, and what is not handed in although the day is over.
    """
    found: dict[int, Outcome] = defaultdict(Outcome)
    rows = Assignment.objects.filter(task__in=[task.pk for task in tasks]).only(*NEEDED)
    for row in rows.exclude(state=Assignment.State.CANCELLED).order_by():
        outcome = found[row.task_id]
        outcome.total += 1
        outcome.done += row.state == Assignment.State.DONE
        overdue = row.is_with_unit and row.due_on is not None and row.due_on < on
        outcome.late += overdue or (not row.is_with_unit and row.was_late)
    return found

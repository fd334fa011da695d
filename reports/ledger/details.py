"""The rows of a ledger: one for each assignment, as it stood on a day, with the last thing said of it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from reports.said import Link, last_words, links, said
from tasks.figures import FIGURES, count_rows
from tasks.lights import Lights
from tasks.models import Assignment, Plan, ProgressReport
from tasks.past import AsOf
from units.models import Unit

PER_TASK = ("total", "done", "review", "unanswered", "overdue")


@dataclass(slots=True)
class Detail:
    """One assignment."""

    row: Assignment
    plan: Plan
    state: str  # in words
    days_late: int | None  # working days since its day, where the unit has not answered
    last: ProgressReport | None
    links: list[Link]


@dataclass(slots=True)
class Ledger:
    """The assignments of an office's plans (or of one unit in them) as of a day."""

    office: object
    plans: list[Plan]
    as_of: AsOf
    unit: Unit | None = None
    details: list[Detail] = field(default_factory=list)

    def per_task(self) -> dict[int, Counter]:
        """Return for each task how many of its assignments a figure counts."""
        found = defaultdict(Counter)
        for detail in self.details:
            row = detail.row
            for code in PER_TASK:
                found[row.task_id][code] += FIGURES[code].counts(row.state, row.due_on, self.as_of.day, row.was_late)
        return found

    def per_unit(self) -> list[tuple[Unit, dict[str, int]]]:
        """Return the figures of each unit in register order."""
        grouped = defaultdict(list)
        for detail in self.details:
            grouped[detail.row.unit].append(detail.row)
        units = sorted(grouped, key=lambda unit: (unit.position, unit.pk))
        return [(unit, count_rows(grouped[unit], self.as_of.day)) for unit in units]

    def figures(self) -> dict[str, int]:
        """Return the figures of all."""
        return count_rows((detail.row for detail in self.details), self.as_of.day)


def gather(office, plans: list[Plan], as_of: AsOf, unit: Unit | None = None) -> Ledger:
    """Return the ledger of plans of one office, with all units or one. Four queries, a fifth for a past day."""
    ledger = Ledger(office, plans, as_of, unit)
    rows = (
        Assignment.objects.filter(plan__in=plans).select_related("task", "unit").defer("task__duties", "task__source")
    )
    if unit is not None:
        rows = rows.filter(unit=unit)
    rows = rows.order_by("-plan", "task__position", "task", "unit__position", "unit")
    reports, known = said(plans, as_of, unit), {plan.pk: plan for plan in plans}
    last, proof, lights = last_words(reports), links(reports), Lights(office, as_of.day)
    for row in as_of.show(rows):
        light = lights.of(row)
        late = FIGURES["overdue"].counts(row.state, row.due_on, as_of.day)
        ledger.details.append(
            Detail(
                row,
                known[row.plan_id],
                light.word,
                max(-lights.workdays_left(row.due_on), 1) if late else None,
                last.get(row.pk),
                proof.get(row.pk, []),
            )
        )
    return ledger

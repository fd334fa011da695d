"""A plan beside last year's, row by row: carried on, changed, new, not carried on. Reads only."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import models

from documents.text import fold
from tasks.headings import Headings
from tasks.likeness import without_numeral
from tasks.models import Plan, Task
from tasks.outcomes import Outcome
from tasks.years import move_years, names_year
from units.marks import marked

LIGHTS = {"same": "done", "changed": "soon", "new": "going", "dropped": "open"}  # the colour beside the word


class Status(models.TextChoices):
    """What became of a row."""

    SAME = "same", "沿用"
    CHANGED = "changed", "有改动"
    NEW = "new", "新增"
    DROPPED = "dropped", "未沿用"


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs. ``whole``: a short cell, shown before and after; else only what differs in it is marked."""

    label: str
    old: str
    new: str
    whole: bool = False

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """The text in pieces: what both share, then what was there and what is there instead."""
        return marked(self.old, self.new)


@dataclass(slots=True)
class Row:
    """One row of the page: this year's task, last year's, or both."""

    status: Status
    task: Task | None
    previous: Task | None
    headings: tuple[str, ...]
    changes: dict[str, Change] = field(default_factory=dict)
    stale_year: int | None = None  # last year, where this year's words still name it
    outcome: Outcome | None = None

    @property
    def shown(self) -> Task:
        """The task whose words stand in the table."""
        return self.task or self.previous

    @property
    def css(self) -> str:
        """The colour of the status; its word stands beside."""
        return LIGHTS[self.status]

    @property
    def renumbered(self) -> bool:
        """Whether the row had another number last year."""
        return bool(self.task and self.previous and self.task.number != self.previous.number)

    @property
    def anchor(self) -> str:
        """A name for the row that stays when the task is dropped and restored."""
        return f"p{self.previous.pk}" if self.previous else f"t{self.task.pk}"


def compared_plans(plan, also: Plan | None = None) -> list[Plan]:
    """Return the plans that the rows of plan come from, and the one that was asked for."""
    bases = Plan.objects.filter(office=plan.office_id, tasks__successors__plan=plan)
    bases = list(bases.distinct().order_by("-year", "pk"))
    return bases if also is None or also in bases else [*bases, also]


def compare(plan, bases: list[Plan]) -> list[Row]:
    """Return the rows of plan in printed order, each with its status; rows of bases that nobody carries on stand between.

    Three queries, whatever the number of rows.
    """
    headings = Headings([plan, *bases])
    tasks = list(Task.objects.filter(plan=plan).order_by("position", "pk"))
    former = Task.objects.filter(plan__in=bases).order_by("plan_id", "position", "pk") if bases else []
    former = {task.pk: task for task in former}
    years = {base.pk: base.year for base in bases}
    rows = [_row(plan, task, former.get(task.previous_id), years, headings) for task in tasks]
    return _with_dropped(rows, former.values(), headings)


def changes_between(new: Task, old: Task, years: int, new_path=(), old_path=()) -> dict[str, Change]:
    """Return the cells in which new says something else than old, apart from years that moved by years."""
    cells = (
        ("heading", "标题", *(" / ".join(map(without_numeral, path)) for path in (old_path, new_path)), True),
        ("requirement", "具体要求", old.requirement, new.requirement, False),
        ("units_raw", "责任单位", old.units_raw, new.units_raw, False),
        ("deadline_raw", "完成时限", old.deadline_raw, new.deadline_raw, True),
        ("done_rule", "办结规则", old.get_done_rule_display(), new.get_done_rule_display(), True),
    )
    changes = {
        name: Change(label, before, after, whole)
        for name, label, before, after, whole in cells
        if not _same(before, after, years)
    }
    if _same_day(old, new, years):
        changes.pop("deadline_raw", None)
    return changes


def _row(plan, task, previous, years, headings: Headings) -> Row:
    path = headings.words(task.heading_id)
    if previous is None:
        return Row(Status.NEW, task, None, path)
    last_year = years[previous.plan_id]
    changes = changes_between(task, previous, plan.year - last_year, path, headings.words(previous.heading_id))
    stale = last_year if names_year(f"{task.requirement} {task.deadline_raw}", last_year) else None
    return Row(Status.CHANGED if changes else Status.SAME, task, previous, path, changes, stale)


def _same(old: str, new: str, years: int) -> bool:
    return fold(new) in (fold(old), fold(move_years(old, years)))


def _same_day(old: Task, new: Task, years: int) -> bool:
    """Tell whether both are due on the same day of their year: 2026年6月底前 and 6月底前 say the same."""
    if not (old.due_on and new.due_on) or old.deadline_kind != new.deadline_kind:
        return False
    return (old.due_on.year + years, old.due_on.timetuple()[1:3]) == (new.due_on.year, new.due_on.timetuple()[1:3])


def _with_dropped(rows: list[Row], former, headings: Headings) -> list[Row]:
    """Put each of last year's rows that nobody carries on behind the row that carries on the one before it."""
    carried = {row.previous.pk: place for place, row in enumerate(rows) if row.previous}
    behind: dict[int, list[Row]] = defaultdict(list)
    place, of_plan = -1, None
    for task in former:
        if task.plan_id != of_plan:
            place, of_plan = -1, task.plan_id
        if task.pk in carried:
            place = carried[task.pk]
        else:
            behind[place].append(Row(Status.DROPPED, None, task, headings.words(task.heading_id)))
    merged = behind[-1]
    for place, row in enumerate(rows):
        merged += [row, *behind[place]]
    return merged

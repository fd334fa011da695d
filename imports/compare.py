"""The paper beside what the plan holds: which rows are new, changed, unchanged or gone."""

from collections import defaultdict
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from documents.paper import Row
from documents.text import fold
from imports.names import Meaning, Names
from tasks.models import Plan, Task
from tasks.models.plans import duty_as_json

SAME_NUMBER_LIKENESS = 55  # below this, the same number carries another task
STORED = ("position", "number", "requirement", "units_raw", "deadline_raw", "deadline_kind", "due_on", "deadline_how")
STORED += ("duties", "source", "vanished")


@dataclass(slots=True)
class Line:
    """One row as it will stand, with what changes."""

    position: int
    row: Row
    parties: list[tuple[str, str, Meaning]]  # printed text, role, meaning
    task: Task | None = None
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # label, old, new

    @property
    def status(self) -> str:
        """new, changed or unchanged."""
        if self.task is None:
            return "new"
        return "changed" if self.changes else "unchanged"

    @property
    def number(self) -> str:
        """The printed number, empty where there is none."""
        return "" if self.row.seq is None else str(self.row.seq)

    @property
    def dirty(self) -> bool:
        """Whether anything must be written, be it only the place in the file."""
        values = self.values()
        return bool(self.task is None or self.changes or any(getattr(self.task, n) != values[n] for n in STORED))

    def values(self) -> dict:
        """Return the task's fields as the paper has them."""
        row = self.row
        return {
            "position": self.position,
            "number": self.number,
            "requirement": row.requirement,
            "units_raw": row.units_raw,
            "deadline_raw": row.deadline_raw,
            "deadline_kind": row.deadline.kind,
            "due_on": row.deadline.due_on,
            "deadline_how": row.deadline.how,
            "duties": [duty_as_json(duty) for duty in row.duties],
            "source": row.source,
            "vanished": False,
        }


@dataclass(slots=True)
class Comparison:
    """All lines of the paper, and the tasks of the plan that the paper no longer has."""

    lines: list[Line]
    gone: list[Task]

    def count(self, status: str) -> int:
        """Return how many lines have the status."""
        return sum(line.status == status for line in self.lines)


# What a person calls a change. Position, source and the how-sentence may differ without anything having changed.
COMPARED = ("number", "requirement", "units_raw", "deadline_raw", "deadline_kind", "due_on")


def compare(rows: list[Row], plan: Plan | None, names: Names) -> Comparison:
    """Set the rows beside the tasks of plan (None: everything is new)."""
    tasks = list(plan.tasks.select_related("heading__parent__parent").prefetch_related("parties")) if plan else []
    lines = [
        Line(position, row, [(phrase.text, phrase.role, names.meaning(phrase.text)) for phrase in row.units])
        for position, row in enumerate(rows, start=1)
    ]
    _pair(lines, tasks)
    for line in lines:
        if line.task is not None:
            line.changes = _changes(line)
    kept = {line.task.pk for line in lines if line.task}
    return Comparison(lines, [task for task in tasks if task.pk not in kept and task.pk])


def _pair(lines: list[Line], tasks: list[Task]) -> None:
    """Match lines and tasks, from the strongest key to the weakest.

    Rows that are equal under a strong key are matched in printed order. A weak key (the text alone, the number with a
    similar text) counts only where it is unique on both sides: a wrong match would move a report to another task.
    """
    ours = [
        (line.number, tuple(line.row.headings), fold(line.row.requirement), fold(line.row.units_raw)) for line in lines
    ]
    theirs = [(t.number, heading_path(t), fold(t.requirement), fold(t.units_raw)) for t in tasks]
    for places, unique in (
        ((0, 1, 2, 3), False),
        ((0, 2, 3), False),
        ((1, 2, 3), False),
        ((2, 3), False),
        ((0, 1, 2), False),
        ((0, 2), True),
        ((2,), True),
    ):
        _match(lines, tasks, ours, theirs, places, unique)
    for places in ((0, 1), (0,)):
        _match(lines, tasks, ours, theirs, places, True, alike=True)


def _match(lines, tasks, ours, theirs, places, unique, alike=False):
    taken = {line.task.pk for line in lines if line.task}
    free, open_lines = defaultdict(list), defaultdict(list)
    for task, key in zip(tasks, theirs, strict=True):
        if task.pk not in taken:
            free[tuple(key[p] for p in places)].append((task, key[2]))
    for line, key in zip(lines, ours, strict=True):
        if line.task is None and not (alike and not key[0]):
            open_lines[tuple(key[p] for p in places)].append((line, key[2]))
    for key, waiting in open_lines.items():
        found = free.get(key, [])
        if unique and (len(found) != 1 or len(waiting) != 1):
            continue
        for (line, text), (task, old) in zip(waiting, found, strict=False):
            if not alike or fuzz.ratio(old, text) >= SAME_NUMBER_LIKENESS:
                line.task = task


def _changes(line: Line) -> list[tuple[str, str, str]]:
    task, values = line.task, line.values()
    changes = [
        (Task._meta.get_field(name).verbose_name, _shown(getattr(task, name)), _shown(values[name]))
        for name in COMPARED
        if getattr(task, name) != values[name]
    ]
    if task.vanished:
        changes.append(("文件中", "已没有", "重新列入"))
    old_path, new_path = heading_path(task), tuple(line.row.headings)
    if old_path != new_path:
        changes.append(("所属标题", " / ".join(old_path), " / ".join(new_path)))
    old = [(p.text, p.role, p.unit_id, p.group_id, p.ignored) for p in task.parties.all()]
    new = [(text, role, m.unit and m.unit.pk, m.group and m.group.pk, m.ignored) for text, role, m in line.parties]
    if old != new or any(m.new for _, _, m in line.parties):
        changes.append(("责任单位", "、".join(p[0] for p in old), "、".join(p[0] for p in new)))
    return changes


def heading_path(task: Task) -> tuple[str, ...]:
    """Return the printed headings above a task, outermost first."""
    path, heading = [], task.heading
    while heading is not None:
        path.append(heading.text)
        heading = heading.parent
    return tuple(reversed(path))


def _shown(value) -> str:
    return "" if value is None else str(value)

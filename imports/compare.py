"""The paper beside what the plan holds: which rows are new, changed, unchanged or gone."""

from dataclasses import dataclass, field

from rapidfuzz import fuzz

from documents.paper import Row
from documents.text import fold
from imports.names import Meaning, Names
from tasks.models import Plan, Task

SAME_NUMBER_LIKENESS = 55  # below this, the same number carries another task


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
            "deadline_how": row.deadline.how[:300],
            "duties": [
                {"text": d.text, "kind": d.kind, "due_on": d.due_on and d.due_on.isoformat(), "count": d.count}
                for d in row.duties
            ],
            "source": row.source[:300],
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
    tasks = list(plan.tasks.select_related("heading__parent").prefetch_related("parties")) if plan else []
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
    """Match by number and text, then by text alone, then by number where the texts are alike."""
    free = {task.pk: task for task in tasks}
    for key in (lambda number, text: (number, text), lambda number, text: text):
        index: dict = {}
        for task in free.values():
            index.setdefault(key(task.number, fold(task.requirement)), task)
        for line in lines:
            if line.task is None:
                task = index.get(key(line.number, fold(line.row.requirement)))
                if task is not None and task.pk in free:
                    line.task = free.pop(task.pk)
    by_number = {task.number: task for task in free.values() if task.number}
    for line in lines:
        task = by_number.get(line.number) if line.task is None else None
        if task is not None and task.pk in free and _alike(task.requirement, line.row.requirement):
            line.task = free.pop(task.pk)


def _alike(old: str, new: str) -> bool:
    return fuzz.ratio(fold(old), fold(new)) >= SAME_NUMBER_LIKENESS


def _changes(line: Line) -> list[tuple[str, str, str]]:
    task, values = line.task, line.values()
    changes = [
        (Task._meta.get_field(name).verbose_name, _shown(getattr(task, name)), _shown(values[name]))
        for name in COMPARED
        if getattr(task, name) != values[name]
    ]
    old_path, new_path = heading_path(task), tuple(line.row.headings)
    if old_path != new_path:
        changes.append(("所属标题", " / ".join(old_path), " / ".join(new_path)))
    old = [(party.text, party.role, party.unit_id, party.group_id) for party in task.parties.all()]
    new = [(text, role, m.unit and m.unit.pk, m.group and m.group.pk) for text, role, m in line.parties]
    if old != new:
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

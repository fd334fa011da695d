"""The paper beside what the plan holds: which rows are new, changed, unchanged or gone."""

from collections import defaultdict
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from documents.paper import Row
from documents.text import fold
from imports.names import Meaning, Names
from tasks.headings import Headings
from tasks.models import Plan, Task, TaskParty
from tasks.models.plans import duty_as_json, kept_deadline

SAME_NUMBER_LIKENESS = 55  # below this, the same number carries another task
STORED = ("position", "number", "requirement", "units_raw", "deadline_raw", "deadline_kind", "due_on", "deadline_how")
STORED += ("duties", "source", "vanished")
# What a person calls a change. Position, source and the how-sentence may differ without anything having changed.
COMPARED = ("number", "requirement", "units_raw", "deadline_raw", "deadline_kind", "due_on")
PARTY = ("position", "text", "role", "unit_id", "group_id", "ignored")
LABELS = {name: Task._meta.get_field(name).verbose_name for name in COMPARED}
HEADING, UNITS = "所属标题", "责任单位"


@dataclass(slots=True)
class Line:
    """One row as it will stand, with what changes."""

    position: int
    row: Row
    parties: list[tuple[str, str, Meaning]]  # printed text, role, meaning
    task: Task | None = None
    key: int | None = None  # of its task, as soon as that is stored
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
    def has_new_parties(self) -> bool:
        """Whether the task's parties must be written."""
        return self.task is None or any(label == UNITS for label, _, _ in self.changes)

    def values(self) -> tuple:
        """Return the task's fields as the paper has them, in the order of ``STORED``."""
        row = self.row
        return (
            self.position,
            self.number,
            row.requirement,
            row.units_raw,
            row.deadline_raw,
            *kept_deadline(row.deadline),
            [duty_as_json(duty) for duty in row.duties],
            row.source,
            False,
        )


@dataclass(slots=True)
class Comparison:
    """All lines of the paper, and the tasks of the plan that the paper no longer has."""

    lines: list[Line]
    gone: list[Task]
    paths: dict[int | None, tuple[str, ...]]  # heading → printed headings, outermost first
    parties: dict[int, list[tuple]]  # task → its parties as the plan has them, each in the order of PARTY

    def count(self, status: str) -> int:
        """Return how many lines have the status."""
        return sum(line.status == status for line in self.lines)


def compare(rows: list[Row], plan: Plan | None, names: Names) -> Comparison:
    """Set the rows beside the tasks of plan (None: everything is new)."""
    tasks = list(plan.tasks.all()) if plan else []
    paths, parties = heading_paths(plan), _parties(plan if tasks else None)
    lines = [
        Line(position, row, [(phrase.text, phrase.role, names.meaning(phrase.text)) for phrase in row.units])
        for position, row in enumerate(rows, start=1)
    ]
    if tasks:
        _pair(lines, tasks, paths)
    for line in lines:
        if line.task is not None:
            line.key = line.task.pk
            line.changes = _changes(line, paths, parties[line.key])
    kept = {line.key for line in lines}
    return Comparison(lines, [task for task in tasks if task.pk not in kept], paths, parties)


def heading_paths(plan: Plan | None) -> dict[int | None, tuple[str, ...]]:
    """Return the printed headings above and at each heading of plan, outermost first. One query."""
    headings = Headings([plan] if plan else [])
    return {key: headings.words(key) for key in (None, *(row.pk for row in headings))}


def _parties(plan: Plan | None) -> dict[int, list[tuple]]:
    found: dict[int, list[tuple]] = defaultdict(list)
    if plan is not None:
        rows = TaskParty.objects.filter(task__plan=plan).order_by("task_id", "position", "pk")
        for task, *party in rows.values_list("task_id", *PARTY):
            found[task].append(tuple(party))
    return found


def _pair(lines: list[Line], tasks: list[Task], paths) -> None:
    """Match lines and tasks, from the strongest key to the weakest.

    Rows that are equal under a strong key are matched in printed order. A weak key (the text alone, the number with a
    similar text) counts only where it is unique on both sides: a wrong match would move a report to another task.
    """
    ours = [
        (line.number, tuple(line.row.headings), fold(line.row.requirement), fold(line.row.units_raw)) for line in lines
    ]
    theirs = [(t.number, paths[t.heading_id], fold(t.requirement), fold(t.units_raw)) for t in tasks]
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


def _changes(line: Line, paths, parties: list[tuple]) -> list[tuple[str, str, str]]:
    task, values = line.task, dict(zip(STORED, line.values(), strict=True))
    changes = [
        (LABELS[name], _shown(getattr(task, name)), _shown(values[name]))
        for name in COMPARED
        if getattr(task, name) != values[name]
    ]
    if task.vanished:
        changes.append(("文件中", "已没有", "重新列入"))
    old_path, new_path = paths[task.heading_id], tuple(line.row.headings)
    if old_path != new_path:
        changes.append((HEADING, " / ".join(old_path), " / ".join(new_path)))
    old = [party[1:] for party in parties]
    new = [(text, role, *meaning.target) for text, role, meaning in line.parties]
    if old != new or any(meaning.new for _, _, meaning in line.parties):
        changes.append((UNITS, "、".join(party[0] for party in old), "、".join(party[0] for party in new)))
    return changes


def _shown(value) -> str:
    return "" if value is None else str(value)

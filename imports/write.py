"""Writes a compared paper into the plan. Runs inside the transaction of the apply."""

from django.db.models import Max, QuerySet

from imports.compare import PARTY, STORED, Comparison, Line
from imports.trace import Trace
from tasks.models import Heading, Task, TaskParty
from tasks.models.plans import task_label
from units.history import record_many
from units.ranges import ranges
from units.sql import insert, listed, update_rows


def write_tasks(plan, comparison: Comparison, trace: Trace, *, by, at) -> QuerySet:
    """Create the new tasks, change the changed ones, and return both; tasks that are gone move behind the others.

    Each of them gets its entry in the history. The number of statements does not depend on the number of rows.
    """
    headings = write_headings(plan, comparison)
    new = [line for line in comparison.lines if line.task is None]
    changed = [line for line in comparison.lines if line.task and line.changes]
    _update_tasks(comparison, headings, trace)
    rows = ((headings[tuple(line.row.headings)], *line.values()) for line in new)
    insert(Task, ("heading", *STORED), rows, {"plan": plan.pk})
    keys = dict(plan.tasks.values_list("position", "pk")) if new else {}
    for line in new:
        line.key = keys[line.position]
    _write_parties([line for line in new + changed if line.has_new_parties])
    record_many(_entries(new, changed, comparison.gone), model=Task, by=by, at=at, office=plan.office)
    trace.tasks_created = ranges(sorted(line.key for line in new))
    return plan.tasks.filter(pk__in=listed(line.key for line in new + changed))


def _update_tasks(comparison: Comparison, headings: dict, trace: Trace) -> None:
    """Write what differs, be it only the place in the file; trace keeps what was there."""
    columns, rows, moved = (*STORED, "heading_id"), [], []
    for line in comparison.lines:
        task = line.task
        if task is not None:
            old = tuple(getattr(task, name) for name in columns)
            new = (*line.values(), headings[tuple(line.row.headings)])
            if old != new:
                rows.append((task.pk, *new))
                trace.keep_task(task, [name for name, a, b in zip(columns, old, new, strict=True) if a != b])
            if line.has_new_parties:
                trace.keep_parties(task, comparison.parties[task.pk])
    for place, task in enumerate(comparison.gone, start=len(comparison.lines) + 1):
        if task.position != place or not task.vanished:
            moved.append((task.pk, place, True))
            trace.keep_task(task, ["position", "vanished"])
    update_rows(Task, columns, rows)
    update_rows(Task, ("position", "vanished"), moved)


def _write_parties(lines: list[Line]) -> None:
    """Write the parties of lines anew."""
    old = [line.key for line in lines if line.task]
    if old:
        TaskParty.objects.filter(task__in=listed(old)).delete()
    meanings = {text: meaning for line in lines for text, _, meaning in line.parties}
    targets = {text: meaning.target for text, meaning in meanings.items()}
    rows = (
        (line.key, place, text, role, *targets[text])
        for line in lines
        for place, (text, role, _) in enumerate(line.parties, start=1)
    )
    insert(TaskParty, ("task", *PARTY), rows)


def _entries(new: list[Line], changed: list[Line], gone: list[Task]):
    """Yield what the history keeps of each task: verb, key, label, changes."""
    for line in new:
        text = line.row.requirement
        first = {"序号": ["", line.number], "具体要求": ["", text[:100]]}
        yield "导入新增", line.key, task_label(line.number, text), first
    for line in changed:
        label = task_label(line.number, line.row.requirement)
        yield "导入修改", line.key, label, {name: [old, new] for name, old, new in line.changes}
    for task in gone:
        if not task.vanished:  # what an earlier paper left out was said then
            yield "文件中已没有", task.pk, str(task), {}


def write_headings(plan, comparison: Comparison) -> dict[tuple[str, ...], int | None]:
    """Create the headings that the plan does not have, in the order of use, and return printed path → key."""
    known = {path: key for key, path in comparison.paths.items()}
    used = dict.fromkeys(tuple(line.row.headings) for line in comparison.lines)
    missing = dict.fromkeys(
        path[:level] for path in used for level in range(1, len(path) + 1) if path[:level] not in known
    )
    last = (plan.headings.aggregate(last=Max("position"))["last"] or 0) if missing else 0
    places = {path: place for place, path in enumerate(missing, start=last + 1)}
    for level in sorted({len(path) for path in places}):
        paths = [path for path in places if len(path) == level]
        rows = [(known[path[:-1]], path[-1], places[path]) for path in paths]
        insert(Heading, ("parent", "text", "position"), rows, {"plan": plan.pk, "level": level})
        made = dict(plan.headings.filter(level=level, position__gt=last).values_list("position", "pk"))
        known |= {path: made[places[path]] for path in paths}
    return known

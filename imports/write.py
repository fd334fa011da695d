"""Writes a compared paper into the plan and the schedule. Runs inside the transaction of the apply."""

from itertools import count

from calendar_events.models import Activity, ActivitySchedule
from documents.paper import Paper
from imports.compare import STORED, Comparison, Line
from imports.names import Meaning, Names
from imports.trace import Trace
from tasks.models import Heading, Task, TaskParty


def write_tasks(plan, comparison: Comparison, trace: Trace) -> list[Task]:
    """Create the new tasks and change the changed ones, and return both; tasks that are gone move behind the others."""
    headings = HeadingTree(plan)
    dirty = [line for line in comparison.lines if line.dirty]
    touched = [line for line in dirty if line.task is None or line.changes]
    new = [line for line in dirty if line.task is None]
    for task in [line.task for line in dirty if line.task] + comparison.gone:
        trace.keep_task(task)
    for line in dirty:
        line.task = line.task or Task(plan=plan)
        for name, value in line.values().items():
            setattr(line.task, name, value)
        line.task.heading = headings.find(line.row.headings)
    for place, task in enumerate(comparison.gone, start=len(comparison.lines) + 1):
        task.position, task.vanished = place, True
    Task.objects.bulk_create([line.task for line in new], batch_size=500)
    fresh = {id(line) for line in new}
    old = [line.task for line in dirty if id(line) not in fresh]
    Task.objects.bulk_update(old + comparison.gone, [*STORED, "heading"], batch_size=200)
    _write_parties(touched)
    trace.tasks_created = [line.task.pk for line in new]
    return [line.task for line in touched]


def _write_parties(lines: list[Line]) -> None:
    TaskParty.objects.filter(task__in=[line.task for line in lines]).delete()
    parties = [
        TaskParty(task=line.task, position=position, text=text, role=role, **_target(meaning))
        for line in lines
        for position, (text, role, meaning) in enumerate(line.parties, start=1)
    ]
    TaskParty.objects.bulk_create(parties, batch_size=1000)


def _target(meaning: Meaning) -> dict:
    return {"unit": meaning.unit, "group": meaning.group, "ignored": meaning.ignored}


class HeadingTree:
    """The headings of a plan by their printed path; missing ones are created in the order of use."""

    def __init__(self, plan):
        self.plan = plan
        self._known: dict[tuple[str, ...], Heading] = {}
        rows = {heading.pk: heading for heading in plan.headings.all()}
        for heading in rows.values():
            path, parent = [heading.text], rows.get(heading.parent_id)
            while parent is not None:
                path.append(parent.text)
                parent = rows.get(parent.parent_id)
            self._known[tuple(reversed(path))] = heading

    def find(self, texts: list[str]) -> Heading | None:
        """Return the heading at the end of the path texts."""
        heading = None
        for level in range(1, len(texts) + 1):
            path = tuple(texts[:level])
            if path not in self._known:
                self._known[path] = Heading.objects.create(
                    plan=self.plan, parent=heading, level=level, text=path[-1], position=len(self._known) + 1
                )
            heading = self._known[path]
        return heading


ACTIVITY = ("month", "self_selected", "remark", "host_text", "host_id", "is_talk", "is_open_day", "theme")


def write_activities(schedule: ActivitySchedule, paper: Paper, names: Names, trace: Trace) -> None:
    """Create or update the activities by their number; what hosts have filled in since, and what is over, is kept."""
    known = {activity.seq: activity for activity in schedule.activities.all()}
    taken = {row.seq for row in paper.activities if row.seq}
    free = (seq for seq in count(1) if seq not in taken)
    for row in paper.activities:
        seq = row.seq or next(free)
        activity = known.get(seq) or Activity(schedule=schedule, seq=seq)
        if activity.state != Activity.State.PLANNED:
            continue
        if activity.pk:
            trace.activities_changed[str(activity.pk)] = {name: getattr(activity, name) for name in ACTIVITY}
        activity.month, activity.self_selected, activity.remark = row.month, row.self_selected, row.remark[:300]
        activity.host_text = row.host_unit[:200]
        activity.host = names.meaning(row.host_unit).unit or activity.host
        activity.is_talk, activity.is_open_day = "talk" in row.forms, "open_day" in row.forms
        if not row.self_selected:
            activity.theme = row.theme[:200]
        is_new = activity.pk is None
        activity.save()
        if is_new:
            trace.activities_created.append(activity.pk)

"""Writes a compared paper into the plan and the schedule. Runs inside the transaction of the apply."""

from calendar_events.models import Activity, ActivitySchedule
from documents.paper import Paper
from imports.compare import Comparison, Line
from imports.names import Meaning, Names
from tasks.models import Heading, Task, TaskParty
from units.models import Unit, UnitAlias, UnitGroup

FIELDS = [
    "position",
    "number",
    "requirement",
    "units_raw",
    "deadline_raw",
    "deadline_kind",
    "due_on",
    "deadline_how",
    "duties",
    "source",
    "heading",
]


def create_answered_units(office, names: Names, answers: dict) -> None:
    """Create the units and groups that the clerk asked for, and remember the aliases, so that the next paper asks less."""
    for text in answers.get("units", {}):
        if names.book.find(text) is not None:
            continue
        meaning = names.meaning(text)
        if meaning.new == "group":
            UnitGroup.objects.create(office=office, name=text)
        elif meaning.new:
            position = office.units.count() + 1
            Unit.objects.create(office=office, name=text, short_name=text, kind=meaning.new, position=position)
        elif meaning.unit or meaning.group:
            UnitAlias.objects.create(office=office, name=text, unit=meaning.unit, group=meaning.group)


def write_tasks(plan, comparison: Comparison) -> None:
    """Create the new tasks and change the changed ones; tasks that are gone stay untouched."""
    headings = HeadingTree(plan)
    new = [line for line in comparison.lines if line.task is None]
    old = [line for line in comparison.lines if line.task is not None]
    for line in new:
        line.task = Task(plan=plan)
    for line in comparison.lines:
        for name, value in line.values().items():
            setattr(line.task, name, value)
        line.task.heading = headings.find(line.row.headings)
    Task.objects.bulk_create([line.task for line in new], batch_size=500)
    Task.objects.bulk_update([line.task for line in old], FIELDS, batch_size=200)
    _write_parties([line for line in comparison.lines if line in new or line.changes])


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
                    plan=self.plan, parent=heading, level=level, text=path[-1][:300], position=len(self._known) + 1
                )
            heading = self._known[path]
        return heading


def write_activities(schedule: ActivitySchedule, paper: Paper, names: Names) -> None:
    """Create or update the activities by their number; what hosts have filled in since is kept."""
    known = {activity.seq: activity for activity in schedule.activities.all()}
    new = []
    for place, row in enumerate(paper.activities, start=1):
        seq = row.seq or place
        activity = known.get(seq) or Activity(schedule=schedule, seq=seq)
        activity.month, activity.self_selected, activity.remark = row.month, row.self_selected, row.remark[:300]
        activity.host_text, activity.host = row.host_unit[:200], names.meaning(row.host_unit).unit
        activity.is_talk, activity.is_open_day = "talk" in row.forms, "open_day" in row.forms
        if not row.self_selected:
            activity.theme = row.theme[:200]
        if activity.pk:
            activity.save()
        else:
            new.append(activity)
    Activity.objects.bulk_create(new)

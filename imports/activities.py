"""The activities of a paper beside those of the schedule, and their way into it."""

import re
from dataclasses import dataclass, field
from itertools import count

from calendar_events.models import Activity, ActivitySchedule
from documents.layouts.furniture import is_note
from documents.paper import ActivityRow, Paper
from imports.names import Names
from imports.trace import Trace
from units.history import record_many
from units.sql import insert, moment, update_rows

ACTIVITY = ("month", "self_selected", "remark", "host_text", "host_id", "is_talk", "is_open_day", "theme", "printed")
_SILENT = ("host_id", "printed")  # what the history does not tell: the printed words stand beside the key
_VERSIONS = ("version", "due_version", "changed_at")
_OPEN_TIME = re.compile(r"(?:；|^)时间：待定$")  # no remark: an activity without a month says it by itself
LABELS = {name: str(Activity._meta.get_field(name).verbose_name) for name in ACTIVITY}


@dataclass(slots=True)
class ActivityLine:
    """One activity as it will stand."""

    seq: int
    row: ActivityRow
    held: Activity | None  # what there is; None: it will be created
    values: tuple  # in the order of ACTIVITY
    changed: dict = field(default_factory=dict)  # field → old and new value

    @property
    def status(self) -> str:
        """new, changed or unchanged."""
        return "new" if self.held is None else "changed" if self.changed else "unchanged"

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """What changes, in words: the name of the field, its old and its new value."""
        pairs = ((name, *pair) for name, pair in self.changed.items() if name not in _SILENT)
        return [(LABELS[name], _words(old), _words(new)) for name, old, new in pairs]


def schedule_title(batch, paper: Paper) -> str:
    """Return the title of the schedule that takes the paper's activities: its own, or that of a plan's appendix."""
    return f"{batch.year}年活动安排表" if paper.rows else batch.title


def schedule_of(batch, paper: Paper) -> ActivitySchedule | None:
    """Return the schedule of the batch's year that the paper is about, or None when there is none yet.

    An annex that comes by itself has another title than with its notice. So where no title is the same, it is the one
    of whose numbers and hosts more than half are the same.
    """
    of_year = ActivitySchedule.objects.filter(office=batch.office, year=batch.year)
    if found := of_year.filter(title=schedule_title(batch, paper)).first():
        return found
    said = {(row.seq, row.host_unit[:200]) for row in paper.activities}
    for schedule in of_year.prefetch_related("activities"):
        held = {(activity.seq, activity.host_text) for activity in schedule.activities.all()}
        if 2 * len(said & held) > max(len(said), len(held)):
            return schedule
    return None


def schedule_or_new(batch, paper: Paper) -> tuple[ActivitySchedule, bool]:
    """Return the schedule that the paper is about, and whether it was created for it."""
    if found := schedule_of(batch, paper):
        return found, False
    values = {"office": batch.office, "year": batch.year, "title": schedule_title(batch, paper)}
    values["note"] = printed_note(paper)
    return ActivitySchedule.objects.create(**values), True


def printed_note(paper: Paper) -> str:
    """Return the lines of the note (表注) below the schedule; of a paper that has tasks, too, it is theirs."""
    return "" if paper.rows else "\n".join(line.text for line in paper.not_read if is_note(line.text))


def compare_activities(schedule: ActivitySchedule | None, paper: Paper, names: Names) -> list[ActivityLine]:
    """Set the activities of the paper beside those of schedule (None: all are new), by their number.

    What is held, closed or cancelled stays as it is; so does what the paper does not know: day, place and the like.
    """
    known = {activity.seq: activity for activity in schedule.activities.all()} if schedule else {}
    taken = {row.seq for row in paper.activities if row.seq}
    free = (seq for seq in count(1) if seq not in taken)
    lines = []
    for row in paper.activities:
        seq = row.seq or next(free)
        held = known.get(seq)
        line = ActivityLine(seq, row, held, _values(row, names, held or Activity()))
        if held is not None and held.state == Activity.State.PLANNED:
            pairs = zip(ACTIVITY, line.values, strict=True)
            changed = {name: (getattr(held, name), new) for name, new in pairs if getattr(held, name) != new}
            line.changed = changed if changed.keys() - {"printed"} else {}
        lines.append(line)
    return lines


def write_activities(schedule: ActivitySchedule, paper: Paper, names: Names, trace: Trace, at) -> list[ActivityLine]:
    """Create the new activities, change the changed ones, and return both. Others keep even their version."""
    lines = compare_activities(schedule, paper, names)
    new = [line for line in lines if line.status == "new"]
    changed = [line for line in lines if line.status == "changed"]
    trace.activities_changed = {
        str(line.held.pk): {name: old for name, (old, _) in line.changed.items()} for line in changed
    }
    trace.activities_left = {
        str(line.held.pk): {name: new for name, (_, new) in line.changed.items()} for line in changed
    }
    at = at and moment(at)
    rows = {line.held.pk: (line.held.pk, *line.values, *_versions(line), at) for line in changed}
    update_rows(Activity, (*ACTIVITY, *_VERSIONS), rows.values())
    insert(Activity, ("seq", *ACTIVITY, "changed_at"), ((x.seq, *x.values, at) for x in new), {"schedule": schedule.pk})
    made = dict(schedule.activities.values_list("seq", "pk")) if new else {}
    trace.activities_created = [made[line.seq] for line in new]
    return new + changed


def record_activities(schedule: ActivitySchedule, lines: list[ActivityLine], *, by, at) -> None:
    """Write what changed of which activity into the history; new ones are told by their number and words."""
    keys = dict(schedule.activities.values_list("seq", "pk"))
    entries = ((_verb(line), keys[line.seq], _label(line), _told(line)) for line in lines)
    record_many(entries, model=Activity, by=by, at=at, office=schedule.office)


def _values(row: ActivityRow, names: Names, held: Activity) -> tuple:
    """Return the values of an activity in the order of ``ACTIVITY``; held is what there was before."""
    host = names.meaning(row.host_unit).unit
    theme = "" if row.self_selected else row.theme[:200]
    printed = dict(held.printed)
    return (
        _merged("month", row.month, held, printed),
        row.self_selected,
        _OPEN_TIME.sub("", row.remark)[:300],
        row.host_unit[:200],
        host.pk if host else held.host_id,
        "talk" in row.forms,
        "open_day" in row.forms,
        held.theme if row.self_selected else _merged("theme", theme, held, printed),
        printed,
    )


def _merged(name: str, new, held: Activity, printed: dict):
    """Return what is to stand: the paper's value only where it says something else than the paper before it.

    So a postponed activity stays where its host put it when the year's paper comes in again, as it was or as it went
    out from here. printed keeps what the paper said when it was followed.
    """
    current = getattr(held, name)
    if name in printed and new in (printed[name], current):
        return current
    printed[name] = new
    return new


def _versions(line: ActivityLine) -> tuple[int, int]:
    moved = "month" in line.changed and not line.held.day
    return line.held.version + 1, line.held.due_version + moved


def _verb(line) -> str:
    return "导入新增" if line.held is None else "导入修改"


def _label(line) -> str:
    return f"{line.row.theme or '主题待定'}（{line.row.host_unit}）"


def _told(line) -> dict:
    if line.held is None:
        return {"序号": ["", line.seq]}
    return {label: [old, new] for label, old, new in line.told}


def _words(value) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)

"""An activity schedule (活动安排表) as it is printed: the forms of the activities stand in two columns to be ticked."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.writers.laid_out import LaidOut, Line
from documents.writers.table_heads import add_heads

_HEADS = (
    ("seq", "序号", "序号"),
    ("month", "月份", "月份"),
    ("theme", "活动主题", "活动主题"),
    ("host", "主办单位", "主办单位"),
    ("form", "活动形式", "政务公开讲"),
    ("form", "活动形式", "政府开放日"),
    ("remark", "备注", "备注"),
)
TICK = "√"


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One activity."""

    number: str
    month: str
    theme: str
    host: str
    talk: bool = False
    open_day: bool = False
    remark: str = ""


def lay_out_schedule(title: str, rows: Sequence[ScheduleRow]) -> LaidOut:
    """Return the schedule under its title."""
    out = LaidOut([meaning for meaning, *_ in _HEADS])
    out.add_across("title", title)
    add_heads(out, [list(heads) for _, *heads in _HEADS])
    for row in rows:
        ticks = [TICK if ticked else "" for ticked in (row.talk, row.open_day)]
        out.lines.append(Line("task", [row.number, row.month, row.theme, row.host, *ticks, row.remark]))
    return out

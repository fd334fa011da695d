"""An activity schedule (活动安排表) as it is printed: the forms of the activities stand in two columns to be ticked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

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
MONTH = 1  # the column


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
    extra: tuple[str, ...] = ()  # one cell for each extra head


def lay_out_schedule(
    title: str, rows: Sequence[ScheduleRow], *, extra_heads: Sequence[str] = (), notes: Sequence[str] = ()
) -> LaidOut:
    """Return the schedule under its title, with columns of our own behind the printed ones, and notes below."""
    heads = [*_HEADS, *(("extra", head, head) for head in extra_heads)]
    out = LaidOut([meaning for meaning, *_ in heads])
    out.add_across("title", title)
    add_heads(out, [list(texts) for _, *texts in heads])
    for row in rows:
        ticks = [TICK if ticked else "" for ticked in (row.talk, row.open_day)]
        cells = [row.number, row.month, row.theme, row.host, *ticks, row.remark, *row.extra]
        out.lines.append(Line("task", cells))
    for note in notes:
        out.add_across("note", note)
    return out


def merge_months(out: LaidOut) -> None:
    """Print a month once for all activities of it that follow each other, in one merged cell as the papers do."""
    places = out.lines_of("task")
    for _, run in groupby(places, key=lambda place: out.lines[place].cells[MONTH]):
        first, *others = run
        if others:
            out.spans.append((first, MONTH, others[-1], MONTH))
            for place in others:
                out.lines[place].cells[MONTH] = ""

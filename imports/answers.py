"""What the clerk answered, laid over what was read: days for vague deadlines, units for rows without any."""

from dataclasses import replace
from datetime import date

from documents.grammar.units import read_units
from documents.paper import Deadline, Paper, Row
from imports.names import BadAnswer

OPEN = "open"  # the answer "no due day"
UNSETTLED = ("vague", "none", "relative")


def lay_over(paper: Paper, answers: dict) -> Paper:
    """Return the paper with the answers in place of what could not be read; the printed words stay."""
    days, units = answers.get("deadlines", {}), answers.get("row_units", {})
    rows = [
        _with_units(_with_day(row, days), units.get(row_key(place, row), ""))
        for place, row in enumerate(paper.rows, start=1)
    ]
    return replace(paper, rows=rows)


def row_key(place: int, row: Row) -> str:
    """Return the name under which an answer for one row is kept."""
    return f"{place}:{row.seq or ''}"


def vague_deadlines(paper: Paper) -> dict[str, list[Row]]:
    """Return printed deadline → rows for every phrase that gives no day; an empty phrase means none was printed."""
    found: dict[str, list[Row]] = {}
    for row in paper.rows:
        if row.deadline.due_on is None and (
            row.deadline.kind in UNSETTLED or row.deadline.kind in ("fixed", "datetime")
        ):
            found.setdefault(row.deadline_raw, []).append(row)
    return found


def rows_without_units(paper: Paper) -> list[tuple[str, Row]]:
    """Return the rows that name nobody, each with the key of its answer."""
    return [(row_key(place, row), row) for place, row in enumerate(paper.rows, start=1) if not row.units]


def check_days(days: dict) -> None:
    """Raise BadAnswer for a day that is none."""
    for phrase, day in days.items():
        try:
            day == OPEN or date.fromisoformat(day)
        except (TypeError, ValueError):
            raise BadAnswer(f"时限“{phrase}”的答复“{day}”不是日期，应写成2026-12-31，或open表示不设期限。") from None


def _with_day(row: Row, days: dict) -> Row:
    answer = days.get(row.deadline_raw)
    if not answer or row.deadline.due_on is not None:
        return row
    if answer == OPEN:
        return replace(row, deadline=Deadline("open", how="按办公室确认，不设期限"))
    day = date.fromisoformat(answer)
    return replace(row, deadline=Deadline("fixed", day, f"按办公室确认，期限为{day}"))


def _with_units(row: Row, text: str) -> Row:
    if row.units or not text:
        return row
    return replace(row, units=read_units(text).units)

"""What the clerk answered, laid over what was read: days for doubtful deadlines, units for rows without any."""

from dataclasses import replace
from datetime import date

from documents.grammar.units import read_units
from documents.paper import Deadline, NotRead, Paper, Row
from imports.names import BadAnswer

OPEN = "open"  # the answer "no due day"
KEEP = "keep"  # the answer "as it was read"
DROP = "drop"  # the answer "leave this row out"
END = "end"  # the answer "end what the paper no longer has"


def lay_over(paper: Paper, answers: dict) -> Paper:
    """Return the paper with the answers in place of what could not be read; the printed words stay.

    Rows that the clerk left out ("rows": "drop") move to what was not read.
    """
    days, units, left_out = (answers.get(part, {}) for part in ("deadlines", "row_units", "rows"))
    rows, dropped = [], []
    for place, row in enumerate(paper.rows, start=1):
        key = row_key(place, row)
        if left_out.get(key) == DROP:
            dropped.append(NotRead(f"{row.seq or ''} {row.requirement}".strip(), "按答复不导入"))
        else:
            rows.append(_with_units(_with_day(row, days), units.get(key, "")))
    return replace(paper, rows=rows, not_read=[*paper.not_read, *dropped])


def kept_places(paper: Paper, answers: dict) -> list[int]:
    """Return the places, from 0, of the rows that the clerk did not leave out."""
    left_out = answers.get("rows", {})
    keys = [row_key(place, row) for place, row in enumerate(paper.rows, start=1)]
    return [place for place, key in enumerate(keys) if left_out.get(key) != DROP]


def row_key(place: int, row: Row) -> str:
    """Return the name under which an answer for one row is kept."""
    return f"{place}:{row.seq or ''}"


def check_days(days: dict) -> None:
    """Raise BadAnswer for a day that is none."""
    for phrase, day in days.items():
        try:
            day in (OPEN, KEEP) or date.fromisoformat(day)
        except (TypeError, ValueError):
            raise BadAnswer(
                f"时限“{phrase}”的答复“{day}”不是日期，应写成2026-12-31，或open（不设期限）、keep（照读出的日期）。"
            ) from None


def _with_day(row: Row, days: dict) -> Row:
    answer = days.get(row.deadline_raw)
    if not answer or answer == KEEP:
        return row
    if answer == OPEN:
        return replace(row, deadline=Deadline("open", how="按办公室确认，不设期限"))
    day = date.fromisoformat(answer)
    return replace(row, deadline=Deadline("fixed", day, f"按办公室确认，期限为{day}"))


def _with_units(row: Row, text: str) -> Row:
    if row.units or not text:
        return row
    return replace(row, units=read_units(text).units)

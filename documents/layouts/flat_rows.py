"""Puts the rows of a flattened table together when no running number tells where a row begins: by content alone.

A row is text, then units, then perhaps a time; a text that follows the units opens the next row, unless the head has a
text column behind the units that still waits for it.
"""

from dataclasses import dataclass, field

from documents.grammar.deadlines import reads_as_deadline
from documents.grammar.units import reads_as_units
from documents.layouts.columns import Column, squeeze
from documents.layouts.furniture import is_note
from documents.layouts.numerals import split_numeral

_FEWEST_ROWS = 2
_LONGEST_HEADING = 60
_LEVEL_OF_HEADINGS = 2
_TEXT = ("task", "requirement", "theme")


@dataclass(slots=True)
class _Row:
    seq: str = ""
    before: list[str] = field(default_factory=list)  # texts printed before the units
    units: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    time: str = ""

    def is_numbered(self) -> bool:
        return bool(self.before) and split_numeral(self.before[-1]) is not None


def rows_by_content(heads: list[Column], lines: list[str]) -> tuple[list[list[str]], int] | None:
    """Return the rows of the table, its head first, and the number of lines that it takes; None when it is none."""
    reader = _Reader(heads)
    for place, line in enumerate(lines[len(heads) :], start=len(heads)):
        if is_note(line):
            break
        reader.take(line.strip(), place)
    reader.finish()
    return reader.table() if reader.count >= _FEWEST_ROWS else None


class _Reader:
    def __init__(self, heads: list[Column]) -> None:
        self._heads = [head for head in heads if head.role in (*_TEXT, "units", "deadline")]
        places = [place for place, head in enumerate(self._heads) if head.role == "units"]
        self._units = places
        self._before = [p for p, head in enumerate(self._heads) if head.role in _TEXT and p < places[0]]
        self._after = [p for p, head in enumerate(self._heads) if head.role in _TEXT and p > places[0]]
        times = [p for p, head in enumerate(self._heads) if head.role == "deadline"]
        self._has_time, self._time_first = bool(times), bool(times) and times[0] < places[0]
        self._row = _Row()
        self._rows: list[str | _Row] = []
        self._kept = 0  # rows up to the last one with units; what follows is no part of the table
        self._end = 0
        self._last_place = 0
        self.count = 0

    def take(self, line: str, place: int) -> None:
        """Give a line its place in the row that is open, or open the next one."""
        row, bare = self._row, squeeze(line)
        numeral = split_numeral(line)
        if bare.isdigit() and len(bare) <= 3:
            self._begin_if(row.units)
            self._row.seq = bare
        elif numeral and numeral.level <= _LEVEL_OF_HEADINGS and len(line) <= _LONGEST_HEADING:
            self.finish()
            self._rows.append(line)
        elif (
            (row.units or (row.before and self._time_first))
            and self._has_time
            and not row.time
            and reads_as_deadline(line)
        ):
            row.time = line
        elif row.before and not row.after and numeral is None and reads_as_units(line):
            row.units.append(line)
        else:
            self._take_text(line, numbered=numeral is not None)
        self._last_place = place

    def _take_text(self, line: str, *, numbered: bool) -> None:
        row = self._row
        opens = numbered and row.is_numbered()
        if row.units and not row.after and self._after and not opens:
            row.after.append(line)
            return
        self._begin_if(row.units or opens)
        self._row.before.append(line)

    def _begin_if(self, over: object) -> None:
        if over:
            self.finish()

    def finish(self) -> None:
        """Close the open row."""
        row, self._row = self._row, _Row()
        if not row.before:
            return
        self._rows.append(row)
        if row.units:
            self._kept, self._end = len(self._rows), self._last_place + 1
            self.count += 1

    def table(self) -> tuple[list[list[str]], int]:
        """Return the rows and the number of lines used."""
        rows = self._rows[: self._kept]
        has_seq = any(isinstance(row, _Row) and row.seq for row in rows)
        width = len(self._heads) + has_seq
        table = [["序号"] * has_seq + [head.head for head in self._heads]]
        for row in rows:
            if isinstance(row, str):
                table.append([row] + [""] * (width - 1))
            else:
                table.append([row.seq] * has_seq + self._cells(row))
        return table, self._end

    def _cells(self, row: _Row) -> list[str]:
        cells = [""] * len(self._heads)
        lay_texts(cells, self._before or self._after, row.before)
        lay_texts(cells, self._after, row.after)
        # The last line belongs to the last unit column; names stacked before it to the first.
        if len(self._units) > 1 and len(row.units) > 1:
            cells[self._units[0]], cells[self._units[-1]] = "\n".join(row.units[:-1]), row.units[-1]
        else:
            cells[self._units[-1]] = "\n".join(row.units)
        for place, head in enumerate(self._heads):
            if head.role == "deadline":
                cells[place] = row.time
        return cells


def lay_texts(cells: list[str], places: list[int], texts: list[str]) -> None:
    """Lay texts into columns from the right: a heading merged downwards is printed in its first row only."""
    if not places or not texts:
        return
    whole = min(len(texts), len(places)) - 1  # so many texts have a column of their own
    parts = [*texts[:whole], "\n".join(texts[whole:])]
    for place, text in zip(reversed(places), reversed(parts), strict=False):
        cells[place] = text

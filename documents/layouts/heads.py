"""How one paper's heads are read: by what they say, or as the office has settled it; and what was made of each."""

from collections.abc import Mapping
from dataclasses import replace

from documents.layouts.columns import Column, read_head, squeeze
from documents.layouts.sources import row_source
from documents.layouts.tables import ReadHead, Table
from documents.paper import ColumnFound, check_meanings

_SETTLED = {
    "units": Column("units", unit_role="responsible"),
    "units:lead": Column("units", unit_role="lead"),
    "units:assist": Column("units", unit_role="assist"),
    "host": Column("units", unit_role="responsible"),
    "month": Column("deadline", month=True),
    "form:talk": Column("form", form="talk"),
    "form:open_day": Column("form", form="open_day"),
}
# What the roles of columns mean beside the meanings of the same name.
TASK_MEANINGS = {"heading": "task", "tick": "other"}
SCHEDULE_MEANINGS = {"deadline": "month", "tick": "month", "units": "host", "task": "theme", "requirement": "theme"}


class Heads:
    """Reads heads; ``columns`` gives the meaning that the office has settled for a printed head."""

    def __init__(self, columns: Mapping[str, str] | None = None) -> None:
        check_meanings(columns)
        self._settled = {squeeze(head): _column(squeeze(head), meaning) for head, meaning in (columns or {}).items()}

    @property
    def reader(self) -> ReadHead:
        """The way to read a head; without settled heads every cell of a long table is spared one step."""
        return self._read if self._settled else read_head

    def _read(self, text: str) -> Column | None:
        """Return the column of a head: the settled meaning wins over what the head says."""
        return self._settled.get(squeeze(text)) or read_head(text)

    def recognise(self, text: str) -> Column | None:
        """Return the column of a head as printed: the settled meaning counts only where the head says nothing."""
        return read_head(text) or self._settled.get(squeeze(text))


def _column(head: str, meaning: str) -> Column:
    return replace(_SETTLED.get(meaning) or Column(meaning), head=head, settled=True)


def columns_found(table: Table, meanings: Mapping[str, str], unused: set[int]) -> list[ColumnFound]:
    """Return what was made of each printed head; ``meanings`` names the roles, ``unused`` columns that say nothing."""
    found: dict[str, ColumnFound] = {}
    for place, head in enumerate(table.printed):
        column = table.columns[place]
        meaning = meaning_of(column, meanings) if column and place not in unused else "other"
        known = found.get(head)
        if head and (known is None or _rank(meaning) < _rank(known.meaning)):
            found[head] = ColumnFound(head, meaning, _source(table, place))
    return list(found.values())


def _rank(meaning: str) -> int:
    """Say which meaning of a head merged over several columns is told: the text rather than its number."""
    return ("requirement", "task").index(meaning) if meaning in ("requirement", "task") else 2


def meaning_of(column: Column, meanings: Mapping[str, str]) -> str:
    """Return what a column was taken for, one of ``paper.MEANINGS``."""
    meaning = meanings.get(column.role, column.role)
    detail = column.form if meaning == "form" else column.unit_role if meaning == "units" else None
    return f"{meaning}:{detail}" if detail and detail != "responsible" else meaning


def _source(table: Table, place: int) -> str:
    """Return where the head is printed; of two rows of heads mostly the lower one counts."""
    rows = [row for row in table.head_rows if squeeze(table.grid.rows[row][place]) == table.printed[place]]
    row = rows[0] if rows else table.head_rows.start
    return row_source(table.grid, row, table.grid.origin.get((row, place), (row, place))[1])

"""Reads the cells of one division table: merged, inherited or printed, and says which."""

from documents.layouts.numerals import read_seq
from documents.layouts.repeats import collapse, one_line, without_blanks
from documents.layouts.sources import cell_name
from documents.layouts.tables import Table

_SENTENCE_ENDS = "。；！？;!?）)”"


class CellReader:
    """Gives the texts of a row by role, with a remark where a text was not printed in the row itself."""

    def __init__(self, table: Table, before: "CellReader | None" = None) -> None:
        self._table, self._grid = table, table.grid
        self._seq = table.with_role("seq")[:1]
        self._headings = table.with_role("heading")
        self._requirement = table.with_role("requirement")[:1]
        self._units = table.with_role("units")
        self._deadlines = table.with_role("deadline")[:1]
        self._last_headings: dict[int, str] = dict(before._last_headings) if before else {}
        self._last: dict[int, str] = dict(before._last) if before else {}
        self._after_break = before is not None
        self._break_row: int | None = None  # the first row after a page break
        self._merges_lost = not table.grid.origin and self._has_blanks_downwards()

    def page_break(self) -> None:
        """Note that a page ended: a blank cell now continues the one above."""
        self._after_break, self._break_row = True, None

    def seq(self, row: int) -> int | str | None:
        """Return the number printed in the row."""
        return read_seq(one_line(self._grid.rows[row][self._seq[0]])) if self._seq else None

    def requirement(self, row: int) -> tuple[str, tuple[int, int]]:
        """Return the task's text and the cell where it is printed."""
        if not self._requirement:
            return "", (row, 0)
        column = self._requirement[0]
        return one_line(self._grid.rows[row][column]), self._grid.origin.get((row, column), (row, column))

    def headings(self, row: int) -> list[str]:
        """Return the headings from the heading columns; a blank one continues the heading above."""
        texts: list[str] = []
        changed = False
        own = self.requirement(row)[1]
        for column in self._headings:
            if self._grid.origin.get((row, column), (row, column)) == own:
                continue  # the requirement itself reaches over the heading's column
            text = one_line(self._grid.rows[row][column])
            if text:
                changed = changed or text != self._last_headings.get(column)
            elif not changed:
                text = self._last_headings.get(column, "")
            self._last_headings[column] = text
            if text and text not in texts:
                texts.append(text)
        return texts

    def owns_last_heading(self, row: int) -> bool:
        """Tell whether the row prints a heading of its own, which then is the task."""
        printed = [column for column in self._headings if self._grid.rows[row][column]]
        return bool(printed) and self._grid.origin.get((row, printed[-1]), (row, 0))[0] == row

    def has_own_units(self, row: int) -> bool:
        """Tell whether a unit is printed in the row itself."""
        return any(self._grid.rows[row][column] and (row, column) not in self._grid.origin for column in self._units)

    def units(self, row: int) -> list[tuple[str, str, str, str]]:
        """Return head, role, text and remark of each unit cell that has text."""
        found = []
        for column in self._units:
            text, remark = self._value(row, column, "责任单位")
            if text:
                head = self._table.columns[column]
                found.append((head.head, head.unit_role or "responsible", text, remark))
        return found

    def deadline(self, row: int) -> tuple[str, str]:
        """Return the deadline's text and remark."""
        if not self._deadlines:
            return "", ""
        text, remark = self._value(row, self._deadlines[0], "时限")
        return without_blanks(text), remark

    def continues(self, row: int, requirement: str) -> bool:
        """Tell whether the row only carries on the task above, cut in two at a page end."""
        if not self._seq or self._grid.rows[row][self._seq[0]] or not requirement or requirement[-1] in _SENTENCE_ENDS:
            return False
        text, anchor = self.requirement(row)
        printed = [column for column in (*self._units, *self._deadlines) if self._is_printed(row, column)]
        return bool(text) and anchor[0] == row and not printed

    def _is_printed(self, row: int, column: int) -> bool:
        return bool(self._grid.rows[row][column]) and (row, column) not in self._grid.origin

    def _value(self, row: int, column: int, what: str) -> tuple[str, str]:
        text = collapse(self._grid.rows[row][column])
        remark = ""
        origin = self._grid.origin.get((row, column))
        if text and origin and origin[0] < row:
            remark = f"{what}取自合并单元格{cell_name(self._grid, *origin)}"
        elif text and text != self._grid.rows[row][column]:
            remark = f"{what}在换页处重印，只取一次"
        elif not text and origin is None and self._inherits(row) and self._last.get(column):
            text, remark = self._last[column], f"{what}一格空白，沿用上一行"
        if text:
            self._last[column] = text
        return text, remark

    def _inherits(self, row: int) -> bool:
        """Tell whether a blank cell evidently continues the cell above, although no merge says so."""
        if self._merges_lost:
            return True
        if self._after_break:
            self._after_break, self._break_row = False, row
        return row == self._break_row

    def _has_blanks_downwards(self) -> bool:
        """Tell whether merges were lost on the way: heading cells are blank under the first of each group."""
        rows = range(self._table.first, self._table.end)
        for column in self._headings:
            texts = [self._grid.rows[row][column] for row in rows]
            if texts and texts[0] and "" in texts:
                return True
        if self._headings or self._table.columns[0] is None:
            return False
        for column in (*self._units, *self._deadlines):
            texts = [self._grid.rows[row][column] for row in rows]
            if texts and texts.count("") >= 0.3 * len(texts):
                return True
        return False

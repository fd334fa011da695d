"""Reads the cells of one division table: merged, inherited or printed, and says which."""

import re

from documents.layouts.numerals import read_seq, split_numeral
from documents.layouts.repeats import collapse, one_line, without_blanks
from documents.layouts.sources import cell_name
from documents.layouts.tables import Table, distinct_cells

_FINISH = re.compile(r"完成|办结|时限|截止|落实")
_DITTO = re.compile(r"[（(]?\s*(?:同\s*上|〃|″|”|\"|々|同前)\s*[）)]?")
_MERGED_SHARE = 0.3
_NUMBERED_SHARE = 0.8
_SHORTEST_LINE = 10
_SENTENCE_ENDS = "。；！？;!?）)”"


def deadline_column(table: Table) -> list[int]:
    """Return the column of the time limit: 完成时限 rather than 启动时间, when there are several."""
    places = table.with_role("deadline")
    columns = table.columns
    return sorted(places, key=lambda p: (not columns[p].settled, not _FINISH.search(columns[p].head)))[:1]


class CellReader:
    """Gives the texts of a row by role, with a remark where a text was not printed in the row itself."""

    def __init__(self, table: Table, before: "CellReader | None" = None) -> None:
        self._table, self._grid = table, table.grid
        self._seq = table.first_with_role("seq")
        self._headings = table.with_role("heading")
        self._requirement = table.with_role("requirement")[:1]
        self._units = table.with_role("units")
        self._deadlines = deadline_column(table)
        self.numbers_groups = self._seq_runs_over_tasks()
        self.task_level = self._level_of_task_numbers()
        self._last_headings: dict[int, str] = dict(before._last_headings) if before else {}
        self._last: dict[int, str] = dict(before._last) if before else {}
        self._after_break = before is not None
        self._break_row: int | None = None  # the first row after a page break
        first_text = min((*self._headings, *self._requirement), default=0)
        self._sparse = {column for column in self._units if column < first_text}  # units that group the tasks
        self._sparse |= {column for column in (*self._units, *self._deadlines) if self._often_blank(column)}

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

    def numbers_stand_in_text(self) -> bool:
        """Tell whether the rows are numbered inside their text: "1.…" in most cells, one number to a cell."""
        if (self._seq and not self.numbers_groups) or not self._requirement:
            return False
        table, column = self._table, self._requirement[0]
        rows = [row for row in range(table.first, table.end) if len(distinct_cells(self._grid, row)) > 1]
        texts = [self._grid.rows[row][column] for row in rows if self._grid.rows[row][column]]
        numbered = [text for text in texts if (numeral := split_numeral(text)) and numeral.level > 0]
        several = [text for text in numbered if sum(1 for line in text.split("\n") if split_numeral(line)) > 1]
        return len(numbered) >= _NUMBERED_SHARE * len(texts) and not several

    def _level_of_task_numbers(self) -> int | None:
        """Return the level of the numbers of the last heading column, when each of its cells is a numbered task."""
        if not self._headings or self._seq:
            return None
        table, column = self._table, self._headings[-1]
        rows = [row for row in range(table.first, table.end) if len(distinct_cells(self._grid, row)) > 1]
        texts = [self._grid.rows[row][column] for row in rows if self._grid.rows[row][column]]
        levels = [numeral.level for text in texts if (numeral := split_numeral(text)) and numeral.level >= 3]
        usual = max(set(levels), key=levels.count, default=None)
        return usual if levels.count(usual) >= _NUMBERED_SHARE * len(texts) > 0 else None

    def prints_task(self, row: int) -> bool:
        """Tell whether the row's own text is a numbered task of the last heading column."""
        if self.task_level is None:
            return False
        column = self._headings[-1]
        numeral, origin = split_numeral(self._grid.rows[row][column]), self._grid.origin
        printed_here = origin.get((row, column), (row, column))[0] == row and origin.get((row, column + 1)) != (
            row,
            column,
        )
        return printed_here and numeral is not None and numeral.level == self.task_level

    def headings(self, row: int, own: tuple[int, int]) -> list[str]:
        """Return the headings from the heading columns; a blank one continues the heading above.

        ``own`` is the cell of the requirement, which may reach over a heading's column.
        """
        texts: list[str] = []
        changed = False
        grid = self._grid
        for column in self._headings:
            if row in grid.wide_rows and grid.origin.get((row, column), (row, column)) == own:
                continue
            text = one_line(grid.rows[row][column])
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
        origin = self._grid.origin
        for column in self._units:
            text, remark = self._value(row, column, "责任单位")
            if not text:
                continue
            head = self._table.columns[column]
            found.append((head.head, self._role(row, column), text, remark))
            if origin.get((row, column + 1)) == origin.get((row, column), (row, column)):
                break  # merged over the columns beside it: they say the same
        return found

    def _role(self, row: int, column: int) -> str:
        """Return the column's role; a cell merged over columns of several roles is simply responsible."""
        if len(self._units) == 1:
            return self._table.columns[column].unit_role or "responsible"
        origin = self._grid.origin
        own = origin.get((row, column), (row, column))
        heads = {
            self._table.columns[place].unit_role
            for place in self._units
            if origin.get((row, place), (row, place)) == own
        }
        return (heads.pop() or "responsible") if len(heads) == 1 else "responsible"

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
        if len(requirement) < _SHORTEST_LINE:
            return False  # no cell is so narrow that a page end would cut this text
        text, anchor = self.requirement(row)
        printed = [column for column in (*self._units, *self._deadlines) if self._is_printed(row, column)]
        return bool(text) and anchor[0] == row and not printed

    def _seq_runs_over_tasks(self) -> bool:
        """Tell whether a merged number counts a group of tasks, not a task."""
        if not self._seq or not self._requirement:
            return False
        rows, seq, requirement = range(self._table.first, self._table.end), self._seq[0], self._requirement[0]
        origin = self._grid.origin
        return any(
            origin.get((row, seq), (row, 0))[0] < row and origin.get((row, requirement), (row, 0))[0] == row
            for row in rows
            if self._grid.rows[row][requirement]
        )

    def _is_printed(self, row: int, column: int) -> bool:
        return bool(self._grid.rows[row][column]) and (row, column) not in self._grid.origin

    def _value(self, row: int, column: int, what: str) -> tuple[str, str]:
        text = collapse(self._grid.rows[row][column])
        remark = ""
        origin = self._grid.origin.get((row, column))
        if text and origin and origin[0] < row:
            remark = f"{what}取自合并单元格{cell_name(self._grid, *origin)}"
        elif _DITTO.fullmatch(text) and self._last.get(column):
            remark = f"{what}与上一行相同（{text}）"
            text = self._last[column]
        elif text and text != self._grid.rows[row][column]:
            remark = f"{what}在换页处重印，只取一次"
        elif not text and origin is None and self._inherits(row, column) and self._last.get(column):
            text, remark = self._last[column], f"{what}一格空白，沿用上一行"
        if text:
            self._last[column] = text
        return text, remark

    def _inherits(self, row: int, column: int) -> bool:
        """Tell whether a blank cell evidently continues the cell above, although no merge says so."""
        if self._after_break:
            self._after_break, self._break_row = False, row
        if column in self._units and any(self._grid.rows[row][place] for place in self._units):
            return False  # one of several unit columns is blank when there is nobody to name in it
        if column in self._units[1:] and self._grid.merges_known:
            return False
        if row == self._break_row:
            return True
        if self._grid.origin:
            return False
        if not self._grid.merges_known and (
            column in self._sparse or (column in self._units and self._sparse & {*self._units})
        ):
            return True
        return bool(self._headings) and not self._grid.rows[row][self._headings[-1]]

    def _often_blank(self, column: int) -> bool:
        """Tell whether a column is blank so often that its cells were merged downwards before merges were lost."""
        requirement = self._requirement[0] if self._requirement else 0
        rows = [row for row in range(self._table.first, self._table.end) if self._grid.rows[row][requirement]]
        texts = [self._grid.rows[row][column] for row in rows]
        return bool(texts) and bool(texts[0]) and texts.count("") >= _MERGED_SHARE * len(texts)

"""Lays out a division table: lines above, heads, tasks under their headings, notes below, and what is merged."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from documents.table_form import FormColumn, TableForm
from documents.writers.heading_rows import new_headings
from documents.writers.laid_out import LaidOut, Line
from documents.writers.rows import TableRow
from documents.writers.table_columns import number_in_heading, places_of, settled_form
from documents.writers.table_heads import add_heads
from documents.writers.unit_cells import unit_cells


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell over the columns left to right; cells of neighbouring tasks with equal keys become one, None stays alone."""

    left: int
    right: int
    text: str
    key: object = None


def lay_out(rows: Sequence[TableRow], form: TableForm, extra_heads: Sequence[str] = ()) -> LaidOut:
    """Return the table in its form, with columns added for what the rows say beyond it."""
    return _Layout(rows, settled_form(rows, form), extra_heads).laid_out()


class _Layout:
    def __init__(self, rows: Sequence[TableRow], form: TableForm, extra_heads: Sequence[str]) -> None:
        self._rows, self._form, self._extra_heads = rows, form, extra_heads
        self._headings, self._units = places_of(form, "task"), places_of(form, "units")
        self._requirement = places_of(form, "requirement")[0]
        self._run_of = [_run_of(column) for column in form.columns]
        meanings = [column.meaning for column in form.columns]
        self._out = LaidOut(meanings + ["extra"] * len(extra_heads))

    def laid_out(self) -> LaidOut:
        for kind, texts in (
            ("above", self._form.above),
            ("title", self._form.title),
            ("below_title", self._form.below_title),
        ):
            for text in texts:
                self._out.add_across(kind, text)
        height = self._form.head_lines()
        heads = [column.heads or [""] * height for column in self._form.columns]
        add_heads(self._out, heads + [[head] * height for head in self._extra_heads])
        self._add_tasks()
        for text in self._form.notes:
            self._out.add_across("note", text)
        return self._out

    def _add_tasks(self) -> None:
        above: tuple[str, ...] = ()
        open_cells: dict[int, tuple[_Cell, int]] = {}  # by column: the cell that may go on, and its first line
        for number, row in enumerate(self._rows):
            path = row.headings[: self._form.heading_rows]
            for text in new_headings(above, path):
                self._close(open_cells, {})
                self._out.add_across("heading", text)
            above = path
            self._add_task(number, row, open_cells)
        self._close(open_cells, {})

    def _add_task(self, number: int, row: TableRow, open_cells: dict[int, tuple[_Cell, int]]) -> None:
        cells = {cell.left: cell for cell in self._cells(number, row)}
        self._close(open_cells, cells)
        place = len(self._out.lines)
        text_left = min(left for left, cell in cells.items() if left <= self._requirement <= cell.right)
        line = Line("task", [""] * len(self._out.columns), long={text_left})
        for left, cell in cells.items():
            if left not in open_cells:
                line.cells[left] = cell.text
                open_cells[left] = (cell, place)
        self._out.lines.append(line)

    def _close(self, open_cells: dict[int, tuple[_Cell, int]], following: dict[int, _Cell]) -> None:
        """End the cells that do not go on in the next line, and note which of them are merged."""
        last = len(self._out.lines) - 1
        for left, (cell, first) in list(open_cells.items()):
            if cell.key is not None and following.get(left) == cell:
                continue
            del open_cells[left]
            if first < last or cell.left < cell.right:
                self._out.spans.append((first, cell.left, last, cell.right))

    def _cells(self, number: int, row: TableRow) -> list[_Cell]:
        path = row.headings[self._form.heading_rows :]
        cells = self._heading_cells(number, path) if path else []
        cells += self._text_cells(row, has_headings=bool(path))
        for cell in unit_cells(row.units, row.phrases, [self._form.columns[place] for place in self._units]):
            cells += self._unit_cell(number, cell)
        spare = iter(row.spare)
        for place, column in enumerate(self._form.columns):
            if column.meaning in ("seq", "deadline"):
                text = row.number if column.meaning == "seq" else row.deadline
                cells.append(self._cell(number, place, text))
            elif column.is_spare:
                cells.append(self._cell(number, place, next(spare, "")))
        width = len(self._form.columns)
        return cells + [_Cell(place, place, text) for place, text in enumerate(row.extra, start=width)]

    def _numbered(self, row: TableRow) -> str:
        if not self._form.numbers or not row.number or number_in_heading(row):
            return row.requirement
        return self._form.numbers.format(row.number) + row.requirement

    def _cell(self, number: int, place: int, text: str) -> _Cell:
        run = self._run_of[place].get(number)
        return _Cell(place, place, text, None if run is None or not text else (text, run))

    def _unit_cell(self, number: int, cell) -> list[_Cell]:
        """Return a unit cell; one over several columns that do not stand side by side goes into the first."""
        left, right = self._units[cell.first], self._units[cell.last]
        if right - left > cell.last - cell.first:
            right = left
        single = self._cell(number, left, cell.text)
        return [_Cell(left, right, single.text, single.key)]

    def _heading_cells(self, number: int, path: tuple[str, ...]) -> list[_Cell]:
        """Return the cells of the heading columns; the last heading reaches over the columns that are left."""
        cells = []
        for level, place in enumerate(self._headings):
            deepest = min(level, len(path) - 1)
            key = (path[: deepest + 1], len(path) if level >= len(path) - 1 else 0, self._run_of[place].get(number))
            cells.append(_Cell(place, place, path[deepest], key))
        rest = cells[len(path) - 1 :]
        if all(after.left == cell.left + 1 for cell, after in pairwise(rest)):
            cells[len(path) - 1 :] = [_Cell(rest[0].left, rest[-1].right, rest[0].text, rest[0].key)]
        return cells

    def _text_cells(self, row: TableRow, *, has_headings: bool) -> list[_Cell]:
        """Return the cell of the text, over the heading columns beside it when they stay empty.

        Where they stand apart, the text takes their place: a blank heading would be read as the one above.
        """
        text = self._numbered(row)
        if has_headings or not self._headings:
            return [_Cell(self._requirement, self._requirement, text)]
        if [*self._headings, self._requirement] == list(range(self._headings[0], self._requirement + 1)):
            return [_Cell(self._headings[0], self._requirement, text)]
        return [_Cell(self._headings[0], self._headings[0], text), _Cell(self._requirement, self._requirement, "")]


def _run_of(column: FormColumn) -> dict[int, int]:
    """Return for each task the number of the merged cell in which it stood."""
    return {task: run for run, (first, last) in enumerate(column.runs) for task in range(first, last + 1)}

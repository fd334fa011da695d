"""A plain list as a sheet of a workbook: title, heads, rows, a last line of sums, and notes in small print below.

Made for thousands of rows: a style is worked out once and handed to all cells that share it.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl.utils import get_column_letter

from documents.writers.sheet import (
    CENTRE,
    HEAD,
    LEFT,
    LINE,
    RIGHT,
    TEXT,
    TITLE,
    Workbook,
    lines_of_text,
    put,
    row_height,
    set_up_print,
)

MOST = 32_000  # characters of a cell; programs take 32,767
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_POINTS = 15  # a line of text

Value = str | int | date | datetime | None


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column: its head, its width in half-width characters, and whether it holds long texts (from the left)."""

    head: str
    width: float
    long: bool = False


@dataclass(frozen=True, slots=True)
class ListSheet:
    """What stands on the sheet. Moments are written as they are: hand in those of the office's clock, without a zone."""

    name: str
    title: str
    below_title: str
    columns: Sequence[ListColumn]
    rows: Iterable[Sequence[Value]]
    last: Sequence[Value] = ()  # sums
    notes: Sequence[str] = ()
    if_empty: str = "（无）"
    wide_paper: bool = False  # A3 instead of A4


def add_list(book: Workbook, said: ListSheet) -> None:
    """Add the sheet to the book."""
    sheet, width = book.new_sheet(said.name), len(said.columns)
    for place, column in enumerate(said.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    total = sum(column.width for column in said.columns)
    _across(sheet, 1, width, said.title, (TITLE, CENTRE), 32)
    _across(sheet, 2, width, said.below_title, (TEXT, RIGHT), 20)
    styles = _Styles(sheet)
    for place, column in enumerate(said.columns, start=1):
        styles.dress(sheet.cell(3, place), (HEAD, CENTRE), column.head)
    most = max(lines_of_text(column.head, int(column.width)) for column in said.columns)
    sheet.row_dimensions[3].height = row_height(most, _POINTS + 2)
    line = 3
    for line, row in enumerate(said.rows, start=4):
        _row(sheet, styles, line, said.columns, row, TEXT)
    if line == 3:
        line = 4
        _row(sheet, styles, line, said.columns, [said.if_empty] + [""] * (width - 1), TEXT)
        sheet.merge_cells(start_row=4, start_column=1, end_row=4, end_column=width)
        sheet.cell(4, 1).alignment = CENTRE
    if said.last:
        line += 1
        _row(sheet, styles, line, said.columns, said.last, HEAD)
    for note in said.notes:
        line += 1
        _across(sheet, line, width, note, (TEXT, LEFT), lines_of_text(note, int(total)) * _POINTS + 4)
    set_up_print(sheet, [2])
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.6
    margins.header = margins.footer = 0.3
    if said.wide_paper:
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A3


def _across(sheet, line, width, text, style, points) -> None:
    cell = sheet.cell(line, 1)
    put(cell, text)
    cell.font, cell.alignment = style
    if width > 1:
        sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=width)
    sheet.row_dimensions[line].height = points


def _row(sheet, styles, line, columns, row, font) -> None:
    for place, (column, value) in enumerate(zip(columns, row, strict=True), start=1):
        styles.dress(sheet.cell(line, place), (font, LEFT if column.long else CENTRE), value)
    texts = zip(columns, row, strict=True)
    lines = max((_lines(text, column) for column, text in texts if isinstance(text, str)), default=1)
    sheet.row_dimensions[line].height = row_height(lines, _POINTS)


def _lines(text: str, column: ListColumn) -> int:
    """Return how many lines a text takes: nearly always one, which is quick to see."""
    return 1 if len(text) * 2 < column.width and "\n" not in text else lines_of_text(text, int(column.width))


class _Styles:
    """Hands each kind of cell the one style that was made for it."""

    def __init__(self, sheet) -> None:
        self._sheet, self._made = sheet, {}

    def dress(self, cell, look: tuple, value: Value) -> None:
        """Type a value into a cell and give it lines, font, alignment and the form of a day or moment."""
        kind = _MOMENT if isinstance(value, datetime) else _DAY if isinstance(value, date) else ""
        if isinstance(value, str):
            put(cell, value if len(value) <= MOST else value[:MOST] + "……")
        elif value is not None:
            cell.value = value
        key = (id(look[0]), id(look[1]), kind)
        if key not in self._made:
            cell.font, cell.alignment, cell.border = *look, LINE
            if kind:
                cell.number_format = kind
            self._made[key] = copy(cell._style)
        cell._style = self._made[key]

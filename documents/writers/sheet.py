"""Dresses laid-out tables as worksheets: fonts of official papers, borders, widths, fit to print on A4 across."""

from io import BytesIO

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from documents.writers.laid_out import LaidOut

MARK = Font(name="黑体", size=14)
TITLE = Font(name="方正小标宋简体", size=20)
HEAD = Font(name="黑体", size=12)
TEXT = Font(name="仿宋_GB2312", size=11)
LINE = Border(*(Side(style="thin") for _ in range(4)))
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center", wrap_text=True)
_STYLES = {  # font, alignment, whether the cells have borders
    "above": (MARK, LEFT, False),
    "title": (TITLE, CENTRE, False),
    "below_title": (TEXT, RIGHT, False),
    "head": (HEAD, CENTRE, True),
    "heading": (HEAD, LEFT, True),
    "task": (TEXT, CENTRE, True),
    "note": (TEXT, LEFT, False),
}
_WIDTHS = {
    "seq": 6,
    "task": 18,
    "requirement": 62,
    "units": 24,
    "deadline": 15,
    "extra": 11,
    "month": 8,
    "theme": 46,
    "label": 16,
}
_OTHER_WIDTH = 13
_TO_THE_LEFT = {"requirement", "units", "theme", "host"}  # long texts; the others stand in the middle
_POINTS = {
    "above": 20,
    "title": 28,
    "head": 18,
    "heading": 18,
    "below_title": 16,
    "task": 15,
    "note": 15,
}  # a text line


class Workbook:
    """A workbook in the making."""

    def __init__(self) -> None:
        self._book = openpyxl.Workbook()
        self._book.remove(self._book.active)

    def new_sheet(self, name: str):
        """Add an empty sheet and return it."""
        return self._book.create_sheet(name)

    def add(self, name: str, laid: LaidOut) -> None:
        """Add a table as a sheet."""
        sheet = self.new_sheet(name)
        widths = [_width(meaning) for meaning in laid.columns]
        for column, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        for number, line in enumerate(laid.lines, start=1):
            font, alignment, bordered = _STYLES[line.kind]
            for column, (meaning, text) in enumerate(zip(laid.columns, line.cells, strict=True), start=1):
                long = column - 1 in line.long or (line.kind == "task" and meaning.partition(":")[0] in _TO_THE_LEFT)
                cell = sheet.cell(number, column)
                put(cell, text, as_number=line.kind == "task" and meaning in ("seq", "extra"))
                cell.font, cell.alignment = font, LEFT if long else alignment
                if bordered:
                    cell.border = LINE
        for top, left, bottom, right in laid.spans:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        _give_room(sheet, laid, widths)
        set_up_print(sheet, laid.lines_of("head"))

    def offer(self, name: str, column: int, lines: range, *, prompt: tuple[str, str], choices: tuple[str, ...] = ()):
        """Give the cells of a column a prompt and a list to choose from; other texts may be typed all the same."""
        rule = DataValidation(allow_blank=True, showErrorMessage=False)
        if choices:
            rule.type, rule.formula1 = "list", f'"{",".join(choices)}"'
        rule.promptTitle, rule.prompt = prompt
        rule.showInputMessage = True
        letter = get_column_letter(column + 1)
        rule.add(f"{letter}{lines.start + 1}:{letter}{lines.stop}")
        self._book[name].add_data_validation(rule)

    def content(self) -> bytes:
        """Return the file."""
        out = BytesIO()
        self._book.save(out)
        return out.getvalue()


def put(cell, text: str, *, as_number: bool = False) -> None:
    """Type a text as text, whatever it begins with; only a plain number is a number."""
    if as_number and text.isascii() and text.isdigit() and str(int(text)) == text:
        cell.value = int(text)
    elif text:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
        cell.data_type = "s"  # a text that begins with = stays a text


def _width(meaning: str) -> int:
    return _WIDTHS.get(meaning.partition(":")[0], _OTHER_WIDTH)


def _give_room(sheet, laid: LaidOut, widths: list[int]) -> None:
    """Make rows high enough for their texts. Some programs fit no row by themselves, and none fits one to merged cells."""
    merged = {(top, left) for top, left, _, _ in laid.spans}
    lines = [
        max((lines_of_text(text, widths[c]) for c, text in enumerate(line.cells) if (r, c) not in merged), default=1)
        for r, line in enumerate(laid.lines)
    ]
    for place, count in enumerate(lines):
        if count > 1 and laid.lines[place].kind in ("task", "head", "heading"):
            sheet.row_dimensions[place + 1].height = row_height(count, _POINTS[laid.lines[place].kind])
    for top, left, bottom, right in laid.spans:
        missing = lines_of_text(laid.lines[top].cells[left], sum(widths[left : right + 1])) - sum(
            lines[top : bottom + 1]
        )
        across = top == bottom and laid.lines[top].kind not in ("task", "head")
        if missing > 0 or across:
            lines[bottom] += max(missing, 0)
            sheet.row_dimensions[bottom + 1].height = row_height(lines[bottom], _POINTS[laid.lines[bottom].kind])


def row_height(lines: int, points: float) -> float:
    """Return the height of a row for so many lines of text, in points; no program takes more than 409."""
    return min(lines * points + 8, 409)


def lines_of_text(text: str, width: int) -> int:
    """Return how many lines a text takes in a column of a width: a Chinese character is two wide."""
    room = max(width - 2, 1)
    return sum(max(1, -(-sum(2 if char > "\u2e7f" else 1 for char in part) // room)) for part in text.split("\n"))


def set_up_print(sheet, heads: list[int]) -> None:
    """Let a sheet be printed on A4 across, as wide as the page, with its heads (lines, from 0) and numbers on all pages."""
    if heads:
        sheet.freeze_panes = sheet.cell(heads[-1] + 2, 1)
        sheet.print_title_rows = f"{heads[0] + 1}:{heads[-1] + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"

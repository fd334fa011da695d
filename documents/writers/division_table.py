"""A division table (任务分工表) as a workbook: title, heads, merged headings, fit to print on A4 across."""

from dataclasses import dataclass, field
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

TITLE = Font(name="方正小标宋简体", size=20)
HEAD = Font(name="黑体", size=12)
TEXT = Font(name="仿宋_GB2312", size=11)
LINE = Border(*(Side(style="thin") for _ in range(4)))
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(vertical="center", wrap_text=True)
WIDTHS = {"number": 6, "heading": 18, "requirement": 62, "units": 26, "deadline": 16, "extra": 14}


@dataclass(frozen=True, slots=True)
class TableRow:
    """One task as it will stand; ``extra`` holds the cells of further columns such as the state."""

    headings: tuple[str, ...]
    number: str
    requirement: str
    units: str
    deadline: str
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableLayout:
    """How the table came: headings as merged columns before the requirement, or as rows across the table."""

    title: str
    heads: dict = field(default_factory=dict)  # printed heads by key: number heading requirement units deadline
    heading_rows: bool = False
    extra_heads: tuple[str, ...] = ()

    def head(self, key: str) -> str:
        """Return the printed head of a column, or the usual one."""
        usual = {
            "number": "序号",
            "heading": "工作任务",
            "requirement": "具体要求",
            "units": "责任单位",
            "deadline": "完成时限",
        }
        return self.heads.get(key) or usual[key]


def write_division_table(rows: list[TableRow], layout: TableLayout) -> bytes:
    """Return the workbook. Read back by ``documents.reading`` it gives the same rows."""
    book = Workbook()
    sheet = book.active
    sheet.title = "任务分工"
    levels = 0 if layout.heading_rows else max((len(row.headings) for row in rows), default=0)
    keys = ["number", *["heading"] * levels, "requirement", "units", "deadline", *["extra"] * len(layout.extra_heads)]
    _put(sheet, 1, 1, layout.title, TITLE, CENTRE)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(keys))
    sheet.row_dimensions[1].height = 36
    _write_heads(sheet, keys, layout)
    _write_rows(sheet, rows, keys, levels, layout)
    _dress(sheet, keys)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write_heads(sheet, keys, layout):
    for column, key in enumerate(keys, start=1):
        place = column - 1 - keys.index(key)
        text = layout.extra_heads[place] if key == "extra" else "" if key == "heading" and place else layout.head(key)
        _put(sheet, 2, column, text, HEAD, CENTRE, LINE)
    spread = [column for column, key in enumerate(keys, start=1) if key == "heading"]
    if len(spread) > 1:
        sheet.merge_cells(start_row=2, start_column=spread[0], end_row=2, end_column=spread[-1])


def _write_rows(sheet, rows, keys, levels, layout):
    line, above, first = 3, (), {}
    for row in rows:
        if layout.heading_rows:
            for place, text in enumerate(row.headings):
                if row.headings[: place + 1] != above[: place + 1]:
                    _put(sheet, line, 1, text, HEAD, LEFT, LINE)
                    sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=len(keys))
                    line += 1
            above = row.headings
        headings = [*row.headings, *[""] * levels][:levels]
        cells = [row.number, *headings, row.requirement, row.units, row.deadline, *row.extra]
        for column, (key, text) in enumerate(zip(keys, cells, strict=True), start=1):
            _put(sheet, line, column, text, TEXT, LEFT if key in ("requirement", "units") else CENTRE, LINE)
        first.setdefault("line", line)
        line += 1
    if not layout.heading_rows and rows:
        _merge_headings(sheet, rows, levels, first["line"])


def _merge_headings(sheet, rows, levels, top):
    """Merge each run of rows under one heading, level by level; a run ends where any level above changes."""
    for level in range(levels):
        start = 0
        for place in range(1, len(rows) + 1):
            if place == len(rows) or rows[place].headings[: level + 1] != rows[start].headings[: level + 1]:
                if place - start > 1 and len(rows[start].headings) > level:
                    column = level + 2
                    sheet.merge_cells(
                        start_row=top + start, start_column=column, end_row=top + place - 1, end_column=column
                    )
                start = place


def _put(sheet, line, column, text, font, alignment, border=None):
    cell = sheet.cell(line, column)
    cell.value = text
    if isinstance(text, str):
        cell.data_type = "s"  # a text that begins with = stays a text
    cell.font, cell.alignment = font, alignment
    if border:
        cell.border = border


def _dress(sheet, keys):
    for column, key in enumerate(keys, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[key]
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "2:2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True

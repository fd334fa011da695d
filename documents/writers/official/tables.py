"""Tables and forms: lines around all cells, heads on every page, no row broken across two."""

from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from documents.writers.laid_out import LaidOut, Span
from documents.writers.official.description import Cell, Column, Row, Settings, Table
from documents.writers.official.measures import Page, ems
from documents.writers.official.styles import CELL, GAP, GRID, HEAD, LABEL
from documents.writers.official.texts import add_text, paragraph, set_style
from documents.writers.table_heads import add_heads
from documents.writers.word_parts import add_table, keep_whole, merge_cells, printable, repeat_on_every_page

_ALIGN = {"left": 0, "center": 1, "right": 2}
_LONG = 0.6  # of a page: a higher row may break, else it would leave most of a page empty
_CELL_MARGINS = 3.0  # mm


def write_table(document, table: Table, page: Page, settings: Settings) -> None:
    """Add a table as wide as the text of the page, and a small gap above and below it."""
    columns = table.columns
    if not columns:
        return
    heads, spans = _heads(columns)
    rows, row_spans = _rows(table, len(heads))
    widths = _widths(columns, page)
    lines = [[Cell(text) for text in line] for line in heads] + rows
    if not lines:
        return
    paragraph(document, "", GAP)
    made, cells = add_table(document, len(lines), [Mm(width) for width in widths], GRID)
    for place, width in enumerate(widths):
        made.columns[place].width = Mm(width)
    own_size = table.size if table.size and table.size != settings.table_size else 0
    for number, (line, row) in enumerate(zip(lines, cells, strict=True)):
        for column, said, cell in zip(columns, line, row, strict=True):
            if said is not None:
                _fill(cell, said, column, head=number < len(heads), size=own_size)
    merge_cells(cells, spans + row_spans)
    _hold(made, table, lines, widths, len(heads), page, table.size or settings.table_size)
    paragraph(document, "", GAP)


def _heads(columns: tuple[Column, ...]) -> tuple[list[list[str]], list[Span]]:
    """Return the lines of heads and what is merged in them; none for a form."""
    texts = [[column.head] if isinstance(column.head, str) else list(column.head) for column in columns]
    height = max(map(len, texts))
    if not any(text for head in texts for text in head):
        return [], []
    out = LaidOut([""] * len(columns))
    add_heads(out, [head + [head[-1] if head else ""] * (height - len(head)) for head in texts])
    return [line.cells for line in out.lines], out.spans


def _rows(table: Table, above: int) -> tuple[list[list[Cell | None]], list[Span]]:
    """Return the rows with a cell for each column, None where a merged one reaches, and the merged ranges."""
    width, spans, covered = len(table.columns), [], set()
    said = [row.cells if isinstance(row, Row) else row for row in table.rows]
    if not said and above:
        said = [(Cell(table.if_empty, across=width),)]
    rows: list[list[Cell | None]] = []
    for number, texts in enumerate(said):
        line: list[Cell | None] = [None] * width
        waiting = iter(texts)
        for place in range(width):
            if (number, place) in covered:
                continue
            text = next(waiting, "")
            cell = text if isinstance(text, Cell) else Cell(text)
            line[place] = cell
            right = min(place + max(cell.across, 1), width) - 1
            bottom = min(number + max(cell.down, 1), len(said)) - 1
            covered |= {(row, column) for row in range(number, bottom + 1) for column in range(place, right + 1)}
            if (bottom, right) != (number, place):
                spans.append((above + number, place, above + bottom, right))
        if any(True for _ in waiting):
            raise ValueError(f"Row {number + 1} has more cells than the table has columns.")
        rows.append(line)
    return rows, spans


def _widths(columns: tuple[Column, ...], page: Page) -> list[float]:
    shares = [max(column.width, 0.01) for column in columns]
    return [share * page.text_width / sum(shares) for share in shares]


def _fill(cell, said: Cell, column: Column, *, head: bool, size: float) -> None:
    label = column.label if said.label is None else said.label
    made = cell.paragraphs[0]
    set_style(made, HEAD if head else LABEL if label else CELL)
    align = said.align or column.align
    if not head and not label and align != "center":
        made.alignment = _ALIGN[align]
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    add_text(made, printable(said.text).strip(" \t\n"))
    if size:
        for run in made.runs:
            run.font.size = Pt(size)


def _hold(made, table: Table, lines: list, widths: list[float], heads: int, page: Page, size: float) -> None:
    """Repeat the heads, keep rows whole, and give rows their height."""
    for number, (row, line) in enumerate(zip(made.rows, lines, strict=True)):
        height = _height(line, widths, size)
        if height < page.text_height * _LONG:
            keep_whole(row)
        if number < heads:
            repeat_on_every_page(row)
        elif table.rows and isinstance(table.rows[number - heads], Row) and table.rows[number - heads].height:
            row.height, row.height_rule = Mm(table.rows[number - heads].height), WD_ROW_HEIGHT_RULE.AT_LEAST
    table_look = made._tbl.tblPr.find(qn("w:tblLook"))
    if table_look is not None:
        made._tbl.tblPr.remove(table_look)


def _height(line: list, widths: list[float], size: float) -> float:
    """Return about how high a row will be, in millimetres."""
    em = size / 72 * 25.4
    most = 1
    for place, cell in enumerate(line):
        if cell is not None:
            room = max((sum(widths[place : place + max(cell.across, 1)]) - _CELL_MARGINS) / em, 1)
            most = max(most, sum(max(1, -(-ems(part) // room)) for part in cell.text.split("\n")))
    return most * em * 1.3

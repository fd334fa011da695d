"""Writes small papers in every form, so that a test shows the table and not the way to build it."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import openpyxl

from documents.blocks import FileContent, Paragraph
from documents.layouts.assemble import understand
from documents.paper import Paper
from documents.readers import read_file
from documents.reading import read_paper

UP = "^"  # this cell belongs to the one above
LEFT = "<"  # this cell belongs to the one to the left


def spans(rows: list[list[str]]) -> list[tuple[int, int, int, int]]:
    """Return the merged ranges that UP and LEFT marks describe."""
    found = []
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            if text in (UP, LEFT):
                continue
            right, bottom = column, row
            while right + 1 < len(cells) and cells[right + 1] == LEFT:
                right += 1
            while bottom + 1 < len(rows) and column < len(rows[bottom + 1]) and rows[bottom + 1][column] == UP:
                bottom += 1
            if (bottom, right) != (row, column):
                found.append((row, column, bottom, right))
    return found


def text_of(cell: str) -> str:
    return "" if cell in (UP, LEFT) else cell


def write_xlsx(path: Path, rows: list[list], *, sheet: str = "Sheet1", before: list[str] | None = None) -> Path:
    """Write a workbook; ``before`` names sheets that stand before the table's sheet."""
    book = openpyxl.Workbook()
    page = book.active
    for name in before or []:
        page.title = name
        page["A1"] = "封面"
        page = book.create_sheet()
    page.title = sheet
    for row, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells, start=1):
            if cell not in ("", UP, LEFT):
                page.cell(row, column, cell)
    for top, left, bottom, right in spans(rows):
        page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    book.save(path)
    return path


def write_docx(path: Path, parts: list[str | list[list[str]]]) -> Path:
    """Write a Word file of paragraphs and tables."""
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), max(map(len, part)))
        for row, cells in enumerate(part):
            for column, cell in enumerate(cells):
                table.cell(row, column).text = text_of(cell)
        for top, left, bottom, right in spans(part):
            text = table.cell(top, left).text
            merged = table.cell(top, left).merge(table.cell(bottom, right))
            merged.text = text
    document.save(path)
    return path


def table_html(rows: list[list[str]]) -> str:
    """Return an HTML table with rowspan and colspan."""
    sizes = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in spans(rows)}
    lines = []
    for row, cells in enumerate(rows):
        line = ""
        for column, cell in enumerate(cells):
            if cell in (UP, LEFT):
                continue
            down, across = sizes.get((row, column), (1, 1))
            body = "".join(f"<p>{part}</p>" for part in cell.split("\n"))
            line += f'<td rowspan="{down}" colspan="{across}">{body}</td>'
        lines.append(f"<tr>{line}</tr>")
    return "<table>" + "".join(lines) + "</table>"


def page_html(body: str, *, charset: str = "utf-8") -> bytes:
    page = f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>x</title></head><body>{body}</body></html>'
    return page.encode(charset)


def read_html(body: str, tmp_path: Path, *, year: int | None = None) -> Paper:
    path = tmp_path / "page.html"
    path.write_bytes(page_html(body))
    return understand(read_file(path), year=year)


def read_table(rows: list[list[str]], tmp_path: Path, *, title: str = "2024年甲县政务公开工作任务分工表") -> Paper:
    """Read a table as a web page with a title above it."""
    return read_html(f"<h1>{title}</h1>{table_html(rows)}", tmp_path)


def read_prose(*lines: str) -> Paper:
    """Read paragraphs as points in prose."""
    blocks = [Paragraph(line, f"第{number}段") for number, line in enumerate(lines, start=1)]
    return understand(FileContent(blocks=blocks, kind="docx"))


def read_pasted(text: str, **given) -> Paper:
    """Return a text that was pasted into a form as read: it is handed in as a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "粘贴的文字.txt"
        path.write_bytes(text.encode("utf-8", "replace"))
        return read_paper(path, **given)


def units(row) -> list[tuple[str, str]]:
    return [(unit.text, unit.role) for unit in row.units]


def printed(paper: Paper) -> list[tuple]:
    """Return what most tests compare: number, headings, requirement, units as printed, deadline as printed."""
    return [(row.seq, row.headings, row.requirement, row.units_raw, row.deadline_raw) for row in paper.rows]


def csv_bytes(rows: list[list[str]], encoding: str, delimiter: str = ",") -> bytes:
    text = io.StringIO()
    for row in rows:
        text.write(delimiter.join(f'"{cell}"' if "\n" in cell else cell for cell in row) + "\r\n")
    return text.getvalue().encode(encoding)

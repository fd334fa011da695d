"""Reads pasted text and .txt files: prose, tables copied from Excel or Word, tables that came out cell by cell."""

import re

from documents.blocks import FileContent
from documents.readers.blank_columns import with_tabs
from documents.readers.delimited import delimiter_of, read_grid
from documents.readers.flow import Flow
from documents.readers.tab_cells import opens_cells_with_tabs, read_tab_cells

_FEWEST_TABBED = 2  # so many lines with tabs inside make a table
_SEVERAL_TABS = 2
_MOST_BREAKS = 20
_NUMBER_CELL = re.compile(r"\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3}、?)\t")


def read_text(text: str) -> FileContent:
    """Return the content of a text; markup that was pasted as text is read as a page."""
    if text.lstrip()[:1] == "<" and "</" in text:
        from documents.readers import html  # lxml is large, and few texts are pages

        return html.read_text(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if opens_cells_with_tabs(lines):
        return read_tab_cells(lines)
    delimiter = delimiter_of(text)
    if delimiter and delimiter != "\t":
        return FileContent(blocks=[read_grid(text, delimiter, name="表格1")], kind="csv")
    if not delimiter and (spread := with_tabs(lines)):
        return _read_lines(spread, is_table=True)
    return _read_lines(lines, is_table=delimiter == "\t")


def _read_lines(lines: list[str], *, is_table: bool) -> FileContent:
    """Read prose, with a table in it from the first line that has several tabs, or one in a table of two columns."""
    several = min(_SEVERAL_TABS, max(line.count("\t") for line in lines)) if is_table else _SEVERAL_TABS
    tabbed = [place for place, line in enumerate(lines) if line.count("\t") >= several]
    first = tabbed[0] if len(tabbed) >= _FEWEST_TABBED else len(lines)
    flow = Flow()
    for line in lines[:first]:
        flow.paragraph(line)
    if first < len(lines):
        rows = _join_broken_rows(lines[first:])
        flow.grid(read_grid("\n".join(rows), "\t", name=f"表格{flow.next_table()}"))
        return FileContent(blocks=flow.blocks, kind="csv")
    return FileContent(blocks=flow.blocks, kind="text")


def _join_broken_rows(lines: list[str]) -> list[str]:
    """Join lines that a break inside a cell cut apart, where together they have exactly the columns of the first row."""
    width = lines[0].count("\t")
    rows, place = [], 0
    while place < len(lines):
        end = _end_of_row(lines, place, width)
        rows.append("".join(lines[place:end]))
        place = end
    return rows


def _end_of_row(lines: list[str], place: int, width: int) -> int:
    tabs = lines[place].count("\t")
    if not 0 < tabs < width or '"' in lines[place]:
        return place + 1
    for end in range(place + 1, min(place + _MOST_BREAKS, len(lines))):
        tabs += lines[end].count("\t")
        if tabs > width or _NUMBER_CELL.match(lines[end]):
            break
        if tabs == width:
            return end + 1
    return place + 1

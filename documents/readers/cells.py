"""Builds the rectangle of a table from cells with spans, and fills merged text into every covered cell."""

import re
from collections.abc import Iterable
from functools import lru_cache

from documents.blocks import Grid
from documents.readers import limits
from documents.text import clean

_ODD = re.compile(r"_x|[\u2F00-\u2FDF\uF900-\uFAFF]")  # printable, and still not what is meant; see text.clean

Span = tuple[int, int, int, int]  # first row, first column, last row, last column


@lru_cache(maxsize=50_000)
def clean_lines(text: str) -> str:
    """Return the text cleaned line by line: a line break in a cell tells a page-break repeat from running text."""
    if text.isprintable() and len(text) <= limits.MAX_CELL_CHARS and not _ODD.search(text):
        return text.strip()  # nothing to clean: most cells of a workbook
    lines = (clean(line).strip() for line in text[: limits.MAX_CELL_CHARS].replace("_x000D_", "").splitlines())
    return "\n".join(line for line in lines if line)


def build_grid(name: str, cells: dict[tuple[int, int], str], spans: Iterable[Span], **extra) -> Grid:
    """Return the grid of the placed cells; each span takes the text of its first cell."""
    height = 1 + max((row for row, _ in cells), default=-1)
    width = 1 + max((column for _, column in cells), default=-1)
    rows = [[""] * width for _ in range(height)]
    for (row, column), text in cells.items():
        rows[row][column] = clean_lines(text)
    grid = Grid(name=name, rows=rows, **extra)
    fill_spans(grid, spans)
    return grid


def fill_spans(grid: Grid, spans: Iterable[Span]) -> None:
    """Write each span's text into its covered cells, clipped to the rows in use."""
    height = len(grid.rows)
    width = len(grid.rows[0]) if grid.rows else 0
    budget = 2 * height * width  # honest spans do not overlap; overlapping ones must not cost more than the sheet
    for top, left, bottom, right in spans:
        if top >= height or left >= width:
            continue
        bottom, right = min(bottom, height - 1), min(right, width - 1)
        budget -= (bottom - top + 1) * (right - left + 1)
        if budget < 0:
            grid.notes.append(f"{grid.name}的合并单元格互相重叠，没有全部展开")
            return
        _fill(grid, (top, left, bottom, right))


def _fill(grid: Grid, span: Span) -> None:
    top, left, bottom, right = span
    text = grid.rows[top][left]
    if left < right:
        grid.wide_rows.update(range(top, bottom + 1))
    for row in range(top, bottom + 1):
        cells = grid.rows[row]
        for column in range(left, right + 1):
            if (row, column) != (top, left):
                cells[column] = text
                grid.origin[row, column] = (top, left)

"""Reads text saved from Word in which a tab opens each cell and a bare tab is the lower part of a merged cell."""

from collections import Counter
from itertools import pairwise

from documents.blocks import FileContent, Grid
from documents.readers.cells import Span, build_grid
from documents.readers.flow import Flow

_FEWEST_CELLS = 12


def opens_cells_with_tabs(lines: list[str]) -> bool:
    """Tell whether lines begin with a tab for each cell, instead of having tabs between cells."""
    opening = sum(1 for line in lines if line.startswith("\t") and line.count("\t") == 1)
    inside = sum(1 for line in lines if line.strip("\t").count("\t") >= 1)
    return opening >= _FEWEST_CELLS and inside == 0


def read_tab_cells(lines: list[str]) -> FileContent:
    """Return the paragraphs before the first cell, and the cells as one grid."""
    first = next(place for place, line in enumerate(lines) if line.startswith("\t"))
    flow = Flow()
    for line in lines[:first]:
        flow.paragraph(line)
    cells: list[str] = []
    for line in lines[first:]:
        if line.startswith("\t"):
            cells.append(line.strip())
        elif line.strip():
            cells[-1] += "\n" + line.strip()
    starts = _row_starts(cells)
    width = Counter(after - here for here, after in pairwise(starts)).most_common(1)
    if not width:
        for cell in cells:
            flow.paragraph(cell)
        return FileContent(blocks=flow.blocks, kind="text")
    flow.grid(_grid(cells, starts, width[0][0], f"表格{flow.next_table()}"))
    return FileContent(blocks=flow.blocks, kind="text")


def _row_starts(cells: list[str]) -> list[int]:
    """Return the places of the running numbers 1, 2, 3 …, each of which opens a row."""
    starts: list[int] = []
    for place, cell in enumerate(cells):
        if cell == str(len(starts) + 1):
            starts.append(place)
    return starts


def _grid(cells: list[str], starts: list[int], width: int, name: str) -> Grid:
    head = _widen(cells[: starts[0]], width)
    placed = {(0, column): text for column, text in enumerate(head)}
    spans: list[Span] = []
    above: dict[int, int] = {}  # column → row of the last printed text
    for row, (start, end) in enumerate(zip(starts, [*starts[1:], len(cells)], strict=True), start=1):
        for column, text in enumerate(cells[start:end][:width]):
            placed[row, column] = text
            if text or column not in above:
                above[column] = row
            else:
                spans = [span for span in spans if span[:2] != (above[column], column)]
                spans.append((above[column], column, row, column))
    return build_grid(name, placed, spans)


def _widen(head: list[str], width: int) -> list[str]:
    """Return the head with its second cell spread over the columns it lacks, as 工作任务 spans two levels."""
    missing = width - len(head)
    return head[:2] + [head[1]] * missing + head[2:] if missing > 0 and len(head) > 1 else head[:width]

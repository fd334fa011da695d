"""Turns tables that were printed on their side, with the heads in the first column and one task in each further one."""

from documents.blocks import Grid
from documents.layouts.columns import read_head
from documents.layouts.tables import distinct_cells

_FEWEST_HEADS = 3
_TEXT = {"task", "requirement", "theme"}


def turn(grid: Grid) -> tuple[range, Grid] | None:
    """Return the rows of a grid whose first column holds the heads, and these rows turned; else None."""
    rows = [row for row in range(len(grid.rows)) if len(distinct_cells(grid, row)) > 1]
    if not rows or rows != list(range(rows[0], rows[-1] + 1)):
        return None
    heads = [read_head(grid.rows[row][0]) for row in rows]
    roles = {head.role for head in heads if head}
    if len(heads) < _FEWEST_HEADS or None in heads or "units" not in roles or not roles & _TEXT:
        return None
    first = rows[0]
    part = [grid.rows[row] for row in rows]
    origin = {
        (column, row - first): (left, top - first) for (row, column), (top, left) in grid.origin.items() if top >= first
    }
    turned = Grid(
        name=f"{grid.name}（行列对调后）",
        rows=[list(column) for column in zip(*part, strict=True)],
        origin=origin,
        wide_rows={place[0] for place, source in origin.items() if source[0] == place[0]},
        merges_known=grid.merges_known,
        notes=grid.notes,
    )
    return range(first, rows[-1] + 1), turned

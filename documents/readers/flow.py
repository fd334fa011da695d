"""Collects paragraphs and grids while a reader walks through a document."""

from documents.blocks import Grid, Paragraph
from documents.text import clean


class Flow:
    """The blocks read so far, with running numbers for paragraphs and tables."""

    def __init__(self) -> None:
        self.blocks: list[Paragraph | Grid] = []
        self._paragraphs = 0
        self._tables = 0

    def paragraph(self, text: str) -> None:
        """Add one paragraph, unless it is blank."""
        text = clean(text).strip()
        if text:
            self._paragraphs += 1
            self.blocks.append(Paragraph(text=text, source=f"第{self._paragraphs}段"))

    def next_table(self) -> int:
        """Return the number of the table that is being read."""
        self._tables += 1
        return self._tables

    def grid(self, grid: Grid) -> None:
        """Add one table, unless it is blank."""
        if any(any(row) for row in grid.rows):
            self.blocks.append(grid)


def is_layout(widths: list[int], nested_chars: int, all_chars: int) -> bool:
    """Tell whether a table only arranges a page: mostly other tables inside, one cell, or one column."""
    if not widths or max(widths) <= 1 or nested_chars * 2 > all_chars:
        return True
    return len(widths) == 1 and widths[0] <= 2

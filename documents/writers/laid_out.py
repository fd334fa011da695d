"""A table laid out on paper, before any file format: lines of cells, merged ranges, and what each line is."""

from dataclasses import dataclass, field

from documents.blocks import Grid
from documents.readers.cells import clean_lines, fill_spans

Span = tuple[int, int, int, int]  # first line, first column, last line, last column


@dataclass(slots=True)
class Line:
    """One line. ``kind`` is above, title, below_title, head, heading, task or note."""

    kind: str
    cells: list[str]
    long: set[int] = field(default_factory=set)  # the columns whose texts run over lines: they begin at the left


@dataclass(slots=True)
class LaidOut:
    """The lines in order; ``columns`` says for each column what it holds, and so how wide it must be."""

    columns: list[str]  # a meaning of paper.MEANINGS, or "extra"
    lines: list[Line] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    def add_across(self, kind: str, text: str) -> None:
        """Add a line that is one cell over all columns."""
        self.lines.append(Line(kind, [text] + [""] * (len(self.columns) - 1)))
        if len(self.columns) > 1:
            line = len(self.lines) - 1
            self.spans.append((line, 0, line, len(self.columns) - 1))

    def add_blank(self, count: int) -> None:
        """Add empty lines to write in."""
        self.lines += [Line("task", [""] * len(self.columns)) for _ in range(count)]

    def lines_of(self, kind: str) -> list[int]:
        """Return the places of the lines of a kind."""
        return [place for place, line in enumerate(self.lines) if line.kind == kind]

    def as_grid(self, name: str) -> Grid:
        """Return what a reader of the workbook will find."""
        rows = [[clean_lines(text) for text in line.cells] for line in self.lines]
        grid = Grid(f"工作表“{name}”", rows, spreadsheet=True)
        fill_spans(grid, self.spans)
        return grid

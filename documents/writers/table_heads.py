"""Lays out the heads of a table: equal ones side by side or below each other are one merged cell."""

from documents.writers.laid_out import LaidOut, Line


def add_heads(out: LaidOut, columns: list[list[str]]) -> None:
    """Add the head lines; each column has a text for every line, one printed over several cells stands in each."""
    top, height = len(out.lines), max(map(len, columns))
    out.lines += [Line("head", [heads[line] for heads in columns]) for line in range(height)]
    covered: set[tuple[int, int]] = set()
    for line in range(height):
        for place, heads in enumerate(columns):
            if (line, place) in covered or not heads[line]:
                continue
            bottom, right = _extent(columns, line, place)
            cells = [(row, column) for row in range(line, bottom + 1) for column in range(place, right + 1)]
            covered.update(cells)
            for row, column in cells[1:]:
                out.lines[top + row].cells[column] = ""
            if len(cells) > 1:
                out.spans.append((top + line, place, top + bottom, right))


def _extent(columns: list[list[str]], line: int, place: int) -> tuple[int, int]:
    """Return how far down and to the right the head at a place reaches."""
    text, bottom, right = columns[place][line], line, place
    while bottom + 1 < len(columns[place]) and columns[place][bottom + 1] == text:
        bottom += 1
    while right + 1 < len(columns) and _goes_on(columns[right + 1], text, line, bottom):
        right += 1
    return bottom, right


def _goes_on(heads: list[str], text: str, line: int, bottom: int) -> bool:
    """Tell whether a column has the same head on the same lines, and no further down."""
    return heads[line : bottom + 1] == [text] * (bottom + 1 - line) and heads[bottom + 1 : bottom + 2] != [text]

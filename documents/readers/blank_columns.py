"""Reads tables whose columns are set apart by blanks, as copied from a PDF file or typed by hand."""

import re
import unicodedata

from documents.readers.delimited import is_head

_GAP = re.compile(r"[ \u3000\xa0]{2,}")
_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 2


def with_tabs(lines: list[str]) -> list[str] | None:
    """Return the lines with a tab between the columns of such a table, or None when there is none."""
    for place, line in enumerate(lines):
        heads = _cells(line)
        if len(heads) >= _FEWEST_COLUMNS and is_head([text for _, text in heads]):
            rows = [_row(row, heads) for row in lines[place:]]
            whole = sum(1 for row in lines[place + 1 :] if len(_cells(row)) == len(heads))
            return [*lines[:place], *rows] if whole >= _FEWEST_ROWS else None
    return None


def _cells(line: str) -> list[tuple[int, str]]:
    """Return the texts between wide gaps, each with the place where it begins on paper."""
    cells, start = [], len(line) - len(line.lstrip())
    for gap in _GAP.finditer(line.rstrip(), start):
        cells.append((_width(line[:start]), line[start : gap.start()]))
        start = gap.end()
    return [*cells, (_width(line[:start]), line[start:].rstrip())]


def _row(line: str, heads: list[tuple[int, str]]) -> str:
    """Return the line's cells under their heads; a cell left blank is found by where the others stand."""
    cells = _cells(line)
    if not 1 < len(cells) <= len(heads):
        return line
    if len(cells) == len(heads):
        return "\t".join(text for _, text in cells)
    row = [""] * len(heads)
    for start, text in cells:
        column = min(range(len(heads)), key=lambda place: abs(heads[place][0] - start))
        row[column] += text
    return "\t".join(row)


def _width(text: str) -> int:
    """Return how many columns the text takes on paper; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

"""Reads .csv and .tsv texts, and tables copied from Excel."""

import csv
import io
import re

from documents.blocks import FileContent, Grid
from documents.readers import limits
from documents.readers.cells import build_grid

_SAMPLE_LINES = 200
_HEAD = re.compile(r"序号|任务|内容|事项|要求|措施|单位|部门|科室|股室|时限|时间|主题")
_LONGEST_HEAD = 12
_RULE = re.compile(r"\s*(?::?-{3,}:?\s*)?")  # the line below the head, of hyphens between the bars
csv.field_size_limit(limits.MAX_FILE_BYTES)


def delimiter_of(text: str) -> str | None:
    """Return the delimiter when the text is evidently a delimited table, else None."""
    for delimiter in ("\t", ",", "|", ";"):
        rows = [row for row in _rows("\n".join(text.splitlines()[:_SAMPLE_LINES]), delimiter) if any(row)]
        widths = [len(row) for row in rows if len(row) > 1]
        if len(widths) < 2:
            continue
        usual = max(set(widths), key=widths.count)
        has_head = any(len(row) == usual and is_head(row) for row in rows)
        wide_enough = usual >= (2 if has_head else 3) and widths.count(usual) >= 0.6 * len(rows)
        if wide_enough and (has_head or _is_cell_like(rows, delimiter)):
            return delimiter
    return None


def read_text(text: str, delimiter: str, *, name: str = "表格1") -> FileContent:
    """Return the one grid of a delimited text."""
    return FileContent(blocks=[read_grid(text, delimiter, name=name)], kind="csv")


def read_grid(text: str, delimiter: str, *, name: str) -> Grid:
    """Return the grid of a delimited text; rows keep their printed numbers."""
    cells = {}
    for row, values in enumerate(_rows(text, delimiter)):
        if delimiter == "|" and all(_RULE.fullmatch(value) for value in values):
            continue
        for column, value in enumerate(values[: limits.MAX_COLUMNS]):
            cells[row, column] = value
    return build_grid(name, cells, (), spreadsheet=True, merges_known=False)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if any(delimiter in cell and "\n" in cell for row in rows for cell in row):
        # A quotation mark that was not meant as one swallowed several rows.
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE))
    return rows


def is_head(row: list[str]) -> bool:
    """Tell whether a row evidently names columns: then its table may be narrow and its cells may be sentences."""
    return sum(1 for cell in row if len(cell.strip()) <= _LONGEST_HEAD and _HEAD.search(cell)) >= 2


def _is_cell_like(rows: list[list[str]], delimiter: str) -> bool:
    """Tell a table from prose with half-width commas: prose has few short pieces and ends its lines in a full stop."""
    if delimiter == "\t":
        return True
    ends = sum(1 for row in rows if row[-1].rstrip().endswith(("。", "；", "！")))
    return ends < len(rows) / 2

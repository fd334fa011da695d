"""Finds tables in a grid: where the head is, what the columns are, where the data begin and end."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from documents.blocks import Grid
from documents.grammar.deadlines import reads_as_deadline
from documents.layouts.columns import Column, bare_head, month_mark, read_head, squeeze
from documents.layouts.numerals import split_numeral

_MAIN = {"seq", "task", "requirement", "units", "deadline", "theme", "form"}
_TEXT = {"task", "requirement", "theme"}
_MOST_HEAD_ROWS = 3
_LONGEST_LOWER = 8
_FEWEST_MONTHS = 3
_LONGEST_HEAD = 40  # with the blanks inside its words
# A cell that names units rather than saying that a column holds them.
_UNITS_NAMED = re.compile(
    r"[，,。；;]|^(?:各|有关|相关|全体|所有|成员|驻|全[省市县区州旗乡镇]|[省市县区州旗乡镇](?:直|属|政府|机关)(?!.*(?:责任|牵头|配合|[主承协]办)))"
)
ReadHead = Callable[[str], Column | None]


@dataclass(slots=True)
class Table:
    """A part of a grid with one head. ``columns`` has one entry for each column; None is a column without a head."""

    grid: Grid
    columns: list[Column | None]
    first: int  # first data row
    end: int  # row after the last one
    head_rows: range = field(default_factory=lambda: range(0))
    headless: bool = False
    follows: "Table | None" = None  # the table that this one continues on the next page
    printed: list[str] = field(default_factory=list)  # the head of each column, also where it says nothing

    def heads(self) -> tuple[str, ...]:
        """Return the printed heads, to tell a repeated head from a new one."""
        return tuple(column.head if column else "" for column in self.columns)

    def with_role(self, *roles: str) -> list[int]:
        """Return the places of the columns with one of the roles."""
        return [place for place, column in enumerate(self.columns) if column and column.role in roles]

    def first_with_role(self, *roles: str) -> list[int]:
        """Return the place of the first such column, one that the office has settled before all others."""
        return sorted(self.with_role(*roles), key=lambda place: not self.columns[place].settled)[:1]


def find_tables(grid: Grid, read: ReadHead = read_head) -> list[Table]:
    """Return the tables of a grid in printed order; each ends where the next one's title or head begins."""
    tables: list[Table] = []
    row = 0
    while row < len(grid.rows):
        table = _head_at(grid, row, read)
        if table is None:
            row += 1
            continue
        if tables and tables[-1].heads() == table.heads() and not _titles_above(grid, row, tables[-1].first):
            row = table.first  # the head printed again at a page break
            continue
        if tables:
            tables[-1].end = row - _titles_above(grid, row, tables[-1].first)
        tables.append(table)
        row = table.first
    return tables


def is_repeated_head(table: Table, row: int) -> bool:
    """Tell whether a data row is the table's own head, printed again."""
    cells = table.grid.rows[row]
    if any(len(text) > _LONGEST_HEAD for text in cells):
        return False  # most rows of a long table
    texts = {text for text in cells if text}
    if len(texts) < 2:
        return False
    heads = {squeeze(text) for head in table.head_rows for text in table.grid.rows[head] if text}
    heads |= {column.head for column in table.columns if column and column.head}
    return {squeeze(text) for text in texts} <= heads


def distinct_cells(grid: Grid, row: int) -> list[int]:
    """Return the columns of a row whose cell has text and does not merely continue the cell to the left."""
    cells = grid.rows[row]
    if row not in grid.wide_rows:
        return [column for column, text in enumerate(cells) if text]
    found = []
    for column, text in enumerate(cells):
        if not text:
            continue
        origin = grid.origin.get((row, column))
        if origin and column and origin[1] < column and origin == grid.origin.get((row, column - 1), (row, column - 1)):
            continue
        found.append(column)
    return found


def printed_once(grid: Grid, row: int) -> str | None:
    """Return the text of a row that holds only one cell's text, as title, heading and note rows do."""
    cells = distinct_cells(grid, row)
    return grid.rows[row][cells[0]] if len(cells) == 1 else None


def _titles_above(grid: Grid, row: int, floor: int) -> int:
    """Count the title lines directly above a head: one-cell rows that open no numbered section."""
    count = 0
    while row - count - 1 >= floor:
        text = printed_once(grid, row - count - 1)
        if text is None or split_numeral(text) or text.startswith(("注", "备注", "说明", "填表")):
            blank = not any(grid.rows[row - count - 1])
            if not blank:
                break
        count += 1
    return count if any(printed_once(grid, row - back - 1) for back in range(count)) else 0


def _head_at(grid: Grid, row: int, read: ReadHead) -> Table | None:
    heads = _read_row(grid, row, read)
    settled = any(column and column.settled for _, column in heads)
    if not _is_head(heads) and not (settled and _is_head(_read_row(grid, row, read_head))):
        return None
    last = row
    while last + 1 < len(grid.rows) and last - row + 1 < _MOST_HEAD_ROWS and _continues_head(grid, row, last + 1, read):
        last += 1
        heads = _merge_heads(heads, grid, last, read)
    return Table(
        grid,
        [column for _, column in heads],
        first=last + 1,
        end=len(grid.rows),
        head_rows=range(row, last + 1),
        printed=[squeeze(text) for text, _ in heads],
    )


def _read_row(grid: Grid, row: int, read: ReadHead) -> list[tuple[str, Column | None]]:
    cells = grid.rows[row]
    heads = [(text, read(text) if 0 < len(text) <= _LONGEST_HEAD else None) for text in cells]
    months = {text for text in cells if "月" in text and len(text) <= _LONGEST_LOWER}
    if len(months) < _FEWEST_MONTHS:
        return heads
    return [(text, month_mark(text) or column) for text, column in heads]


def _is_head(heads: list[tuple[str, Column | None]]) -> bool:
    if sum(1 for _, column in heads if column) < 2:
        return False  # most rows of a long table
    filled = {squeeze(text): column for text, column in heads if text}
    known = [column for column in filled.values() if column]
    roles = {column.role for column in known}
    if len(filled) < 2 or len(roles & _MAIN) < 2 or not roles & _TEXT:
        return False
    return len(known) >= 0.6 * len(filled) and ("seq" in roles or not _is_row_of_data(filled))


def _is_row_of_data(filled: dict[str, Column | None]) -> bool:
    """Tell a task whose words are like those of heads from a head: 1 | 公开重点项目 | 各责任单位 | 年底前."""
    if next(iter(filled)).isdecimal():
        return True
    if any(c and c.role == "units" and _UNITS_NAMED.search(bare_head(text)) for text, c in filled.items()):
        return True
    return sum(1 for text in filled if reads_as_deadline(text)) == 1  # several are quarters as columns


def _continues_head(grid: Grid, first: int, row: int, read: ReadHead) -> bool:
    """Tell whether a row is a lower row of the head: own cells are heads too, the others are merged from above."""
    own = [
        column
        for column, text in enumerate(grid.rows[row])
        if text and grid.origin.get((row, column), (row, column))[0] >= row
    ]
    if not own:
        return any(grid.rows[row])  # every cell is merged down from the first row of the head
    texts = {squeeze(text) for text in grid.rows[row] if text}
    if texts <= {squeeze(text) for text in grid.rows[first] if text}:
        return False  # the same head again
    if len(own) == len(grid.rows[row]):
        return False
    return all(_is_lower_head(grid, row, column, read) for column in own) or _divides_wide_heads(grid, first, row, own)


def _divides_wide_heads(grid: Grid, first: int, row: int, own: list[int]) -> bool:
    """Tell whether all of a row's own cells are short and divide wide heads, whatever they say: 启动 | 完成, 3月 | 4月."""
    merged_down = (grid.origin.get((row, column), (row, column))[0] for column in range(len(grid.rows[row])))
    if not any(first <= top < row for top in merged_down):
        return False
    for column in own:
        text = squeeze(grid.rows[row][column])
        if len(text) > _LONGEST_LOWER or text.isdecimal() or not _is_wide(grid, row - 1, column):
            return False
    return True


def _is_wide(grid: Grid, row: int, column: int) -> bool:
    """Tell whether a cell is merged with the one to its left or right."""
    origin = grid.origin.get((row, column), (row, column))
    return origin in [grid.origin.get((row, other), (row, other)) for other in (column - 1, column + 1)]


def _is_lower_head(grid: Grid, row: int, column: int, read: ReadHead) -> bool:
    """Tell whether a cell is a head that stands under a wider one."""
    text, above = grid.rows[row][column], grid.rows[row - 1]
    if split_numeral(text) or not read(text):
        return False
    right = above[column + 1] if column + 1 < len(above) else None
    left = above[column - 1] if column else None
    return above[column] == "" or right in ("", above[column]) or left == above[column]


def _merge_heads(
    heads: list[tuple[str, Column | None]], grid: Grid, row: int, read: ReadHead
) -> list[tuple[str, Column | None]]:
    """Let the lower head rule where it is one of its own: 活动形式 / 政务公开讲 is a form column."""
    return [
        _below(text, column, lower, read) if lower and squeeze(lower) != squeeze(text) else (text, column)
        for (text, column), lower in zip(heads, grid.rows[row], strict=True)
    ]


def _below(text: str, column: Column | None, lower: str, read: ReadHead) -> tuple[str, Column | None]:
    """Return what a head says together with the one that divides it: 完成时限 / 启动 is still a time."""
    below = month_mark(lower) or read(lower)
    if below is None:
        return (lower, replace(column, head=squeeze(lower))) if column else (text, column)
    if column and column.unit_role and below.unit_role == "responsible" and "责任" not in lower:
        below = replace(below, unit_role=column.unit_role)  # 牵头 / 单位
    return lower, below

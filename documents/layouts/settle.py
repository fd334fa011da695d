"""Settles by content what the heads of a table leave open: which column is the task, which only a heading."""

import re
from collections import Counter
from dataclasses import replace

from documents.blocks import Grid
from documents.layouts.columns import Column, squeeze
from documents.layouts.numerals import split_numeral
from documents.layouts.tables import Table, distinct_cells

_UNIT_TAIL = re.compile(
    r"(?:局|办|委|科|室|镇|乡|街道|单位|部门|中心|处|厅|院|公司|政府|队|站|组|部|会|所|股|社|行|园区|机构|学校|医院|集团|大队|负责|配合|牵头)等?$"
)
_TIME_LIKE = re.compile(r"\d{1,2}月|年底|年内|季度|半年|持续|长期|常态|适时|及时|月底|\d{4}[-/.]\d{1,2}")
_PIECES = re.compile(r"[、，,；;\s/]+")
_SEQ_LIKE = re.compile(r"[（(]?(?:\d{1,4}|[一二三四五六七八九十]{1,4})[)）]?[、.．]?")
_SAMPLE = 200  # rows looked at; the rest of a long table looks the same


def settle_columns(table: Table) -> None:
    """Give every column its role: number, heading, requirement, units, deadline or other."""
    samples = {place: _sample(table, place) for place in range(len(table.columns))}
    _find_numbers(table, samples)
    for place, column in enumerate(table.columns):
        if column is None and samples[place]:
            table.columns[place] = Column(_role_by_content(samples[place]))
    _find_requirement(table)


def columns_by_content(grid: Grid) -> list[Column | None] | None:
    """Return the columns of a table that was printed without a head, or None when it is no table of tasks."""
    if len(grid.rows) < 2 or len(grid.rows[0]) < 2:
        return None
    table = Table(grid, [None] * len(grid.rows[0]), first=0, end=len(grid.rows), headless=True)
    settle_columns(table)
    roles = Counter(column.role for column in table.columns if column)
    texts = [text for place in table.with_role("requirement") for text in _sample(table, place)]
    long_enough = bool(texts) and sum(map(len, texts)) / len(texts) >= 12
    return table.columns if long_enough and roles["units"] and len(table.columns) <= 10 else None


def _sample(table: Table, place: int) -> list[str]:
    """Return the printed texts of a column, each merged text once, heading rows left out."""
    grid, texts = table.grid, []
    for row in range(table.first, min(table.end, table.first + _SAMPLE)):
        text = grid.rows[row][place]
        origin = grid.origin.get((row, place), (row, place))
        if text and (origin[0] == row or row == table.first) and len(distinct_cells(grid, row)) > 1:
            texts.append(text)
    return texts


def _find_numbers(table: Table, samples: dict[int, list[str]]) -> None:
    if table.with_role("seq"):
        return
    for place, texts in samples.items():
        column = table.columns[place]
        if column and column.role not in ("task", "requirement") and (column.settled or column.role != "other"):
            continue
        if len(texts) >= 2 and sum(1 for text in texts if _SEQ_LIKE.fullmatch(squeeze(text))) >= 0.8 * len(texts):
            table.columns[place] = Column("seq", column.head if column else "")
            return


def _role_by_content(texts: list[str]) -> str:
    def share(test: re.Pattern) -> float:
        return sum(1 for text in texts if test.search(text)) / len(texts)

    short = sum(map(len, texts)) / len(texts) < 25
    if short and share(_TIME_LIKE) >= 0.6:
        return "deadline"
    if _share_of_units(texts) >= 0.6:
        return "units"
    return "task"


def _share_of_units(texts: list[str]) -> float:
    return sum(1 for text in texts if looks_like_units(text)) / len(texts)


def looks_like_units(text: str) -> bool:
    """Tell whether a text reads as a list of units."""
    pieces = [piece for piece in _PIECES.split(text.strip("。")) if piece]
    named = sum(1 for piece in pieces if _UNIT_TAIL.search(piece) and len(piece) <= 25)
    return bool(pieces) and named >= 0.6 * len(pieces) and text[-1] not in "。；" and not split_numeral(text)


def looks_like_time(text: str) -> bool:
    """Tell whether a short text names a time."""
    return len(text) <= 30 and bool(_TIME_LIKE.search(text))


def _find_requirement(table: Table) -> None:
    """Make the column with most printed text the requirement, those before it headings, those after it other."""
    places = table.with_role("task", "requirement", "theme")
    if not places:
        return
    best = max(places, key=lambda place: (_is_settled_as(table, place, "requirement"), _weight(table, place)))
    for place in places:
        before = place < best or _is_settled_as(table, place, "task")
        role = "requirement" if place == best else "heading" if before else "other"
        table.columns[place] = replace(table.columns[place], role=role)


def _is_settled_as(table: Table, place: int, role: str) -> bool:
    return table.columns[place].settled and table.columns[place].role == role


def _weight(table: Table, place: int) -> float:
    size = sum(len(text) for text in _sample(table, place))
    return size * (1.5 if table.columns[place].role == "requirement" else 1.0)

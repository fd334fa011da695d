"""Settles by content what the heads of a table leave open: which column is the task, which only a heading."""

import re
from collections import Counter
from dataclasses import replace

from documents.blocks import Grid
from documents.layouts.columns import Column, squeeze
from documents.layouts.numerals import split_numeral
from documents.layouts.tables import Table, distinct_cells

_UNIT_TAIL = re.compile(
    r"(?:局|办|委|科|室|镇|乡|街道|单位|部门|中心|处|厅|院|党校|馆|公司|政府|队|站|组|部|会|所|股|社|行|园区|机构|学校|医院|集团|大队|负责|配合|牵头)等?$"
)
_GROUP = re.compile(r"各.{1,6}(?:街|区|县|市|村|学校|企业|园)(?:[）)])?|各地")
_TIME_LIKE = re.compile(r"\d{1,2}月|年底|年内|季度|半年|持续|长期|常态|适时|及时|月底|\d{4}[-/.]\d{1,2}")
_PIECES = re.compile(r"[、，,；;\s/]+")
_SEQ_LIKE = re.compile(r"[（(]?(?:\d{1,4}|[一二三四五六七八九十]{1,4})[)）]?[、.．]?")
_CODE = re.compile(r"[A-Za-z0-9.\-—_/]+")
_SCORE = re.compile(r"分值|得分|评分|扣分|分数|权重")
_FINER = 1.5  # a column right of a merged one has so many times its texts when it holds the tasks
_TEXT = ("task", "requirement", "theme")
_HEADING_LEVEL = 2
_SAMPLE = 200  # rows looked at; the rest of a long table looks the same


def settle_columns(table: Table) -> None:
    """Give every column its role: number, heading, requirement, units, deadline or other."""
    samples = {place: _sample(table, place) for place in range(len(table.columns))}
    _find_numbers(table, samples)
    unheaded = [column is None for column in table.columns]
    for place, column in enumerate(table.columns):
        if column is None and samples[place]:
            table.columns[place] = Column(_role_by_content(samples[place]), _printed(table, place))
        elif column and column.role in _TEXT and not column.settled and _are_codes(samples[place]):
            table.columns[place] = replace(column, role="other")
    for place, guessed in enumerate(unheaded):
        if guessed and _is_beaten(table, place, unheaded):
            table.columns[place] = replace(table.columns[place], role="other")
    _find_requirement(table, unheaded)


def _printed(table: Table, place: int) -> str:
    return table.printed[place] if table.printed else ""


def _are_codes(texts: list[str]) -> bool:
    return bool(texts) and all(_CODE.fullmatch(squeeze(text)) for text in texts)


def _is_beaten(table: Table, place: int, unheaded: list[bool]) -> bool:
    """Tell whether a guess from content stands beside a column whose head says the same role."""
    column = table.columns[place]
    if column is None or column.role not in ("units", "deadline") or not _printed(table, place):
        return False
    return any(not unheaded[other] for other in table.with_role(column.role))


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
        if column and _SCORE.search(column.head):
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
    return "other" if _are_codes(texts) else "task"


def _share_of_units(texts: list[str]) -> float:
    return sum(1 for text in texts if looks_like_units(text)) / len(texts)


def looks_like_units(text: str) -> bool:
    """Tell whether a text reads as a list of units."""
    pieces = [piece for piece in _PIECES.split(text.strip("。")) if piece]
    named = sum(1 for piece in pieces if (_UNIT_TAIL.search(piece) and len(piece) <= 25) or _GROUP.fullmatch(piece))
    return bool(pieces) and named >= 0.6 * len(pieces) and text[-1] not in "。；" and not split_numeral(text)


def looks_like_time(text: str) -> bool:
    """Tell whether a short text names a time."""
    return len(text) <= 30 and bool(_TIME_LIKE.search(text))


def _find_requirement(table: Table, unheaded: list[bool]) -> None:
    """Make the column with most printed text the requirement, those before it headings, those after it other."""
    places = table.with_role("task", "requirement", "theme")
    if not places:
        return
    told = [place for place in places if not unheaded[place] or _carries_on(table, place, unheaded)] or places
    told = [place for place in told if not _holds_headings(table, place, told)] or told
    told = [place for place in told if not _is_merged_over(table, place, told)] or told
    best = max(told, key=lambda place: (_is_settled_as(table, place, "requirement"), _weight(table, place)))
    for place in places:
        before = place < best or _is_settled_as(table, place, "task")
        role = "requirement" if place == best else "heading" if before else "other"
        table.columns[place] = replace(table.columns[place], role=role)


def _holds_headings(table: Table, place: int, places: list[int]) -> bool:
    """Tell whether a column has only numbered headings, （一）… or 一、…, and a text column stands right of it."""
    if place == max(places) or table.columns[place].settled:
        return False
    numerals = [split_numeral(text) for text in _sample(table, place)]
    return bool(numerals) and all(numeral and numeral.level <= _HEADING_LEVEL for numeral in numerals)


def _is_merged_over(table: Table, place: int, places: list[int]) -> bool:
    """Tell whether a column's merged cells gather the texts of a column right of it: 一级指标 over 二级指标."""
    grid, merged = table.grid, set()
    for row in range(table.first, min(table.end, table.first + _SAMPLE)):
        origin = grid.origin.get((row, place), (row, place))
        if origin[0] < row and origin[1] == place:
            merged |= {origin[0], row}
    runs = {grid.origin.get((row, place), (row, place))[0] for row in merged}
    own_rows = {row for row in merged if (row, place + 1) not in grid.origin or grid.origin[row, place + 1][1] > place}
    if not runs or table.columns[place].settled:
        return False
    return any(
        sum(1 for row in own_rows if grid.rows[row][other] and (row, other) not in grid.origin) >= _FINER * len(runs)
        for other in places
        if other > place
    )


def _carries_on(table: Table, place: int, unheaded: list[bool]) -> bool:
    """Tell whether a column without any head stands right of a headed text, as when a wide head lost its merge."""
    if _printed(table, place):
        return False
    left = next((other for other in range(place - 1, -1, -1) if not unheaded[other]), None)
    return left is not None and table.columns[left] is not None and table.columns[left].role in _TEXT


def _is_settled_as(table: Table, place: int, role: str) -> bool:
    return table.columns[place].settled and table.columns[place].role == role


def _weight(table: Table, place: int) -> float:
    size = sum(len(text) for text in _sample(table, place))
    return size * (1.5 if table.columns[place].role == "requirement" else 1.0)

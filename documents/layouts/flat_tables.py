"""Rebuilds tables that were copied from a page with one cell on each line, by their head and running numbers."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from documents.blocks import Grid, Paragraph
from documents.grammar.deadlines import reads_as_deadline
from documents.layouts.columns import Column, read_head, squeeze
from documents.layouts.flat_rows import lay_texts, rows_by_content
from documents.layouts.furniture import is_note
from documents.layouts.numerals import split_numeral
from documents.layouts.schedule_cells import read_month
from documents.layouts.settle import looks_like_time, looks_like_units
from documents.layouts.tables import ReadHead

_FEWEST_HEADS = 3
_TEXT = ("task", "requirement", "theme")
_FEWEST_ROWS = 2
_LOOK_AHEAD = 12  # lines between the head and number 1: headings, a lower head
_LONGEST_TABLE = 5_000  # lines
_FORM_WORDS = re.compile(r"(?:[“\"]?(?:政务公开讲|公开讲|政府开放日|开放日)[”\"]?[、，,/和 ]?){1,2}")
_MOST_MORE = 3  # lines that the last row may have beyond the usual number
_LONGEST_ROW = 40  # lines between one running number and the next


@dataclass(slots=True)
class _Place:
    number: int
    line: int


def rebuild_tables(blocks: list[Paragraph | Grid], read: ReadHead = read_head) -> list[Paragraph | Grid]:
    """Return the blocks with every flattened table put back into a grid."""
    rebuilt: list[Paragraph | Grid] = []
    place, count = 0, 0
    while place < len(blocks):
        run = _lines_from(blocks, place, read)
        found = _table_at(run, count + 1, read) if run else None
        if found:
            grid, length = found
            rebuilt.append(grid)
            count += 1
            place += length
        else:
            rebuilt.append(blocks[place])
            place += 1
    return rebuilt


def _lines_from(blocks: list[Paragraph | Grid], place: int, read: ReadHead) -> list[str]:
    """Return the lines from here to the next real table, when a head starts here."""
    nearby = [block for block in blocks[place : place + 2 * _LOOK_AHEAD] if isinstance(block, Paragraph)]
    if any(read(block.text) is None for block in nearby[:_FEWEST_HEADS]):
        return []
    lines: list[str] = []
    for block in blocks[place : place + _LONGEST_TABLE]:
        if isinstance(block, Grid):
            break
        lines.append(block.text)
    return lines


def _table_at(lines: list[str], number: int, read: ReadHead) -> tuple[Grid, int] | None:
    heads = _heads(lines, read)
    roles = {column.role for column in heads}
    if len(heads) < _FEWEST_HEADS or not roles & {"units"} or not roles & {"task", "requirement", "theme"}:
        return None
    places = _running_numbers(lines, heads)
    between = lines[len(heads) : places[0].line] if places else []
    number_opens_row = heads[0].role == "seq" or all(split_numeral(line) or read(line) for line in between)
    if len(places) < _FEWEST_ROWS or not number_opens_row:
        found = rows_by_content(heads, lines)
        return (Grid(f"文中表格{number}", found[0], merges_known=False), found[1]) if found else None
    columns = _columns(heads, with_forms=any(map(_names_forms, lines[places[0].line : places[-1].line])))
    rows = [[column.head for column in columns]]
    rows += _wide_rows(lines[len(heads) : places[0].line], len(columns))
    sizes = Counter()
    for here, following in pairwise(places):
        cells, headings = _cut_headings(lines[here.line + 1 : following.line])
        sizes[len(cells)] += 1
        rows.append(_place_cells(here.number, cells, columns))
        rows += _wide_rows(headings, len(columns))
    last = places[-1]
    cells = _last_cells(lines[last.line + 1 :], sizes, columns)
    rows.append(_place_cells(last.number, cells, columns))
    return Grid(name=f"文中表格{number}", rows=rows, merges_known=False), last.line + 1 + len(cells)


def _heads(lines: list[str], read: ReadHead) -> list[Column]:
    heads = []
    for line in lines:
        column = read(line)
        if column is None or squeeze(line) in {head.head for head in heads} or len(heads) > 12:
            break
        heads.append(column)
    return heads


def _columns(heads: list[Column], *, with_forms: bool) -> list[Column]:
    """Return number first, then the columns that a row's lines are laid into; lost marks need none, words do."""
    roles = (*_TEXT, "units", "deadline", "remark", *(["form"] if with_forms else []))
    return [Column("seq", "序号"), *(head for head in heads if head.role in roles and not head.form)]


def _names_forms(line: str) -> bool:
    """Tell whether a line is the cell of an activity's form, 政府开放日, and not a theme like 政策宣讲."""
    return _FORM_WORDS.fullmatch(line.strip()) is not None


def _running_numbers(lines: list[str], heads: list[Column]) -> list[_Place]:
    """Return the lines with 1, 2, 3 …, each far enough from the one before to leave room for a row.

    In a schedule "3" may be followed by a month that lost its 月: "4" right below it is no number of a row.
    """
    places: list[_Place] = []
    room = 2 if any(head.month for head in heads) else 1
    line, limit = len(heads), len(heads) + _LOOK_AHEAD
    while line < min(len(lines), limit):
        if squeeze(lines[line]) == str(len(places) + 1):
            places.append(_Place(len(places) + 1, line))
            limit = line + _LONGEST_ROW
            line += room
        line += 1
    return places


def _cut_headings(lines: list[str]) -> tuple[list[str], list[str]]:
    """Split the lines after a row's number into its cells and the headings that stand before the next row."""
    cut = len(lines)
    while cut > 1 and (numeral := split_numeral(lines[cut - 1])) and numeral.level <= 2 and len(lines[cut - 1]) <= 60:
        cut -= 1
    return lines[:cut], lines[cut:]


def _last_cells(lines: list[str], sizes: Counter, columns: list[Column]) -> list[str]:
    """Return the lines of the last row: as many as the rows have, or up to the time that most rows end with."""
    usual = sizes.most_common(1)[0][0] if sizes else 0
    end = next((place for place, line in enumerate(lines) if is_note(line)), len(lines))
    if _ends_with_time(columns) and not any(map(looks_like_time, lines[:usual])):
        more = (
            place for place in range(usual, usual + _MOST_MORE) if reads_as_deadline("".join(lines[place : place + 1]))
        )
        usual = next(more, usual - 1) + 1
    return lines[: min(usual, end)]


def _ends_with_time(columns: list[Column]) -> bool:
    return [column.role for column in columns if column.role != "remark"][-1] == "deadline"


def _wide_rows(lines: list[str], width: int) -> list[list[str]]:
    return [[line] + [""] * (width - 1) for line in lines if split_numeral(line)]


def _is_whole(cells: list[str], columns: list[Column]) -> bool:
    """Tell whether a row has one line for each column, with its units and its time where the head has them."""
    if len(cells) != len(columns) - 1:
        return False
    placed = list(zip(columns[1:], cells, strict=True))
    times = [looks_like_time(cell) for column, cell in placed if column.role == "deadline"]
    units = [looks_like_units(cell) for column, cell in placed if column.role == "units"]
    return all(times) and bool(times) and any(units)


def _place_cells(number: int, cells: list[str], columns: list[Column]) -> list[str]:
    """Lay the lines of one row into its columns: month, deadline and units by content, the rest is the text."""
    row = [str(number)] + [""] * (len(columns) - 1)
    rest = list(cells)
    roles = {column.role: place for place, column in reversed(list(enumerate(columns)))}
    is_schedule = any(column.month for column in columns)
    if "form" in roles and (form := next((place for place in range(1, len(rest)) if _names_forms(rest[place])), 0)):
        row[roles["form"]] = rest[form]
        if "remark" in roles:
            row[roles["remark"]] = "\n".join(rest[form + 1 :])
        rest = rest[:form]
    if not is_schedule and _is_whole(cells, columns):
        return [str(number), *cells]
    if is_schedule and len(rest) > 2 and read_month(rest[0]):
        row[roles["deadline"]] = rest.pop(0)
    elif not is_schedule and "deadline" in roles and len(rest) > 1 and looks_like_time(rest[-1]):
        row[roles["deadline"]] = rest.pop()
    unit_places = [place for place, column in enumerate(columns) if column.role == "units"]
    for place in reversed(unit_places):
        if len(rest) > 1 and (looks_like_units(rest[-1]) or is_schedule):
            row[place] = rest.pop()
    texts = sum(1 for column in columns if column.role in _TEXT)
    while unit_places and row[unit_places[0]] and len(rest) > texts and looks_like_units(rest[-1]):
        row[unit_places[0]] = f"{rest.pop()}\n{row[unit_places[0]]}"  # several units, one below the other
    lay_texts(row, [place for place, column in enumerate(columns) if column.role in _TEXT], rest)
    return row

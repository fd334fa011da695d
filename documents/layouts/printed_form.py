"""Takes down how a table was printed, so that it can go out again as it came."""

import re
from dataclasses import dataclass, field

from documents.blocks import Grid, Paragraph
from documents.layouts.cells import deadline_column
from documents.layouts.columns import squeeze
from documents.layouts.furniture import is_note
from documents.layouts.heads import TASK_MEANINGS, meaning_of
from documents.layouts.lead_rule import LeadRule, find_lead_rule
from documents.layouts.numerals import Numeral, split_numeral
from documents.layouts.tables import Table
from documents.table_form import FormColumn, TableForm
from documents.text import fold

_ATTACHMENT = re.compile(r"\s*附\s*件")
_QUOTES = '"《》'
_LONGEST_LINE = 100
_LONGEST_MARK = 40
_MOST_LINES = 8
_MOST_NOTES = 5


@dataclass(slots=True)
class Printed:
    """What only the reading of a table tells: where its tasks stand, and what stood between and below them."""

    first: int  # the paper's rows before this table
    rows: list[int] = field(default_factory=list)  # the printed row of each task, in order
    levels: int = 0  # levels of headings that stood as rows
    numbers: str = ""
    last_lines: list[tuple[int, str]] = field(default_factory=list)  # rows of one text: headings and notes

    def saw_number(self, numeral: Numeral) -> None:
        """Note how a number is printed in a task's text: 1. or （1）."""
        if not self.numbers and str(numeral.value) in numeral.mark:
            self.numbers = numeral.mark.strip().replace(str(numeral.value), "{}")


def form_of(table: Table, printed: Printed) -> TableForm:
    """Return the form of a table that was read."""
    head_rows = _distinct_head_rows(table)
    used = {*table.first_with_role("seq"), *table.with_role("requirement")[:1], *deadline_column(table)}
    columns = []
    for place in range(len(table.columns)):
        heads = _heads(table, place, head_rows)
        if (table.columns[place] is None and not any(heads)) or _repeats_left(table, place, head_rows, printed.rows):
            continue
        column = FormColumn(heads, _meaning(table, place, used), _runs(table.grid, place, printed))
        if column.meaning == "requirement":
            column.runs = []
        if column.is_spare:
            column.cells = _cells(table.grid, place, printed)
        columns.append(column)
    last = printed.rows[-1] if printed.rows else 0
    notes = [text for row, text in printed.last_lines if row > last]
    return TableForm(columns, printed.levels, printed.numbers, notes=notes)


def take_lines_around(form: TableForm, pieces: list, place: int, title: str | None, headings: set[int]) -> None:
    """Take the title and the lines around the table at ``place``; ``headings`` are ids of lines that are headings."""
    table, above = pieces[place], []
    for piece in reversed(pieces[max(0, place - _MOST_LINES) : place]):
        if not isinstance(piece, Paragraph) or id(piece) in headings:
            break
        above.insert(0, piece)
    texts = [line.text.strip() for line in above]
    start, end = _title_among(texts, title) or _after_the_rest(above, table.grid)
    form.title = texts[start:end]
    between = texts[end:]
    form.below_title = between if all(len(text) <= _LONGEST_LINE for text in between) else []
    while start and _belongs_above(above[start - 1], table.grid):
        start -= 1
        form.above.insert(0, texts[start])
    form.notes += _notes_behind(pieces[place + 1 : place + 1 + _MOST_NOTES])


def keep_lead_rule(form: TableForm, rule: LeadRule, lines: list[str]) -> None:
    """Add the line that says who leads to the notes, when it stood far from the table."""
    heads = [squeeze(text) for column in form.columns for text in column.heads]
    if rule != find_lead_rule([*heads, *form.above, *form.title, *form.below_title, *form.notes]):
        said = (line for line in lines if find_lead_rule([line]) != LeadRule())
        form.notes += [line for line in dict.fromkeys(said) if line not in form.notes]


def _distinct_head_rows(table: Table) -> list[int]:
    """Return the rows of the head; one that only repeats the row above, as merged cells do, is left out."""
    rows: list[int] = []
    for row in table.head_rows:
        if not rows or table.grid.rows[row] != table.grid.rows[rows[-1]]:
            rows.append(row)
    return rows


def _heads(table: Table, place: int, head_rows: list[int]) -> list[str]:
    heads = [table.grid.rows[row][place] for row in head_rows]
    column = table.columns[place]
    if not any(heads) and not table.grid.merges_known and column and column.role in ("heading", "requirement"):
        left = [table.grid.rows[row][place - 1] for row in head_rows] if place else []
        return left or heads  # the file cannot say that the head to the left was merged over this column
    return heads


def _repeats_left(table: Table, place: int, head_rows: list[int], rows: list[int]) -> bool:
    """Tell whether a column is but the right half of the cells to its left."""
    column, grid = table.columns[place], table.grid
    if not place or column is None or column.role in ("heading", "requirement"):
        return False
    return all(
        grid.origin.get((row, place), (row, place)) == grid.origin.get((row, place - 1), (row, place - 1))
        for row in (*head_rows, *rows)
    )


def _meaning(table: Table, place: int, used: set[int]) -> str:
    """Return what the column holds; of several numbers or times only one belongs to the task."""
    column = table.columns[place]
    if column is None or (column.role in ("seq", "requirement", "deadline") and place not in used):
        return "other"
    return meaning_of(column, TASK_MEANINGS)


def _runs(grid: Grid, place: int, printed: Printed) -> list[list[int]]:
    """Return first and last task of each cell that was merged downwards over several tasks."""
    runs: list[list[int]] = []
    if not grid.origin:
        return runs
    before = None
    for number, row in enumerate(printed.rows, start=printed.first):
        origin = grid.origin.get((row, place), (row, place))
        if origin == before and grid.rows[row][place]:
            if runs and runs[-1][1] == number - 1:
                runs[-1][1] = number
            else:
                runs.append([number - 1, number])
        before = origin
    return runs


def _cells(grid: Grid, place: int, printed: Printed) -> list[str]:
    texts = [grid.rows[row][place] for row in printed.rows]
    return [""] * printed.first + texts if any(texts) else []


def _title_among(texts: list[str], title: str | None) -> tuple[int, int] | None:
    """Return where the title stands, which may run over several lines."""
    wanted = fold(title or "").strip(_QUOTES)
    for end in range(len(texts), 0, -1):
        for start in range(end - 1, max(-1, end - 4), -1):
            if wanted and fold("".join(texts[start:end])).strip(_QUOTES) == wanted:
                return start, end
    return None


def _after_the_rest(above: list[Paragraph], grid: Grid) -> tuple[int, int]:
    """Return where the lines begin that stand in the table's own sheet, when none of them is the title."""
    start = len(above)
    while start and above[start - 1].source.startswith(grid.name):
        start -= 1
    return start, start


def _belongs_above(line: Paragraph, grid: Grid) -> bool:
    same_sheet = grid.spreadsheet and line.source.startswith(grid.name) and len(line.text) <= _LONGEST_LINE
    return same_sheet or (len(line.text) <= _LONGEST_MARK and _ATTACHMENT.match(line.text) is not None)


def _notes_behind(pieces: list) -> list[str]:
    notes: list[str] = []
    for piece in pieces:
        if not isinstance(piece, Paragraph) or not (is_note(piece.text) or (notes and split_numeral(piece.text))):
            break
        notes.append(piece.text.strip())
    return notes

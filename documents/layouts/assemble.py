"""Puts a paper together: finds its tables and points, reads its head, and lists what was not read."""

import re
from itertools import pairwise

from documents.blocks import FileContent, Grid, Paragraph
from documents.grammar.units import find_units_in_brackets
from documents.layouts.activity_schedule import ActivitySchedule, is_schedule
from documents.layouts.division_table import DivisionTable
from documents.layouts.findings import Findings
from documents.layouts.flat_tables import rebuild_tables
from documents.layouts.foreign import is_foreign
from documents.layouts.furniture import is_instruction_sheet, why_not_read
from documents.layouts.head_matter import Head, read_head
from documents.layouts.heads import Heads
from documents.layouts.lead_rule import LeadRule, find_lead_rule
from documents.layouts.numerals import read_seq, split_numeral
from documents.layouts.printed_form import keep_lead_rule, take_lines_around
from documents.layouts.repeats import one_line, second_copies
from documents.layouts.settle import columns_by_content, looks_like_units, settle_columns
from documents.layouts.side_by_side import side_by_side
from documents.layouts.sources import row_source
from documents.layouts.tables import Table, distinct_cells, find_tables
from documents.layouts.turned import turn
from documents.layouts.work_points import read_work_points
from documents.paper import Paper
from documents.progress import Progress, Tell
from documents.table_form import TableForm

_HIDDEN = re.compile(r"隐藏")
_NOTE_LINES = 5
_HEADING_LEVEL = 2
_LONGEST_HEADING = 60
_TITLE_LINES = 3  # lines above a table that may hold its title
Piece = Paragraph | Table


def understand(
    content: FileContent, *, year: int | None = None, heads: Heads | None = None, tell: Tell | None = None
) -> Paper:
    """Return the paper in a file's content; a paper without rows and activities holds only what was not read."""
    findings = Findings()
    pieces = _pieces(content, findings, heads or Heads())
    paragraphs = [piece for piece in pieces if isinstance(piece, Paragraph)]
    head = read_head(paragraphs, _start(pieces), year=year)
    findings.year, findings.issued_on = head.year, head.issued_on
    beside_tasks = _lines_beside_tasks(pieces)
    findings.lead_rule = find_lead_rule(beside_tasks)
    findings.progress = Progress(sum(piece.end - piece.first for piece in pieces if isinstance(piece, Table)), tell)
    head.used.update(_read_tables(pieces, findings, head.title or ""))
    findings.progress.end()
    running = [None if isinstance(piece, Table) else piece for piece in pieces if id(piece) not in head.used]
    beside = bool(findings.rows or findings.activities)
    leftover = read_work_points(running, findings, beside_tables=beside, title=head.title)
    for paragraph in leftover:
        findings.skip(paragraph.text, why_not_read(paragraph.text))
    for text, why in content.unread:
        findings.skip(text, why)
    _complete_form(findings, beside_tasks)
    _ask_about_file(content, head, findings)
    return _paper(head, findings)


def _paper(head: Head, findings: Findings) -> Paper:
    rows, activities = bool(findings.rows), bool(findings.activities)
    layout = "activity_schedule" if activities else "work_points" if findings.points_read else "division_table"
    if (rows and activities) or (findings.points_read and findings.points_read < len(findings.rows)):
        layout = "mixed"
    return Paper(
        layout=layout,
        title=head.title,
        year=head.year,
        document_number=head.document_number,
        issued_on=head.issued_on,
        basis=head.basis,
        rows=findings.rows,
        activities=findings.activities,
        not_read=findings.not_read,
        questions=findings.questions,
        columns=findings.columns,
        form=findings.form,
    )


def _complete_form(findings: Findings, lines: list[str]) -> None:
    """Keep with the form what is said elsewhere about who leads; prose has no form but that line."""
    if findings.lead_rule != LeadRule():
        findings.form = findings.form or TableForm()
        keep_lead_rule(findings.form, findings.lead_rule, lines)


def _pieces(content: FileContent, findings: Findings, heads: Heads) -> list[Piece]:
    """Return paragraphs and tables in printed order; lines of a grid outside its tables become paragraphs."""
    blocks = [block for block in content.blocks if not _is_instructions(block, findings)]
    blocks = rebuild_tables([part for block in blocks for part in _opened(block)], heads.recognise)
    copies = second_copies(blocks)
    pieces: list[Piece] = []
    last: Table | None = None
    for place, block in enumerate(blocks):
        if place in copies:
            text = block.text if isinstance(block, Paragraph) else f"{block.name}（{len(block.rows)}行）"
            findings.skip(text, "与前文相同，全文在文件里出现两次，只读一次")
        elif isinstance(block, Paragraph):
            pieces.append(block)
        else:
            tables = [table for table in find_tables(block, heads.reader) if _names_units_or_times(table)]
            if not tables and (found := turn(block)) and (turned := find_tables(found[1], heads.reader)):
                above, below = _lines(block, 0, found[0].start), _lines(block, found[0].stop, len(block.rows))
                pieces += [*above, *turned, *below]
                continue
            tables = tables or _continued(block, last) or _headless(block)
            pieces += _with_lines_around(block, tables)
            last = tables[-1] if tables else last
    return pieces


def _is_instructions(block: Paragraph | Grid, findings: Findings) -> bool:
    """Tell whether a sheet says how to fill in the others; its lines are listed, never read as tasks."""
    if not isinstance(block, Grid) or not is_instruction_sheet(block.name):
        return False
    for line in _lines(block, 0, len(block.rows)):
        findings.skip(line.text, "填写说明，不是任务")
    return True


def _opened(block: Paragraph | Grid) -> list[Paragraph | Grid]:
    """Return a sheet of one column as lines: prose or a flattened table kept in a workbook."""
    if isinstance(block, Paragraph) or any(len(row) > 1 for row in block.rows):
        return [block]
    return [*_lines(block, 0, len(block.rows))]


def _names_units_or_times(table: Table) -> bool:
    """Tell a table of tasks from a score sheet: somebody or some day is named, in a column or in brackets."""
    if table.with_role("units", "deadline", "form"):
        return True
    texts = [
        "".join(table.grid.rows[row][column] for column in table.with_role("task", "requirement", "theme"))
        for row in range(table.first, table.end)
    ]
    return sum(1 for text in texts if find_units_in_brackets(text)) * 2 >= len(texts) > 0


def _continued(grid: Grid, last: Table | None) -> list[Table]:
    """Return the grid as the next page of the table before it: as many columns, units in the same places, no head."""
    if last is None or not grid.rows or len(grid.rows[0]) != len(last.columns):
        return []
    places = last.with_role("units")
    cells = [row[place] for row in grid.rows for place in places if row[place]]
    if sum(map(looks_like_units, cells)) * 2 < max(len(cells), 1):
        return []
    return [Table(grid, list(last.columns), first=0, end=len(grid.rows), headless=True, follows=last)]


def _headless(grid: Grid) -> list[Table]:
    columns = columns_by_content(grid)
    if columns is None:
        return []
    first = next((row for row in range(len(grid.rows)) if len(distinct_cells(grid, row)) > 1), 0)
    return [Table(grid, columns, first=first, end=len(grid.rows), headless=True)]


def _with_lines_around(grid: Grid, tables: list[Table]) -> list[Piece]:
    pieces: list[Piece] = []
    row = 0
    for table in tables:
        top = table.head_rows.start if table.head_rows else table.first
        pieces += _lines(grid, row, top)
        pieces.append(table)
        row = table.end
    return pieces + _lines(grid, row, len(grid.rows))


def _lines(grid: Grid, first: int, end: int) -> list[Paragraph]:
    """Return the rows as paragraphs: titles above a table, notes below, and the text of tables that are none of ours."""
    lines = []
    for row in range(first, end):
        texts = [grid.rows[row][column] for column in distinct_cells(grid, row)]
        parts = texts[0].split("\n") if len(texts) == 1 else [" ".join(map(one_line, texts))]
        lines += [Paragraph(part, row_source(grid, row)) for part in parts if part]
    return lines


def _start(pieces: list[Piece]) -> int:
    """Return how many paragraphs stand before the first table or numbered point."""
    count = 0
    for piece in pieces:
        if isinstance(piece, Table):
            return count
        numeral = split_numeral(piece.text)
        if numeral and numeral.value is not None and numeral.level <= 1:
            return count
        count += 1
    return count


def _lines_beside_tasks(pieces: list[Piece]) -> list[str]:
    """Return the paragraphs, the heads of the tables, and what stands at their ends, where notes are."""
    lines = []
    for piece in pieces:
        if isinstance(piece, Table):
            lines += piece.heads()  # 责任单位（列首位的为牵头单位）
            lines += [row[0] for row in piece.grid.rows[piece.end - _NOTE_LINES : piece.end] if row]
        else:
            lines.append(piece.text)
    return lines


def _headings_above(pieces: list[Piece]) -> dict[int, Paragraph]:
    """Return the numbered line above each table, by the table's place: 一、财政领域 over its own table.

    Only when there are several such tables, or 二、 follows inside the table: a single table in a notice stands below
    a section that says nothing of its tasks.
    """
    found = {}
    for place, (above, piece) in enumerate(pairwise(pieces), start=1):
        if isinstance(piece, Table) and isinstance(above, Paragraph) and len(above.text) <= _LONGEST_HEADING:
            numeral = split_numeral(above.text)
            if numeral and numeral.level <= _HEADING_LEVEL and above.text[-1] not in "。：:；":
                found[place] = above
    several = len(found) > 1
    return {place: line for place, line in found.items() if several or _goes_on_inside(line, pieces[place])}


def _goes_on_inside(line: Paragraph, table: Table) -> bool:
    first = split_numeral(line.text)
    inside = (split_numeral(row[0]) for row in table.grid.rows[table.first : table.end] if row[0])
    return first.value == 1 and any(n and n.level == first.level and n.value == first.value + 1 for n in inside)


def _read_tables(pieces: list[Piece], findings: Findings, own_title: str) -> set[int]:
    """Read every table; return the ids of the paragraphs that were read as headings of tables."""
    headings = _headings_above(pieces)
    used = {id(paragraph) for paragraph in headings.values()}
    before: DivisionTable | None = None
    last: Table | None = None
    for place, piece in enumerate(pieces):
        if not isinstance(piece, Table):
            continue
        title = _title_above(pieces, place)
        if is_foreign(own_title + title, piece.printed):
            _skip_table(piece, findings)
            continue
        if is_schedule(piece, title):
            for part, own in side_by_side(piece):
                ActivitySchedule(part, findings, own or title).read()
            continue
        _settle(piece)
        adjoins = place > 0 and pieces[place - 1] is last
        before = DivisionTable(piece, findings, before if last and _goes_on(piece, last, adjoins=adjoins) else None)
        read = len(findings.rows)
        before.read(headings[place].text if place in headings else "")
        last = piece
        if len(findings.rows) > read:
            form = before.form
            take_lines_around(form, pieces, place, own_title, used)
            findings.take_form(form)
    return used


def _title_above(pieces: list[Piece], place: int) -> str:
    """Return the lines right above a table; what stands above the table before it is not its title."""
    lines: list[str] = []
    for piece in reversed(pieces[max(0, place - _TITLE_LINES) : place]):
        if isinstance(piece, Table):
            break
        lines.insert(0, piece.text)
    return "".join(lines)


def _skip_table(table: Table, findings: Findings) -> None:
    top = table.head_rows.start if table.head_rows else table.first
    for line in _lines(table.grid, top, table.end):
        findings.skip(line.text, "这张表不是任务分工表或活动安排表")


def _settle(table: Table) -> None:
    if table.follows:
        table.columns = table.follows.columns
    elif not table.headless:
        settle_columns(table)


def _goes_on(table: Table, last: Table, *, adjoins: bool) -> bool:
    """Tell whether a table is the next page of the one before it, and not a new one of the same form."""
    if table.follows is last:
        return True
    seq = table.with_role("seq")
    first = read_seq(table.grid.rows[table.first][seq[0]]) if seq and table.first < table.end else None
    return table.heads() == last.heads() and (adjoins or (isinstance(first, int) and first > 1))


def _ask_about_file(content: FileContent, head: Head, findings: Findings) -> None:
    for code, text, source in head.doubts:
        findings.ask(code, text, source)
    if head.year is None:
        findings.ask("year_missing", "文件里看不出年份，请选定。", "标题")
    for note in content.notes + [note for block in content.blocks if isinstance(block, Grid) for note in block.notes]:
        findings.ask("hidden_part" if _HIDDEN.search(note) else "file_note", note + "，请核对。", "整个文件")

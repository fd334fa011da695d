"""A division table (任务分工表) as a workbook, in the form in which it came, that reads back as the same rows."""

from collections.abc import Mapping, Sequence

from documents.blocks import FileContent
from documents.layouts.assemble import understand
from documents.layouts.heads import Heads
from documents.layouts.repeats import one_line
from documents.paper import Row
from documents.table_form import TableForm
from documents.writers.laid_out import LaidOut
from documents.writers.rows import TableRow
from documents.writers.sheet import Workbook
from documents.writers.table_columns import usual_form
from documents.writers.table_lines import lay_out

SHEET = "任务分工"


def write_division_table(
    rows: Sequence[TableRow],
    form: TableForm,
    *,
    extra_heads: Sequence[str] = (),
    settled: Mapping[str, str] | None = None,
) -> bytes:
    """Return the workbook, laid out as ``lay_out_safely`` says."""
    book = Workbook()
    book.add(SHEET, lay_out_safely(rows, form, extra_heads, settled))
    return book.content()


def lay_out_safely(
    rows: Sequence[TableRow],
    form: TableForm,
    extra_heads: Sequence[str] = (),
    settled: Mapping[str, str] | None = None,
) -> LaidOut:
    """Return the table in its form. Where that cannot carry the rows, as after many changes, the usual form is taken.

    ``settled`` gives printed heads the meaning that the office has settled for them.
    """
    laid = lay_out(rows, form, extra_heads)
    if form.columns and not reads_back(laid, rows, settled):
        laid = lay_out(rows, usual_form(form), extra_heads)
    return laid


def reads_back(laid: LaidOut, rows: Sequence[TableRow], settled: Mapping[str, str] | None = None) -> bool:
    """Tell whether a table that is read from these lines has these rows."""
    content = FileContent([laid.as_grid(SHEET)], kind="xlsx")
    read = understand(content, heads=Heads(settled)).rows
    return [_words_read(row) for row in read] == [_words(row) for row in rows]


def _words(row: TableRow) -> tuple:
    return row.headings, row.number, one_line(row.requirement), row.units, row.deadline, row.phrases


def _words_read(row: Row) -> tuple:
    number = "" if row.seq is None else str(row.seq)
    phrases = tuple((unit.text, unit.role) for unit in row.units)
    return tuple(row.headings), number, row.requirement, row.units_raw, row.deadline_raw, phrases

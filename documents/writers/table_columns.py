"""Settles the columns of a table that goes out: those in which it came, and those that its rows need besides."""

from collections.abc import Sequence
from dataclasses import replace

from documents.layouts.numerals import split_numeral
from documents.table_form import FormColumn, TableForm
from documents.writers.heading_rows import can_stand_in_rows
from documents.writers.rows import TableRow

_USUAL = {
    "seq": "序号",
    "task": "工作任务",
    "requirement": "具体要求",
    "units": "责任单位",
    "units:lead": "牵头单位",
    "units:assist": "配合单位",
    "deadline": "完成时限",
}
_LEVEL_OF_TASKS = 3  # the numbers 一、 and （一） count headings
_OTHER_HEADING = "工作类别"  # where 工作任务 already names the task itself


def settled_form(rows: Sequence[TableRow], form: TableForm) -> TableForm:
    """Return the form with a column for everything that the rows say."""
    in_rows = can_stand_in_rows(row.headings[: form.heading_rows] for row in rows)
    levels = form.heading_rows if in_rows else 0
    form = replace(form, columns=list(form.columns), heading_rows=levels) if form.columns else usual_form(form)
    if not any(column.heads for column in form.columns):  # the table came without a head
        form.columns = [replace(column, heads=[_USUAL.get(column.meaning, "")]) for column in form.columns]
    _need(form, "requirement")
    depth = max((len(row.headings) for row in rows), default=0) - form.heading_rows
    while sum(column.meaning == "task" for column in form.columns) < depth:
        _add_heading_column(form)
    if not _has(form, "seq") and not _numbers_stand_in_text(rows, form):
        form.numbers = ""
        if any(row.number for row in rows):
            form.columns.insert(0, _column(form, "seq", _USUAL["seq"]))
    if any(row.units for row in rows):
        _need(form, "units")
    if any(row.deadline and row.deadline not in row.units for row in rows):
        _need(form, "deadline")
    return form


def usual_form(form: TableForm) -> TableForm:
    """Return the usual form with the same lines around the table."""
    usual = replace(form, columns=[], heading_rows=0, numbers="")
    usual.columns = [
        _column(usual, meaning, _USUAL[meaning]) for meaning in ("seq", "requirement", "units", "deadline")
    ]
    return usual


def places_of(form: TableForm, meaning: str) -> list[int]:
    """Return the places of the columns with a meaning; "units" stands for those of every role."""
    return [place for place, column in enumerate(form.columns) if column.meaning.partition(":")[0] == meaning]


def _has(form: TableForm, meaning: str) -> bool:
    return bool(places_of(form, meaning))


def _need(form: TableForm, meaning: str) -> None:
    """Add a column of the meaning behind the requirement and the units when there is none."""
    if _has(form, meaning):
        return
    before = [place for kind in ("requirement", "units") for place in places_of(form, kind)]
    form.columns.insert(max(before, default=-1) + 1, _column(form, meaning, _USUAL[meaning]))


def _add_heading_column(form: TableForm) -> None:
    known = places_of(form, "task")
    if known:
        form.columns.insert(known[-1] + 1, FormColumn(list(form.columns[known[-1]].heads), "task"))
        return
    requirement = places_of(form, "requirement")[0]
    taken = _USUAL["task"] in form.columns[requirement].heads
    head = _OTHER_HEADING if taken else _USUAL["task"]
    form.columns.insert(requirement, _column(form, "task", head))


def _column(form: TableForm, meaning: str, head: str) -> FormColumn:
    return FormColumn([head] * form.head_lines(), meaning)


def _numbers_stand_in_text(rows: Sequence[TableRow], form: TableForm) -> bool:
    """Tell whether every number can be printed before its text, or opens the heading above it."""
    return bool(form.numbers) and all(not row.number or row.number.isdecimal() for row in rows)


def number_in_heading(row: TableRow) -> bool:
    """Tell whether the task's number is that of its last heading: 4.公布随机抽查事项."""
    numeral = split_numeral(row.headings[-1]) if row.headings else None
    return numeral is not None and numeral.level >= _LEVEL_OF_TASKS and str(numeral.value) == row.number

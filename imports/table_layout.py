"""How a plan's table was printed when it came, kept in ``Plan.layout`` so that it can go out again in the same form."""

from dataclasses import asdict, replace

from documents.days import long_day
from documents.table_form import TableForm, load_form
from documents.text import fold
from imports.answers import kept_places
from imports.compare import Line
from tasks.models import Plan

STATE_HEADS = ("办结情况", "逾期", "待审核")  # our own columns, added on the way out
_CELLS = "cells"  # task key → the cells of the columns that are no part of a task


def remember_layout(plan: Plan, batch, lines: list[Line], trace) -> None:
    """Keep the form of the newest paper with its plan; the former one goes into the trace for an undo."""
    paper = batch.paper
    trace.layout_before = plan.layout
    form = paper.form and paper.form.of_rows(kept_places(paper, batch.answers))
    plan.layout = _as_layout(form, lines) if form else {}
    if plan.layout != trace.layout_before:
        plan.save(update_fields=["layout"])


def form_of(plan: Plan) -> TableForm:
    """Return the form in which the plan came, under the title that it has now; the usual form when none is known."""
    form = (
        load_form({key: value for key, value in plan.layout.items() if key != _CELLS}) if plan.layout else TableForm()
    )
    if fold("".join(form.title)).strip('"《》') != fold(plan.title).strip('"《》'):
        form.title = [plan.title]
    _name_number_and_date(plan, form)
    return form


def spare_cells(plan: Plan, form: TableForm) -> dict[int, tuple[str, ...]]:
    """Return by task key the cells of the columns that are no part of a task."""
    return {int(key): tuple(cells) for key, cells in plan.layout.get(_CELLS, {}).items()} if form.spare() else {}


def _as_layout(form: TableForm, lines: list[Line]) -> dict:
    form = replace(form, columns=_without_states(form.columns))
    texts = [column.cells or [""] * len(lines) for column in form.spare()]
    cells = {str(line.key): printed for line, *printed in zip(lines, *texts, strict=True) if any(printed)}
    layout = asdict(form)
    for column in layout["columns"]:
        column["cells"] = []  # by task instead: places move, keys do not
    return layout | {_CELLS: cells}


def _without_states(columns: list) -> list:
    """Leave out the state columns of a workbook that went out from here."""
    last = columns[-len(STATE_HEADS) :]
    ours = [column.heads[-1:] for column in last] == [[head] for head in STATE_HEADS]
    return columns[: -len(STATE_HEADS)] if ours else list(columns)


def _name_number_and_date(plan: Plan, form: TableForm) -> None:
    """Print the document's number and date below the title where they stood elsewhere: days are counted from them."""
    printed = fold("".join((*form.above, *form.title, *form.below_title, *form.notes)))
    parts = []
    if plan.document_number and fold(plan.document_number) not in printed:
        parts.append(f"发文字号：{plan.document_number}")
    if plan.dated_on:
        day = long_day(plan.dated_on)
        if day not in printed:
            parts.append(f"成文日期：{day}")
    if parts:
        form.below_title.insert(0, "　".join(parts))

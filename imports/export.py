"""Out again: a plan as the workbook in whose form it came."""

import re

from documents.table_form import TableForm
from documents.writers.division_table import write_division_table
from documents.writers.rows import TableRow
from imports.table_layout import STATE_HEADS, form_of, spare_cells
from tasks.headings import Headings
from tasks.models import Plan, Task

_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def plan_workbook(plan: Plan, *, states_on=None) -> bytes:
    """Return the plan's table; imported again it is "0 changes". With states_on, add the state columns of that day."""
    tasks = Task.objects.filter(plan=plan, vanished=False)
    if states_on is not None:
        tasks = tasks.with_progress(states_on)
    form, tasks = form_of(plan), for_table(tasks)
    rows = table_rows(plan, form, tasks, _states if states_on is not None else None)
    settled = dict(plan.office.column_meanings.values_list("head", "meaning"))
    heads = STATE_HEADS if states_on is not None else ()
    return write_division_table(rows, form, extra_heads=heads, settled=settled)


def for_table(tasks) -> list[Task]:
    """Return tasks in printed order with all that a printed row says of them."""
    return list(tasks.prefetch_related("parties").order_by("position"))


def table_rows(plan: Plan, form: TableForm, tasks: list[Task], extra=None) -> list[TableRow]:
    """Return the rows of the plan's table for tasks of ``for_table``; extra gives the cells of further columns."""
    spare, headings = spare_cells(plan, form), Headings([plan])
    return [
        TableRow(
            headings=headings.words(task.heading_id),
            number=task.number,
            requirement=task.requirement,
            units=task.units_raw,
            deadline=task.deadline_raw,
            phrases=tuple((party.text, party.role) for party in task.parties.all()) if task.units_raw else (),
            spare=spare.get(task.pk, ()),
            extra=extra(task) if extra else (),
        )
        for task in tasks
    ]


def workbook_name(title: str, ending: str = ".xlsx") -> str:
    """Return a file name that every system takes, and that still is the title: a paper without one is named after it."""
    return (_NOT_IN_FILE_NAMES.sub("", title).strip(" .") or "workbook")[:80] + ending


def _states(task) -> tuple[str, ...]:
    late, review = (f"{n}个单位" if n else "" for n in (task.late_count, task.review_count))
    return f"{task.done_count}/{task.unit_count}", late, review

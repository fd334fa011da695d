"""Out again: a plan as the workbook in whose form it came."""

import re

from documents.writers.division_table import write_division_table
from documents.writers.rows import TableRow
from imports.compare import heading_path
from imports.table_layout import STATE_HEADS, form_of, spare_cells
from tasks.models import Plan, Task

_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def plan_workbook(plan: Plan, *, states_on=None) -> bytes:
    """Return the plan's table; imported again it is "0 changes". With states_on, add the state columns of that day."""
    tasks = (
        Task.objects.filter(plan=plan, vanished=False)
        .select_related("heading__parent__parent")
        .prefetch_related("parties")
    )
    if states_on is not None:
        tasks = tasks.with_progress(states_on)
    form = form_of(plan)
    spare = spare_cells(plan, form)
    rows = [
        TableRow(
            headings=heading_path(task),
            number=task.number,
            requirement=task.requirement,
            units=task.units_raw,
            deadline=task.deadline_raw,
            phrases=tuple((party.text, party.role) for party in task.parties.all()) if task.units_raw else (),
            spare=spare.get(task.pk, ()),
            extra=_states(task) if states_on is not None else (),
        )
        for task in tasks.order_by("position")
    ]
    settled = dict(plan.office.column_meanings.values_list("head", "meaning"))
    heads = STATE_HEADS if states_on is not None else ()
    return write_division_table(rows, form, extra_heads=heads, settled=settled)


def workbook_name(title: str, ending: str = ".xlsx") -> str:
    """Return a file name that every system takes, and that still is the title: a paper without one is named after it."""
    return (_NOT_IN_FILE_NAMES.sub("", title).strip(" .") or "workbook")[:80] + ending


def _states(task) -> tuple[str, ...]:
    late, review = (f"{n}个单位" if n else "" for n in (task.late_count, task.review_count))
    return f"{task.done_count}/{task.unit_count}", late, review

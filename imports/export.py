"""Out again: a plan as the workbook an office would print, and an empty one to fill in."""

from django.utils.text import slugify

from documents.writers.division_table import TableLayout, TableRow, write_division_table
from imports.compare import heading_path
from tasks.models import Plan, Task

STATE_HEADS = ("办结情况", "逾期", "待审核")
EXAMPLE = (
    TableRow(
        ("一、（一级标题，可不填）", "（一）（二级标题，可不填）"),
        "1",
        "（一项具体要求）",
        "县某局、各镇街",
        "12月底前",
    ),
    TableRow(
        ("一、（一级标题，可不填）", "（一）（二级标题，可不填）"),
        "2",
        "（另一项具体要求）",
        "县某局牵头，县某某局配合",
        "长期坚持",
    ),
)


def plan_workbook(plan: Plan, *, states_on=None) -> bytes:
    """Return the plan's table; imported again it is "0 changes". With states_on, add the state columns of that day."""
    tasks = Task.objects.filter(plan=plan).select_related("heading__parent").order_by("position")
    if states_on is not None:
        tasks = tasks.with_progress(states_on)
    rows = [
        TableRow(
            headings=heading_path(task),
            number=task.number,
            requirement=task.requirement,
            units=task.units_raw,
            deadline=task.deadline_raw,
            extra=_states(task) if states_on is not None else (),
        )
        for task in tasks
    ]
    return write_division_table(rows, TableLayout(plan.title, extra_heads=STATE_HEADS if states_on is not None else ()))


def template_workbook(office, year: int) -> bytes:
    """Return a table with two example rows to write over."""
    return write_division_table(list(EXAMPLE), TableLayout(f"{year}年{office.region}政务公开重点工作任务分工"))


def workbook_name(title: str) -> str:
    """Return a file name that every system takes."""
    return (slugify(title, allow_unicode=True) or "workbook")[:80] + ".xlsx"


def _states(task) -> tuple[str, ...]:
    late, review = (f"{n}个单位" if n else "" for n in (task.late_count, task.review_count))
    return f"{task.done_count}/{task.unit_count}", late, review

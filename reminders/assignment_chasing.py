"""Chasing assignments (催办): the unit that has not answered is written to."""

from reminders.chasing import Kind
from reminders.digest import chase_subject
from reminders.duties import ASSIGNMENT
from tasks.models import Assignment

OPENING = "以下任务贵单位还没有报送，或者退回后还没有重新报送，请抓紧办理。"


def _read(office, keys):
    return Assignment.objects.filter(pk__in=keys, office=office).for_list().by_due_day().order_by("due_key", "pk")


def _why_not(row, day) -> str:
    if row.task.plan.state != "issued":
        return f"文件{row.task.plan.get_state_display()}"
    return "" if row.is_with_unit else f"状态是“{row.get_state_display()}”"


ASSIGNMENTS = Kind(ASSIGNMENT, "任务", "件", _read, _why_not, chase_subject)

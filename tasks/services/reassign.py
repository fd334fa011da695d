"""Giving an assignment to another unit (调整责任单位): the old one ends, the new one starts with the same task and day."""

from django.db import transaction
from django.utils import timezone

from documents.text import is_blank
from tasks.models import Assignment
from tasks.services.errors import ActRefused
from tasks.services.lifecycle import assignment_cancel, lock, lock_all
from tasks.services.periods import current_period, turn_after
from tasks.services.reviving import begin_anew
from units import faults
from units.history import record


@transaction.atomic
def assignment_reassign(*, assignment, unit, by, at, reason) -> Assignment:
    """End the assignment and give its task to unit; return the new assignment.

    What the old unit reported stays with it; of a duty that returns the new one owes the turns that are not over. A unit
    that had the task before, until it was ended, has the same assignment again. Raises ActRefused for a unit of another
    office, a unit that is closed or holds the task already, and a missing reason.
    """
    lock_all(Assignment.objects.filter(task=assignment.task_id, unit__in=[assignment.unit_id, unit.pk]))
    old = lock(assignment)
    faults.point("assignment locked")
    if unit.office_id != old.office_id or not type(unit).objects.again(unit).active().exists():
        raise ActRefused(f"“{unit}”不在本办公室现有的单位名册里。")
    former = Assignment.objects.select_for_update(of=("self",)).filter(task=old.task_id, unit=unit).first()
    if former and former.state != Assignment.State.CANCELLED:
        raise ActRefused(f"“{unit}”已经承担这项任务，请直接终止原单位的任务。")
    if old.state in Assignment.FINAL:
        raise ActRefused(f"这项任务的状态是“{old.get_state_display()}”，不能再调整单位。")
    assignment_cancel(assignment=old, by=by, at=at, reason=f"调整给{unit}：{reason}" if not is_blank(reason) else "")
    new = _given(old, former, unit, at)
    change = {"责任单位": [str(old.unit), str(unit)]}
    record("调整责任单位", new, by=by, at=at, office=old.office, changes=change, reason=reason)
    return new


def _given(old, former, unit, at) -> Assignment:
    """Return the assignment of unit: the one it had before (former), or a new one."""
    due_on, original = _days(old, at)
    values = {
        "role": old.role,
        "via": f"由{old.unit}调整",
        "due_on": due_on,
        "original_due_on": original,
    }
    if former:
        begin_anew(former, values, at)
        return former
    same = {"office": old.office, "task": old.task, "plan": old.plan, "year": old.year}
    return Assignment.objects.create(unit=unit, **same, **values, assigned_at=at, changed_at=at)


def _days(old, at) -> tuple:
    """Return the day and the original day for the new unit: the old one's, or that of the turn with which it begins."""
    turn = turn_after(old.task, timezone.localdate(at))
    if turn is None or turn == current_period(old):
        return old.due_on, old.original_due_on
    return turn.due_on, turn.due_on

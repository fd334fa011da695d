"""A later day, asked for before the day and decided by the office. The original day is kept for the figures."""

from django.db import transaction
from django.utils import timezone

from documents.days import long_day
from documents.text import is_blank
from tasks.models import Assignment, ExtensionRequest
from tasks.services.errors import ActRefused
from tasks.services.lifecycle import lock, refuse_archived
from units.history import record


@transaction.atomic
def extension_ask(*, assignment, new_due_on, reason, by, at):
    """Ask for a later day. Refused after the day has passed, and while another request waits."""
    assignment = lock(assignment)
    refuse_archived(assignment)
    if not assignment.is_with_unit or assignment.due_on is None:
        raise ActRefused("这项任务现在不需要延期。")
    if timezone.localdate(at) > assignment.due_on:
        raise ActRefused(f"期限{long_day(assignment.due_on)}已过，延期须在期限之前申请；请直接报送进展并说明原因。")
    if assignment.extensions.filter(state=ExtensionRequest.State.ASKED).exists():
        raise ActRefused("已有一份延期申请在等办公室决定。")
    if new_due_on <= assignment.due_on:
        raise ActRefused(f"申请的日期应晚于现在的期限{long_day(assignment.due_on)}。")
    request = ExtensionRequest.objects.create(
        assignment=assignment,
        old_due_on=assignment.due_on,
        new_due_on=new_due_on,
        reason=reason,
        asked_by=by,
        asked_at=at,
    )
    change = {"完成期限": [str(assignment.due_on), str(new_due_on)]}
    record("申请延期", assignment, by=by, at=at, office=assignment.office, changes=change, reason=reason)
    return request


@transaction.atomic
def extension_decide(*, extension, granted, by, at, note=""):
    """Grant or refuse. Granting moves the day; reminders start anew for it."""
    assignment = lock(extension.assignment)
    extension = ExtensionRequest.objects.again(extension).get()
    if extension.state != ExtensionRequest.State.ASKED:
        raise ActRefused(f"这份延期申请已经处理过了，结果是“{extension.get_state_display()}”。")
    if not granted and is_blank(note):
        raise ActRefused("不同意延期须写明理由。")
    changes = _move_day(assignment, extension, at) if granted else {}
    extension.state = ExtensionRequest.State.GRANTED if granted else ExtensionRequest.State.REFUSED
    extension.decided_by, extension.decided_at, extension.decision_note = by, at, note
    extension.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    verb = "同意延期" if granted else "不同意延期"
    record(verb, assignment, by=by, at=at, office=assignment.office, changes=changes, reason=note)
    extension.assignment = assignment
    return extension


def _move_day(assignment, extension, at) -> dict:
    if assignment.state in Assignment.FINAL or assignment.task.plan.state != "issued":
        raise ActRefused("这项任务已经结束，不能再延期。")
    if assignment.due_on is None or extension.new_due_on <= assignment.due_on:
        raise ActRefused(f"期限已改为{assignment.due_on or '未定'}，这份申请不再适用，请答复“不同意”并说明。")
    changes = {"完成期限": [str(assignment.due_on), str(extension.new_due_on)]}
    assignment.due_on = extension.new_due_on
    assignment.due_version += 1
    assignment.touch(at)
    assignment.save(update_fields=["due_on", "due_version", "changed_at"])
    return changes

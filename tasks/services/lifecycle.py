"""The life of an assignment: one table of moves, one function that makes them."""

from django.db import transaction

from documents.text import is_blank
from tasks.models import Assignment, ExtensionRequest, ProgressReport
from tasks.services.errors import ActRefused
from units.history import record

S = Assignment.State
MOVES = {
    S.ASSIGNED: {S.IN_PROGRESS, S.CANCELLED},
    S.IN_PROGRESS: {S.IN_REVIEW, S.CANCELLED},
    S.IN_REVIEW: {S.IN_PROGRESS, S.DONE, S.CANCELLED},
    S.DONE: {S.IN_PROGRESS},
    S.CANCELLED: set(),
}
VERBS = {
    (S.ASSIGNED, S.IN_PROGRESS): "签收",
    (S.IN_PROGRESS, S.IN_REVIEW): "报送",
    (S.IN_REVIEW, S.IN_PROGRESS): "退回",
    (S.IN_REVIEW, S.DONE): "办结",
    (S.DONE, S.IN_PROGRESS): "重新办理",
}
NEEDS_REASON = {"退回", "终止", "重新办理"}


def refuse_archived(assignment) -> None:
    """Raise ActRefused when the plan of a locked assignment is closed: nothing of it is answered or moved any more."""
    if assignment.task.plan.state != "issued":
        raise ActRefused("这份文件已经归档，不能再办理。")


def lock(assignment):
    """Return the assignment as it stands in the database, locked until the transaction ends."""
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("office", "task__plan", "unit")
    return rows.again(assignment).get()


def lock_all(assignments) -> None:
    """Lock assignments in one order, before any of them by itself: of two acts at once neither waits for the other's row."""
    list(assignments.select_for_update().order_by("pk").values_list("pk"))


def move(assignment, to, *, by, at, reason=""):
    """Move a locked assignment to the state to, write the history, and return it as saved.

    Raises ActRefused for a move that the table does not know, for a plan that is closed, and for a missing reason.
    """
    origin = Assignment.State(assignment.state)
    if to not in MOVES[origin]:
        raise ActRefused(f"这项任务的状态是“{origin.label}”，不能改为“{Assignment.State(to).label}”。")
    refuse_archived(assignment)
    verb = VERBS.get((origin, to), "终止")
    if verb in NEEDS_REASON and is_blank(reason):
        raise ActRefused(f"{verb}须写明理由。")
    assignment.state = to
    stamps = {S.IN_REVIEW: "submitted_at", S.DONE: "done_at"}
    if origin == S.ASSIGNED and to == S.IN_PROGRESS:
        assignment.received_at = at
    elif to == S.IN_PROGRESS:  # sent back: since it was handed in the office had it, and the clock stood still
        assignment.review_time += at - (assignment.submitted_at or at)
    elif to in stamps:
        setattr(assignment, stamps[to], at)
    assignment.touch(at)
    assignment.save(update_fields=["state", "received_at", "submitted_at", "done_at", "review_time", "changed_at"])
    change = {"状态": [origin.label, Assignment.State(to).label]}
    record(verb, assignment, by=by, at=at, office=assignment.office, changes=change, reason=reason)
    return assignment


@transaction.atomic
def assignment_receive(*, assignment, by, at):
    """Acknowledge receipt (签收)."""
    return move(lock(assignment), S.IN_PROGRESS, by=by, at=at)


@transaction.atomic
def assignment_cancel(*, assignment, by, at, reason):
    """End the assignment without completion (终止); needs a reason. What waits for the office is settled with it."""
    assignment = move(lock(assignment), S.CANCELLED, by=by, at=at, reason=reason)
    at = assignment.changed_at  # by this moment taking back finds what was settled
    settled = {"reviewed_by": by, "reviewed_at": at, "review_note": f"任务已终止：{reason}"[:500]}
    waiting = assignment.reports.filter(state__in=ProgressReport.WAITING)
    waiting.update(state=ProgressReport.State.VOID, **settled)
    settle_request(assignment, by=by, note="任务已终止")
    return assignment


def settle_request(assignment, *, by, note) -> None:
    """Let nobody decide any more on a request for a later day of an assignment that has just ended.

    It is dated with the assignment's last change: by this moment taking back finds it.
    """
    decided = {"decided_by": by, "decided_at": assignment.changed_at, "decision_note": note}
    asked = assignment.extensions.filter(state=ExtensionRequest.State.ASKED)
    asked.update(state=ExtensionRequest.State.REFUSED, **decided)


@transaction.atomic
def assignment_reopen(*, assignment, by, at, reason):
    """Unlock an accepted assignment so that the unit can work on it again; needs a reason."""
    assignment = lock(assignment)
    if assignment.state != S.DONE:
        raise ActRefused(f"这项任务的状态是“{assignment.get_state_display()}”，只有已办结的才能重新办理。")
    return move(assignment, S.IN_PROGRESS, by=by, at=at, reason=reason)


@transaction.atomic
def assignment_set_due(*, assignment, due_on, by, at, reason):
    """Let the office set another day, or a first one; the original day is kept, reminders start anew."""
    assignment = lock(assignment)
    if assignment.state in Assignment.FINAL or assignment.task.plan.state != "issued":
        raise ActRefused("这项任务已经结束，不能再改期限。")
    if is_blank(reason):
        raise ActRefused("调整期限须写明理由。")
    change = {"完成期限": [str(assignment.due_on or ""), str(due_on)]}
    assignment.original_due_on = assignment.original_due_on or due_on
    assignment.due_on = due_on
    assignment.due_version += 1
    assignment.touch(at)
    assignment.save(update_fields=["due_on", "original_due_on", "due_version", "changed_at"])
    record("调整期限", assignment, by=by, at=at, office=assignment.office, changes=change, reason=reason)
    return assignment

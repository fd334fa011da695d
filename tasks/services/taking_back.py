"""What was just done to an assignment is taken back while nothing came after it. The history keeps the act and its taking back.

How the assignment stood before is what the triggers kept of its last change (``tasks.past``). stamp is always the
assignment's ``changed_at`` as the act left it: when it has moved on, nothing is taken back.
"""

from django.core.exceptions import ValidationError
from django.core.serializers import deserialize, serialize
from django.db import transaction
from django.db.models import Q

from tasks.models import Assignment, AssignmentPast, ExtensionRequest, Plan, ProgressReport
from tasks.past import KEPT
from tasks.services.drafts import lock_draft
from tasks.services.errors import ActRefused
from tasks.services.lifecycle import lock
from tasks.services.review import closes_others, draft_again, settle
from units.files import storage
from units.history import record

S, R, X = Assignment.State, ProgressReport.State, ExtensionRequest.State
MOVED_ON = "没有撤销：之后这项任务又有变动。"
ARCHIVED = "没有撤销：这份文件已经归档。"
WITHDRAWN = "单位撤回"
TAKEN_BACK = {"cancel": "撤销终止", "reopen": "撤销重新办理", "due": "撤销调整期限"}


@transaction.atomic
def accept_take_back(*, report, stamp, by, at):
    """Let an accepted answer wait for the office again."""
    assignment, report = _as_left(report, stamp, R.ACCEPTED, S.DONE, by)
    if closes_others(assignment):
        raise ActRefused("没有撤销：其他单位已随牵头单位办结，请用“退回重新办理”。")
    _wait_again(report, R.SUBMITTED)
    _ask_again(assignment.extensions.filter(state=X.REFUSED, decided_at=stamp))
    return _put_back(assignment, "撤销办结", by, at)


@transaction.atomic
def return_take_back(*, report, stamp, by, at):
    """Let a returned answer wait for the office again; the draft that the return made goes, if nobody has touched it."""
    assignment, report = _as_left(report, stamp, R.RETURNED, S.IN_PROGRESS, by)
    _drop_draft(report)
    _wait_again(report, R.SUBMITTED)
    return _put_back(assignment, "撤销退回", by, at)


@transaction.atomic
def pass_take_back(*, report, stamp, by, at):
    """Let an answer that the unit's leader passed on wait for the leader again."""
    assignment, report = _as_left(report, stamp, R.SUBMITTED, S.IN_REVIEW, by)
    report.state, report.passed_by, report.passed_at = R.AT_LEADER, None, None
    report.save(update_fields=["state", "passed_by", "passed_at"])
    return _put_back(assignment, "撤销送出", by, at)


@transaction.atomic
def send_back_take_back(*, report, stamp, by, at):
    """Let an answer that the unit's leader sent back wait for the leader again; the assignment was with the unit all the time."""
    assignment, report = _as_left(report, stamp, R.RETURNED, S.IN_PROGRESS, by)
    _drop_draft(report)
    _wait_again(report, R.AT_LEADER)
    record("撤销单位领导退回", assignment, by=by, at=at, office=assignment.office)
    return assignment


@transaction.atomic
def report_withdraw(*, report, stamp, by, at):
    """Let a unit take its answer back before anybody decided on it: it stays in the record, and goes on as a draft.

    The time it waited is not taken off: else an empty answer would stop the clock.
    """
    assignment = _lock(report.assignment)
    report = ProgressReport.objects.again(report).select_related("author").get()
    if assignment.changed_at != stamp or report.state not in ProgressReport.WAITING:
        raise ActRefused("没有撤回：这份反馈已经有人处理。")
    report.assignment, was = assignment, report.state
    settle(report, R.WITHDRAWN, by, at, WITHDRAWN)
    draft_again(report)
    if was == R.SUBMITTED:
        return _put_back(assignment, "撤回", by, at, S.IN_PROGRESS)
    record("撤回", assignment, by=by, at=at, office=assignment.office)
    return assignment


@transaction.atomic
def extension_take_back(*, extension, stamp, by, at):
    """Let a request for a later day wait again; where it was granted the day is what it was."""
    assignment = _lock(extension.assignment)
    extension = ExtensionRequest.objects.again(extension).get()
    others = assignment.extensions.filter(state=X.ASKED)
    is_own = extension.state != X.ASKED and extension.decided_by_id == by.pk  # a refusal leaves no stamp
    if assignment.changed_at != stamp or not is_own or others.exists():
        raise ActRefused(MOVED_ON)
    was_granted = extension.state == X.GRANTED
    _ask_again(ExtensionRequest.objects.again(extension))
    if was_granted:
        return _put_back(assignment, "撤销同意延期", by, at)
    record("撤销不同意延期", assignment, by=by, at=at, office=assignment.office)
    return assignment


@transaction.atomic
def act_take_back(*, assignment, stamp, verb, by, at):
    """Take back an end (verb is cancel), an unlocking (reopen) or another day (due); what an end settled waits again."""
    assignment = _lock(assignment)
    if assignment.changed_at != stamp:
        raise ActRefused(MOVED_ON)
    answered = Q(state__in=(R.DRAFT, *ProgressReport.WAITING)) | Q(submitted_at__gte=stamp)
    if verb == "reopen" and assignment.reports.filter(answered).exists():
        raise ActRefused("没有撤销：单位已经在填写。")
    if verb == "cancel":
        waited = R.SUBMITTED if _before(assignment).state == S.IN_REVIEW else R.AT_LEADER
        for report in assignment.reports.filter(state=R.VOID, reviewed_at=stamp):
            _wait_again(report, waited)
        _ask_again(assignment.extensions.filter(state=X.REFUSED, decided_at=stamp))
    return _put_back(assignment, TAKEN_BACK[verb], by, at)


@transaction.atomic
def close_take_back(*, plan, version, by, at):
    """Let an archived plan go on; version is what archiving left."""
    plan = Plan.objects.again(plan).select_for_update(of=("self",)).select_related("office").get()
    if plan.state != Plan.State.CLOSED or plan.version != version:
        raise ActRefused("没有撤销：之后这份文件又有变动。")
    plan.state, plan.closed_at = Plan.State.ISSUED, None
    plan.version += 1
    plan.save(update_fields=["state", "closed_at", "version"])
    record("撤销归档", plan, by=by, at=at, office=plan.office)
    return plan


def kept_rows(task) -> str:
    """Return a row of a draft with its parties and turns, as ``drop_take_back`` puts them back."""
    return serialize("json", [task, *task.parties.all(), *task.periods.all()])


@transaction.atomic
def drop_take_back(*, plan, version, rows, by, at):
    """Put a row that was dropped from a draft back under its old key; rows is what ``kept_rows`` gave, version the plan's."""
    plan = lock_draft(plan)
    if plan.version != version:
        raise ActRefused("没有撤销：之后这份草稿又有改动。")
    kept = [row.object for row in deserialize("json", rows)]
    try:
        for row in kept:
            words = [field.name for field in row._meta.fields if not field.remote_field]
            row.clean_fields(exclude=words)  # a unit, a group or an earlier task may have been deleted since
            row.save(force_insert=True)
    except ValidationError:
        raise ActRefused("没有撤销：这一项写到的单位、单位组或上年任务已经不在了。") from None
    plan.version += 1
    plan.save(update_fields=["version"])
    record("撤销删除任务", kept[0], by=by, at=at, office=plan.office)
    record("撤销删除任务", plan, by=by, at=at, office=plan.office)
    return plan


def _lock(assignment):
    """Return the assignment locked. Raises ActRefused when its plan is closed: nothing of it moves any more."""
    assignment = lock(assignment)
    if assignment.task.plan.state != Plan.State.ISSUED:
        raise ActRefused(ARCHIVED)
    return assignment


def _as_left(report, stamp, report_state, state, by):
    """Return assignment (locked) and report as they stand, if they stand as the act of this person left them."""
    assignment = _lock(report.assignment)
    report = ProgressReport.objects.again(report).get()
    decided_by = report.passed_by_id if report_state == R.SUBMITTED else report.reviewed_by_id
    if assignment.changed_at != stamp or (report.state, assignment.state, decided_by) != (report_state, state, by.pk):
        raise ActRefused(MOVED_ON)
    return assignment, report


def _before(assignment) -> AssignmentPast:
    """Return how the assignment stood until its last change."""
    rows = AssignmentPast.objects.filter(assignment=assignment, until=assignment.changed_at)
    if (past := rows.order_by("-since").first()) is None:
        raise ActRefused(MOVED_ON)
    return past


def _put_back(assignment, verb, by, at, state=None):
    """Let a locked assignment stand as before its last change, or in state, and write that down."""
    past, changes = _before(assignment), {}
    was = assignment.get_state_display(), str(assignment.due_on or "")
    for name in KEPT:
        setattr(assignment, name, getattr(past, name))
    assignment.state = state or past.state
    now = assignment.get_state_display(), str(assignment.due_on or "")
    for label, old, new in zip(("状态", "完成期限"), was, now, strict=True):
        if old != new:
            changes[label] = [old, new]
    assignment.due_version += "完成期限" in changes  # what was said of the other day does not count for this one
    assignment.touch(at)
    assignment.save(update_fields=[*KEPT, "due_version", "changed_at"])
    record(verb, assignment, by=by, at=at, office=assignment.office, changes=changes)
    return assignment


def _wait_again(report, state) -> None:
    report.state, report.reviewed_by, report.reviewed_at, report.review_note = state, None, None, ""
    report.save(update_fields=["state", "reviewed_by", "reviewed_at", "review_note"])


def _ask_again(extensions) -> None:
    extensions.update(state=X.ASKED, decided_by=None, decided_at=None, decision_note="")


def _drop_draft(returned) -> None:
    """Delete the draft that the return made. Raises ActRefused when somebody has worked on it."""
    draft = ProgressReport.objects.filter(assignment=returned.assignment_id, state=R.DRAFT).first()
    if draft is None:
        raise ActRefused(MOVED_ON)
    own = set(returned.files.values_list("sha256", flat=True))
    files = list(draft.files.all())
    if draft.version != returned.version + 1 or any(file.sha256 not in own for file in files):
        raise ActRefused("没有撤销：单位已经开始修改。")
    draft.files.all().delete()
    draft.delete()
    transaction.on_commit(lambda: [storage.remove(file.key) for file in files])

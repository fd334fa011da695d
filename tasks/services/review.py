"""An answer is looked at: by the unit's leader where the plan asks for that, then by the office."""

from django.db import transaction

from documents.text import is_blank
from tasks.models import Assignment, Evidence, ProgressReport
from tasks.models.plans import Role, Task
from tasks.services.errors import ActRefused
from tasks.services.evidence_keeping import evidence_carry
from tasks.services.lifecycle import lock, lock_all, move, refuse_archived, settle_request
from tasks.services.reports import TEXTS
from units import faults
from units.history import record

S = ProgressReport.State
WITH_LEAD = "随牵头单位办结"
DONE = "任务已办结，不再需要延期"


@transaction.atomic
def report_pass(*, report, by, at):
    """Let the unit's leader pass the answer on to the office (单位领导审核通过)."""
    report = _locked(report, S.AT_LEADER)
    report.state, report.passed_by, report.passed_at = S.SUBMITTED, by, at
    report.save(update_fields=["state", "passed_by", "passed_at"])
    move(report.assignment, Assignment.State.IN_REVIEW, by=by, at=at)
    return report


@transaction.atomic
def report_send_back(*, report, by, at, reason):
    """Let the unit's leader send the answer back to the liaison, with a reason; the assignment stays with the unit."""
    if is_blank(reason):
        raise ActRefused("退回须写明理由。")
    report = _locked(report, S.AT_LEADER)
    refuse_archived(report.assignment)
    settle(report, S.RETURNED, by, at, reason.strip())
    record("单位领导退回", report.assignment, by=by, at=at, office=report.assignment.office, reason=reason)
    draft_again(report)
    return report


@transaction.atomic
def report_accept(*, report, by, at):
    """Accept the answer: the assignment is done and locked. Where the lead answers for all, the others are done with it."""
    if closes_others(report.assignment):
        lock_all(Assignment.objects.filter(task=report.assignment.task_id))
    report = _locked(report, S.SUBMITTED)
    faults.point("answer locked")
    move(report.assignment, Assignment.State.DONE, by=by, at=at)
    settle(report, S.ACCEPTED, by, at, "")
    settle_request(report.assignment, by=by, note=DONE)
    _close_with_lead(report.assignment, by, at)
    return report


@transaction.atomic
def report_return(*, report, by, at, reason):
    """Return the answer for rework with a reason; what was written comes back as a new draft."""
    report = _locked(report, S.SUBMITTED)
    move(report.assignment, Assignment.State.IN_PROGRESS, by=by, at=at, reason=reason.strip())
    settle(report, S.RETURNED, by, at, reason.strip())
    draft_again(report)
    return report


def _locked(report, state) -> ProgressReport:
    assignment = lock(report.assignment)
    report = ProgressReport.objects.again(report).select_related("author").get()
    if report.state != state:
        raise ActRefused(f"这份反馈已经处理过了，现在是“{report.get_state_display()}”。")
    report.assignment = assignment
    return report


def settle(report, state, by, at, note) -> None:
    """Write down how it was decided on an answer, by whom, when, and with which words."""
    report.state, report.reviewed_by, report.reviewed_at, report.review_note = state, by, at, note
    report.save(update_fields=["state", "reviewed_by", "reviewed_at", "review_note"])


def draft_again(returned) -> None:
    """Let what was written go on as a new draft, with its links and files; inside the transaction of the act."""
    draft = ProgressReport.objects.create(
        assignment=returned.assignment,
        author=returned.author,
        created_at=returned.reviewed_at,
        version=returned.version + 1,  # a page opened before the return must not overwrite this draft
        **{name: getattr(returned, name) for name in TEXTS},
    )
    links = [
        Evidence(report=draft, url=e.url, title=e.title, published_on=e.published_on) for e in returned.evidence.all()
    ]
    Evidence.objects.bulk_create(links)
    evidence_carry(source=returned, draft=draft)


def closes_others(assignment) -> bool:
    """Return whether the others of the task may be done when this assignment is."""
    return assignment.task.done_rule == Task.DoneRule.LEAD and assignment.role == Role.LEAD


def _close_with_lead(lead, by, at) -> None:
    """Where the lead reports for all, end the others' work when the last lead is done.

    Its answer is then theirs, handed in when it was; one of their own that waits is in time or late by itself.
    """
    if not closes_others(lead):
        return
    others = Assignment.objects.select_for_update(of=("self",)).filter(task=lead.task_id).order_by("pk")
    others = list(others.exclude(state__in=Assignment.FINAL).select_related("office", "task", "unit"))
    if any(row.role == Role.LEAD for row in others):
        return
    for row in others:
        change = {"状态": [row.get_state_display(), Assignment.State.DONE.label]}
        row.reports.filter(state__in=ProgressReport.WAITING).update(state=S.VOID, review_note=WITH_LEAD)
        if row.state != Assignment.State.IN_REVIEW:
            row.submitted_at, row.review_time = lead.submitted_at, lead.review_time
        row.state, row.done_at = Assignment.State.DONE, at
        row.touch(at)
        row.save(update_fields=["state", "done_at", "submitted_at", "review_time", "changed_at"])
        settle_request(row, by=by, note=DONE)
        record(WITH_LEAD, row, by=by, at=at, office=row.office, changes=change)

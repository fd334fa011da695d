"""A unit answers, the office accepts or returns."""

from django.db import transaction

from tasks.models import Assignment, Evidence, ProgressReport
from tasks.services.errors import ActRefused, StaleDraft
from tasks.services.lifecycle import lock, move

TEXTS = ("progress", "problem", "next_step", "needs_coordination")


@transaction.atomic
def report_save_draft(*, assignment, values, links, version, by, at):
    """Save the draft of the answer and return it.

    values holds the texts, links a list of (url, title, published_on); version is the draft's version that the person
    had before the eyes (0: none yet). Raises StaleDraft when somebody else saved in between.
    """
    assignment = lock(assignment)
    if not assignment.is_with_unit:
        raise ActRefused(f"这项任务的状态是“{assignment.get_state_display()}”，现在不能填报。")
    draft = assignment.reports.filter(state=ProgressReport.State.DRAFT).select_related("author").first()
    if draft is None:
        draft = ProgressReport(assignment=assignment, created_at=at, version=0)
    elif draft.version != version:
        raise StaleDraft(draft)
    for name in TEXTS:
        setattr(draft, name, _text(values, name))
    draft.author, draft.version = by, draft.version + 1
    draft.save()
    draft.evidence.all().delete()
    Evidence.objects.bulk_create(
        [Evidence(report=draft, url=url, title=title, published_on=day) for url, title, day in links]
    )
    return draft


@transaction.atomic
def report_submit(*, assignment, values, links, version, by, at):
    """Save the answer and hand it in: the assignment waits for review. Receipt is acknowledged by answering.

    The same person pressing twice gets the answer of the first press.
    """
    assignment = lock(assignment)
    waiting = assignment.reports.filter(state=ProgressReport.State.SUBMITTED, author=by).first()
    if waiting and all(getattr(waiting, name) == _text(values, name) for name in TEXTS):
        return waiting
    draft = report_save_draft(assignment=assignment, values=values, links=links, version=version, by=by, at=at)
    if not draft.progress.strip():
        raise ActRefused("请填写进展情况后再报送。")
    assignment = draft.assignment
    if assignment.state == Assignment.State.ASSIGNED:
        move(assignment, Assignment.State.IN_PROGRESS, by=by, at=at)
    move(assignment, Assignment.State.IN_REVIEW, by=by, at=at)
    draft.state, draft.submitted_at = ProgressReport.State.SUBMITTED, at
    draft.save(update_fields=["state", "submitted_at"])
    return draft


@transaction.atomic
def report_accept(*, report, by, at, note=""):
    """Accept the answer: the assignment is done and locked."""
    return _review(report, ProgressReport.State.ACCEPTED, Assignment.State.DONE, by, at, note)


@transaction.atomic
def report_return(*, report, by, at, reason):
    """Return the answer for rework with a reason; what was written comes back as a new draft."""
    returned = _review(report, ProgressReport.State.RETURNED, Assignment.State.IN_PROGRESS, by, at, reason.strip())
    texts = {name: getattr(returned, name) for name in TEXTS}
    draft = ProgressReport.objects.create(
        assignment=returned.assignment,
        author=returned.author,
        created_at=at,
        version=returned.version + 1,  # a page opened before the return must not overwrite this draft
        **texts,
    )
    links = [
        Evidence(report=draft, url=e.url, title=e.title, published_on=e.published_on) for e in returned.evidence.all()
    ]
    Evidence.objects.bulk_create(links)
    return returned


def _text(values, name):
    return values.get(name) or (False if name == "needs_coordination" else "")


def _review(report, state, to, by, at, note):
    assignment = lock(report.assignment)
    report = ProgressReport.objects.select_related("author").get(pk=report.pk)
    if report.state != ProgressReport.State.SUBMITTED:
        raise ActRefused(f"这份反馈已经处理过了，现在是“{report.get_state_display()}”。")
    report.assignment = move(assignment, to, by=by, at=at, reason=note)
    report.state, report.reviewed_by, report.reviewed_at, report.review_note = state, by, at, note
    report.save(update_fields=["state", "reviewed_by", "reviewed_at", "review_note"])
    return report

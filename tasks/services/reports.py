"""A unit answers: a draft, how it stands, or a closing answer that asks the office to accept the work as done."""

from django.db import transaction

from documents.text import is_blank
from tasks.models import Assignment, Evidence, ProgressReport
from tasks.services.errors import ActRefused, StaleDraft
from tasks.services.lifecycle import lock, move, refuse_archived
from tasks.services.periods import current_period, next_turn
from units.history import record
from units.models import Membership

S = ProgressReport.State
TEXTS = ("progress", "problem", "next_step", "needs_coordination", "count")
EMPTY = {"needs_coordination": False, "count": 0}
NO_NEWS = "本期没有新的进展。"


@transaction.atomic
def report_save_draft(*, assignment, values, links, version, by, at):
    """Save the draft of the answer and return it.

    values holds the texts, links a list of (url, title, published_on); version is the draft's version that the person
    had before the eyes (0: none yet). Raises StaleDraft when somebody else saved in between.
    """
    assignment = lock(assignment)
    refuse_when_waiting(assignment)
    draft = assignment.reports.filter(state=S.DRAFT).select_related("author").first()
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
def report_submit(*, assignment, values, links, version, by, at, closing=True, form_key=None):
    """Save the answer and hand it in; return it as stored. Receipt is acknowledged by answering.

    A closing answer waits for review (first by the unit's leader where the plan asks for that); any other is recorded
    at once. Of a duty that returns, each turn is recorded and the last one closes. form_key is the one-time key of the
    page: the same page sent twice gets the first one's answer.
    """
    assignment = lock(assignment)
    if sent := _already_sent(assignment, values, by, form_key):
        return sent
    draft = report_save_draft(assignment=assignment, values=values, links=links, version=version, by=by, at=at)
    if is_blank(draft.progress):
        raise ActRefused("请填写进展情况后再报送。")
    draft.period = current_period(assignment)
    draft.closing = next_turn(assignment, draft.period) is None if draft.period else closing
    if draft.closing:
        _refuse_too_few(assignment, draft)
    if assignment.state == Assignment.State.ASSIGNED:
        move(assignment, Assignment.State.IN_PROGRESS, by=by, at=at)
    draft.assignment, draft.submitted_at, draft.form_key = assignment, at, form_key
    _hand_in(draft, by, at)
    draft.save(update_fields=["state", "submitted_at", "closing", "period", "form_key"])
    return draft


@transaction.atomic
def report_no_news(*, assignment, by, at, form_key=None):
    """Record with one press that nothing new can be said; an open draft is left alone."""
    assignment = lock(assignment)
    if sent := form_key and assignment.reports.filter(form_key=form_key).first():
        return sent
    refuse_when_waiting(assignment)
    if assignment.state == Assignment.State.ASSIGNED:
        move(assignment, Assignment.State.IN_PROGRESS, by=by, at=at)
    period = current_period(assignment)
    if period and next_turn(assignment, period) is None:
        raise ActRefused("这是最后一期，请填写全年的进展情况后报送。")
    report = ProgressReport(assignment=assignment, progress=NO_NEWS, author=by, created_at=at, submitted_at=at)
    report.closing, report.period, report.form_key = False, period, form_key
    _hand_in(report, by, at)
    report.save()
    return report


def times_done(assignment) -> int:
    """Return how many times the unit has reported to have done a duty that asks for a number of times."""
    return sum(assignment.reports.filter(state__in=ProgressReport.COUNTED).values_list("count", flat=True))


def _hand_in(report, by, at) -> None:
    """Let the answer take its way: recorded, to the unit's leader, or to the office."""
    assignment = report.assignment
    if not report.closing:
        report.state = S.RECORDED
        if following := report.period and next_turn(assignment, report.period):
            assignment.due_on = assignment.original_due_on = following.due_on
            assignment.due_version += 1
            assignment.touch(at)
            assignment.save(update_fields=["due_on", "original_due_on", "due_version", "changed_at"])
        record("报告进展", assignment, by=by, at=at, office=assignment.office, changes=_turn(report))
    elif assignment.task.plan.leader_first and leaders_of(assignment).exists():
        report.state = S.AT_LEADER
        record("送单位领导审核", assignment, by=by, at=at, office=assignment.office)
    else:
        report.state = S.SUBMITTED
        move(assignment, Assignment.State.IN_REVIEW, by=by, at=at)


def leaders_of(assignment):
    """Return the roles of the leaders in charge at the assignment's unit who hold them today."""
    own = Membership.objects.filter(office=assignment.office_id, unit=assignment.unit_id)
    return own.current().filter(role=Membership.Role.UNIT_LEADER)


def _turn(report) -> dict:
    return {"周期": ["", report.period.label]} if report.period else {}


def _already_sent(assignment, values, by, form_key):
    if form_key and (sent := assignment.reports.filter(form_key=form_key).first()):
        if sent.state in ProgressReport.SENT_BACK:  # it goes on as a draft; what this page says would be lost unseen
            raise ActRefused(
                f"这一页报送过，{sent.get_state_display()}，这次没有报送。请重新打开这项任务，在草稿上修改。"
            )
        return sent
    waiting = assignment.reports.filter(state__in=ProgressReport.WAITING, author=by).first()
    return waiting if waiting and all(getattr(waiting, name) == _text(values, name) for name in TEXTS) else None


def refuse_when_waiting(assignment) -> None:
    """Raise ActRefused when a locked assignment takes no answer now.

    Its plan is closed, it is not with the unit, or the unit's leader has an answer.
    """
    refuse_archived(assignment)
    if not assignment.is_with_unit:
        raise ActRefused(f"这项任务的状态是“{assignment.get_state_display()}”，现在不能填报。")
    if assignment.reports.filter(state=S.AT_LEADER).exists():
        raise ActRefused("上一次填报正在等本单位领导审核，审核之后才能再填。")


def _refuse_too_few(assignment, draft) -> None:
    """Ask for the number of times, or for the reason why it is not reached."""
    wanted = assignment.task.quota
    done = times_done(assignment) + draft.count
    if wanted and done < wanted and is_blank(draft.problem):
        raise ActRefused(
            f"要求不少于{wanted}次，到目前报送了{done}次。还要继续的，请按“只报进展”；确实完不成的，请在“存在问题”里说明原因。"
        )


def _text(values, name):
    return values.get(name) or EMPTY.get(name, "")

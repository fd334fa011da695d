"""The page of one assignment: what is asked, what was said, and the forms of whoever looks."""

from dataclasses import dataclass, field
from uuid import uuid4

from django.shortcuts import render
from django.utils import timezone

from tasks.chases import chases_of
from tasks.forms import ExtensionForm, FilesForm, LinkFormSet, OnceForm, ReplyForm, ReportForm
from tasks.lights import Lights
from tasks.models import ExtensionRequest, ProgressReport, Task
from tasks.office_forms import FORMS, office_form
from tasks.phrases import phrases_of
from tasks.services.periods import current_period, next_turn
from tasks.services.reports import leaders_of, times_done
from tasks.views.evidence import files_of_draft

S = ProgressReport.State
SHOWN = 10  # reports; the older ones are folded away
CARRIED = ("progress", "problem", "next_step")


@dataclass(slots=True)
class Typed:
    """What was sent and not accepted: the page shows it again."""

    form: ReportForm | None = None
    links: LinkFormSet | None = None
    files: FilesForm | None = None
    theirs: ProgressReport | None = None  # the draft that somebody else saved in between
    extension: ExtensionForm | None = None
    replies: dict[int, ReplyForm] = field(default_factory=dict)  # by the key of their instruction
    act: tuple | None = None  # the name of the office's act and its form

    def __bool__(self):
        """Whether anything was."""
        return bool(self.form is not None or self.extension is not None or self.replies or self.act)


def assignment_page(request, assignment, typed: Typed | None = None):
    """Render the page, with what was typed and not accepted. The number of queries does not depend on what was said."""
    typed = typed or Typed()
    said = _said(request, assignment)
    context = {
        "assignment": assignment,
        "refused": bool(typed),
        "instructions": _instructions(assignment, typed),
        "others": _others(request, assignment),
        **_asked(request, assignment),
        **said,
        **_later_day(assignment, typed),
        **_answer(request, assignment, said, typed),
        **(_office(assignment, typed) if request.member.at_office else {}),
    }
    return render(request, "tasks/assignment.html", context, status=422 if typed else 200)


def _asked(request, assignment) -> dict:
    """Return what is asked of the unit, where it comes from, and how far it is."""
    task, office = assignment.task, request.member.office
    period = current_period(assignment)
    upper = Task.objects.linkable_for(office).filter(pk=task.upper_id) if task.upper_id else Task.objects.none()
    return {
        "task": task,
        "upper": upper.first(),
        "light": Lights(office, timezone.localdate()).of(assignment),
        "period": period,
        "is_last_turn": bool(period) and next_turn(assignment, period) is None,
        "times_done": times_done(assignment) if task.quota else 0,
        "has_leader": task.plan.leader_first and leaders_of(assignment).exists(),
    }


def _said(request, assignment) -> dict:
    """Return what the unit handed in, the newest first; what was sent back and is with it; what waits for a decision."""
    reports = ProgressReport.objects.visible_to(request.user).filter(assignment=assignment).exclude(state=S.DRAFT)
    joined = reports.select_related("author", "passed_by", "reviewed_by", "period").with_evidence()
    reports = list(joined.order_by("-pk"))
    is_returned = bool(reports) and assignment.has_back(reports[0])
    return {
        "reports": reports[:SHOWN],
        "older": reports[SHOWN:],
        "returned": reports[0] if is_returned else None,
        "waiting": next((report for report in reports if report.state in ProgressReport.WAITING), None),
    }


def _instructions(assignment, typed) -> list:
    """Return the leaders' instructions, each with the form of its reply."""
    found = list(assignment.instructions.select_related("author", "replied_by"))
    for item in found:
        item.form = typed.replies.get(item.pk) or ReplyForm(instruction=item)
    return found


def _others(request, assignment) -> list[ProgressReport]:
    """Return what other units said about the task, where this one may read it: the lead all, others the lead."""
    if request.member.at_office:
        return []
    said = ProgressReport.objects.of_partners(assignment)
    return list(said.select_related("assignment__unit", "author").with_evidence().order_by("-pk")[:20])


def _later_day(assignment, typed) -> dict:
    """Return the requests for a later day, and whether another may be made."""
    requests = list(assignment.extensions.select_related("asked_by", "decided_by"))
    asked = any(item.state == ExtensionRequest.State.ASKED for item in requests)
    is_ahead = assignment.due_on is not None and timezone.localdate() <= assignment.due_on
    return {
        "extensions": requests,
        "may_extend": is_ahead and not asked,
        "extension_form": typed.extension or ExtensionForm(),
    }


def _answer(request, assignment, said, typed) -> dict:
    """Return the short form, where the person may answer now: what was typed, the draft, or what is carried on."""
    is_owed = assignment.is_with_unit and assignment.task.plan.state == "issued"
    may_answer = request.member.answers and is_owed and said["waiting"] is None
    form, links, carried_on = typed.form, typed.links, None
    if may_answer and form is None:
        form, links, carried_on = _blank_or_draft(assignment, said["reports"])
    return {
        "may_answer": may_answer,
        "form": form,
        "links": links,
        "carried_on": carried_on,
        # a key of its own: with the answer's, an answer sent after it would be taken for sent already
        "no_news": OnceForm(auto_id=False, initial={"key": uuid4()}),
        "files_form": typed.files or FilesForm(),
        "files": files_of_draft(request.user, assignment) if form else (),
        "theirs": typed.theirs,
    }


def _blank_or_draft(assignment, reports):
    """Return the form: the draft, or what was recorded last to be carried on, or blank."""
    draft = assignment.reports.filter(state=S.DRAFT).prefetch_related("evidence").first()
    last = next((report for report in reports if report.state == S.RECORDED), None)
    source = draft or last
    initial = {"count": 1, "key": uuid4()}  # of a duty with a number of times, an answer mostly tells of one
    if source:
        initial |= {name: getattr(source, name) for name in CARRIED}
    links = []
    if draft:
        initial |= {name: getattr(draft, name) for name in ("needs_coordination", "count", "version")}
        links = [{"url": e.url, "title": e.title, "published_on": e.published_on} for e in draft.evidence.all()]
    return ReportForm(initial=initial), LinkFormSet(initial=links, prefix="links"), None if draft else last


def _office(assignment, typed) -> dict:
    """Return the forms of what the office may do, and how often it has chased."""
    told = chases_of(assignment.office, [assignment]).get(assignment.pk)
    blank = {name: office_form(name, assignment.office, assignment) for name in FORMS}
    return {
        "acts": blank | dict([typed.act] if typed.act else []),
        "refused_act": typed.act and typed.act[1],
        "chased": told.words(timezone.localdate()) if told else "",
        "phrases": phrases_of(assignment.office),
    }

"""One assignment: what is asked, what was said, the short form. The unit answers here; the office reads and reviews."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tasks.chases import chases_of
from tasks.forms import ExtensionForm, FilesForm, LinkFormSet, OnceForm, ReplyForm, ReportForm
from tasks.lights import Lights
from tasks.models import Assignment, ExtensionRequest, ProgressReport, Task
from tasks.office_forms import FORMS, office_form
from tasks.phrases import phrases_of
from tasks.services.errors import ActRefused, StaleDraft
from tasks.services.periods import current_period, next_turn
from tasks.services.reports import leaders_of, report_save_draft, report_submit, times_done
from tasks.views.evidence import KEEP_FORM, drop_file, files_of_draft, take_files
from tasks.views.undo import left
from units.access import member_required
from units.undoing import offer

S = ProgressReport.State
SHOWN = 10  # reports; the older ones are folded away


@require_http_methods(["GET", "POST"])
@member_required
def assignment_detail(request, pk):
    """Show the assignment; a post is the unit's answer: a draft, how it stands, or that the work is done."""
    assignment = assignment_or_404(request, pk)
    if request.method == "POST":
        if not request.member.answers:
            raise PermissionDenied
        return _answer(request, assignment)
    return assignment_page(request, assignment)


def assignment_or_404(request, pk) -> Assignment:
    """Return the assignment with what its page shows, if the person may see it."""
    return get_object_or_404(Assignment.objects.visible_to(request.user).for_list().select_related("office"), pk=pk)


def answer_values(form, links) -> dict:
    """Return what a valid form says, as the services take it."""
    rows = [link.cleaned_data for link in links if link.cleaned_data.get("url")]
    return {
        "values": form.texts(),
        "links": [(row["url"], row["title"], row["published_on"]) for row in rows],
        "version": form.cleaned_data["version"] or 0,
    }


def _answer(request, assignment):
    form, links = ReportForm(request.POST), LinkFormSet(request.POST, prefix="links")
    keep_form = any(button in request.POST for button in KEEP_FORM)
    form.fields["progress"].required = not keep_form
    valid = form.is_valid() and links.is_valid()
    files = take_files(request, assignment, form.cleaned_data.get("key"))
    if not valid or files.errors:
        return assignment_page(request, assignment, form, links, files=files)
    act, more, done = _act(request, form, keep_form)
    try:
        report = act(assignment=assignment, by=request.user, at=timezone.now(), **answer_values(form, links), **more)
        if "remove" in request.POST:
            drop_file(request, assignment)
    except StaleDraft as stale:
        messages.error(request, str(stale))
        return assignment_page(request, assignment, form, links, theirs=stale.theirs)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return assignment_page(request, assignment, form, links)
    if report.state in ProgressReport.WAITING:
        offer(request, DONE[report.state], "tasks_undo", **left("submit", (report.pk, report.assignment)))
    else:
        messages.success(request, done or DONE.get(report.state, "这一页已经报送过，没有重复报送。"))
    back = assignment.get_absolute_url() + ("#files" if keep_form else "")
    return redirect(back if report.state == S.DRAFT else "my_tasks")


DONE = {
    S.RECORDED: "进展已报办公室，任务继续办理。",
    S.AT_LEADER: "已送本单位领导审核，通过后到办公室。",
    S.SUBMITTED: "已报送，等办公室审核。",
}


def _act(request, form, keep_form):
    """Return the service behind the button that was pressed, what it takes besides, and what to say."""
    if keep_form or "draft" in request.POST:
        return report_save_draft, {}, "草稿已保存，还没有报送。"
    return report_submit, {"closing": "progress_only" not in request.POST, "form_key": form.cleaned_data["key"]}, ""


def _blank_or_draft(assignment, reports):
    """Return the form: the draft, or what was recorded last to be carried on, or blank."""
    draft = assignment.reports.filter(state=S.DRAFT).prefetch_related("evidence").first()
    last = next((report for report in reports if report.state == S.RECORDED), None)
    source = draft or last
    initial = {"count": 1}  # of a duty with a number of times, an answer mostly tells of one
    if source:
        initial |= {name: getattr(source, name) for name in ("progress", "problem", "next_step")}
    if draft:
        initial |= {name: getattr(draft, name) for name in ("needs_coordination", "count", "version")}
    links = (
        [{"url": e.url, "title": e.title, "published_on": e.published_on} for e in draft.evidence.all()]
        if draft
        else []
    )
    form = ReportForm(initial={**initial, "key": uuid4()})
    return form, LinkFormSet(initial=links, prefix="links"), last if last and not draft else None


def assignment_page(
    request, assignment, form=None, links=None, *, extension=None, replies=None, act=None, theirs=None, files=None
):
    """Render the page; forms that are given were not accepted and are shown again with what was typed.

    replies: forms by the key of their instruction. act: the name of the office's act and its form.
    """
    refused = any(given is not None for given in (form, extension, replies, act))
    context = _read(request, assignment)
    if context["may_answer"] and form is None:
        form, links, context["carried_on"] = _blank_or_draft(assignment, context["reports"])
    for item in context["instructions"]:
        item.form = (replies or {}).get(item.pk) or ReplyForm(instruction=item)
    context |= {
        "form": form,
        "links": links,
        # a key of its own: with the answer's, an answer sent after it would be taken for sent already
        "no_news": OnceForm(auto_id=False, initial={"key": uuid4()}),
        "files_form": files or FilesForm(),
        "files": files_of_draft(request.user, assignment) if form else (),
        "theirs": theirs,
        "extension_form": extension or ExtensionForm(),
        "refused": refused,
    }
    if request.member.at_office:
        told = chases_of(assignment.office, [assignment]).get(assignment.pk)
        blank = {name: office_form(name, request.member.office, assignment) for name in FORMS}
        context |= {
            "acts": blank | dict([act] if act else []),
            "refused_act": act and act[1],
            "chased": told.words(timezone.localdate()) if told else "",
            "phrases": phrases_of(assignment.office),
        }
    return render(request, "tasks/assignment.html", context, status=422 if refused else 200)


def _read(request, assignment) -> dict:
    """Return what the page shows whoever looks; the number of queries does not depend on what was said."""
    member, task, today = request.member, assignment.task, timezone.localdate()
    reports = ProgressReport.objects.visible_to(request.user).filter(assignment=assignment).exclude(state=S.DRAFT)
    joined = reports.select_related("author", "passed_by", "reviewed_by", "period").with_evidence()
    reports = list(joined.order_by("-pk"))
    waiting = next((report for report in reports if report.state in ProgressReport.WAITING), None)
    extensions = list(assignment.extensions.select_related("asked_by", "decided_by"))
    asked = any(item.state == ExtensionRequest.State.ASKED for item in extensions)
    period = current_period(assignment) if task.deadline_kind == "periodic" else None
    with_unit = assignment.is_with_unit and task.plan.state == "issued"
    upper = Task.objects.linkable_for(member.office).filter(pk=task.upper_id) if task.upper_id else Task.objects.none()
    return {
        "assignment": assignment,
        "task": task,
        "upper": upper.first(),
        "light": Lights(member.office, today).of(assignment),
        "reports": reports[:SHOWN],
        "older": reports[SHOWN:],
        "returned": reports[0] if reports and reports[0].state == S.RETURNED and assignment.is_with_unit else None,
        "waiting": waiting,
        "period": period,
        "is_last_turn": bool(period) and next_turn(assignment, period) is None,
        "times_done": times_done(assignment) if task.quota else 0,
        "may_answer": member.answers and with_unit and waiting is None,
        "has_leader": task.plan.leader_first and leaders_of(assignment).exists(),
        "extensions": extensions,
        "instructions": list(assignment.instructions.select_related("author", "replied_by")),
        "may_extend": bool(assignment.due_on and today <= assignment.due_on and not asked),
        "others": _others(request, assignment),
    }


def _others(request, assignment):
    """Return what other units said about the task, where this one may read it: the lead all, others the lead."""
    if request.member.at_office:
        return []
    said = ProgressReport.objects.of_partners(assignment)
    return list(said.select_related("assignment__unit", "author").with_evidence().order_by("-pk")[:20])

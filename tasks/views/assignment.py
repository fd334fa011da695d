"""One assignment: the office reads and reviews, the unit answers with the short form."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tasks.forms import LinkFormSet, ReportForm
from tasks.models import Assignment, ProgressReport
from tasks.services.errors import ActRefused, StaleDraft
from tasks.services.reports import report_save_draft, report_submit
from tasks.views.assignment_page import Typed, assignment_page
from tasks.views.evidence import KEEP_FORM, drop_file, take_files
from tasks.views.undo import left
from units.access import member_required
from units.undoing import offer

S = ProgressReport.State


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
    typed = Typed(form=form, links=links)
    if not valid or files.errors:
        typed.files = files
        return assignment_page(request, assignment, typed)
    act, more, done = _act(request, form, keep_form)
    try:
        report = act(assignment=assignment, by=request.user, at=timezone.now(), **answer_values(form, links), **more)
        if "remove" in request.POST:
            drop_file(request, assignment)
    except StaleDraft as stale:
        messages.error(request, str(stale))
        typed.theirs = stale.theirs
        return assignment_page(request, assignment, typed)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return assignment_page(request, assignment, typed)
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

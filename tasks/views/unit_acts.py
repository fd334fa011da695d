"""What a unit does on one assignment besides answering: receipt, no news, a later day, a reply, saving while typing."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tasks.forms import ExtensionForm, LinkFormSet, OnceForm, ReplyForm, ReportForm
from tasks.models import Instruction
from tasks.services.errors import ActRefused, StaleDraft
from tasks.services.extensions import extension_ask
from tasks.services.instructions import instruction_reply
from tasks.services.lifecycle import assignment_receive
from tasks.services.reports import report_no_news, report_save_draft
from tasks.views.assignment import answer_values, assignment_or_404
from tasks.views.assignment_page import Typed, assignment_page
from units.access import liaison_required
from units.acting import attempt


@require_POST
@liaison_required
def assignment_receive_view(request, pk):
    """签收."""
    attempt(request, assignment_receive, "已签收。", assignment=assignment_or_404(request, pk))
    return redirect("assignment", pk=pk)


@require_POST
@liaison_required
def no_news_view(request, pk):
    """Say with one press that nothing new can be said."""
    done, form = "已告诉办公室：本期没有新的进展。", OnceForm(request.POST)
    form.full_clean()
    key = form.cleaned_data.get("key")
    attempt(request, report_no_news, done, assignment=assignment_or_404(request, pk), form_key=key)
    return redirect("my_tasks")


@require_POST
@liaison_required
def extension_ask_view(request, pk):
    """Ask for a later day."""
    assignment, form = assignment_or_404(request, pk), ExtensionForm(request.POST)
    if form.is_valid():
        attempt(request, extension_ask, "延期申请已报办公室。", form, assignment=assignment, **form.cleaned_data)
    if form.errors:
        return assignment_page(request, assignment, Typed(extension=form))
    return redirect("assignment", pk=pk)


@require_POST
@liaison_required
def instruction_reply_view(request, pk, instruction):
    """Answer a leader's instruction."""
    assignment = assignment_or_404(request, pk)
    instruction = get_object_or_404(Instruction.objects.filter(assignment=assignment), pk=instruction)
    form = ReplyForm(request.POST, instruction=instruction)
    if form.is_valid():
        values = {"instruction": instruction, "text": form.cleaned_data["reply"]}
        attempt(request, instruction_reply, "已回复。", form, "reply", **values)
    if form.errors:
        return assignment_page(request, assignment, Typed(replies={instruction.pk: form}))
    return redirect("assignment", pk=pk)


@require_POST
@liaison_required
def autosave(request, pk):
    """Keep what is being typed as the draft, and answer with one line for the page. Nobody is asked to correct anything."""
    assignment = assignment_or_404(request, pk)
    form, links = ReportForm(request.POST), LinkFormSet(request.POST, prefix="links")
    form.fields["progress"].required = False
    if not (form.is_valid() and links.is_valid()):
        return HttpResponse(status=204)  # half an address is no mistake yet
    try:
        values = answer_values(form, links)
        draft = report_save_draft(assignment=assignment, by=request.user, at=timezone.now(), **values)
    except StaleDraft as stale:
        return render(request, "tasks/_autosave.html", {"stale": stale.theirs})
    except ActRefused as refusal:
        return render(request, "tasks/_autosave.html", {"refusal": str(refusal)})
    return render(request, "tasks/_autosave.html", {"draft": draft, "at": timezone.localtime()})

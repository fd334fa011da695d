"""The desk of a unit's leader (分管领导): what the unit is about to report, to pass on or to send back."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tasks.forms import ReturnForm
from tasks.lights import Lights
from tasks.models import ProgressReport
from tasks.services.review import report_pass, report_send_back
from tasks.views.return_again import return_again
from tasks.views.undo import left_report
from units.access import unit_leader_required
from units.paging import Keyset
from units.undoing import attempt_with_undo

PAGE = 20


@require_GET
@unit_leader_required
def leader_queue(request):
    """What waits for the leader of the own unit, the oldest first."""
    rows = _own(request).at_leader().select_related("author").with_evidence()
    page = Keyset(rows, ("submitted_at", "pk"), request.GET.get("cursor", ""), size=PAGE).page
    lights = Lights(request.member.office, timezone.localdate())
    context = {"page": page, "lines": [(report, lights.of(report.assignment)) for report in page]}
    return render(request, "tasks/leader_queue.html", context)


@require_POST
@unit_leader_required
def report_pass_view(request, pk):
    """Pass one answer on to the office."""
    report = get_object_or_404(_own(request), pk=pk)
    return _act(request, f"{report.assignment.task.called}已报送办公室。", report_pass, "pass", report=report)


@require_POST
@unit_leader_required
def report_send_back_view(request, pk):
    """Send one answer back to the liaison with a reason."""
    report = get_object_or_404(_own(request), pk=pk)
    form, answer = ReturnForm(request.POST), None
    if form.is_valid():
        done = f"{report.assignment.task.called}已退回联络员修改。"
        values = {"form": form, "report": report, "reason": form.cleaned_data["reason"]}
        answer = _act(request, done, report_send_back, "send_back", **values)
    if form.errors:
        return return_again(request, report, form, back=(reverse("leader_queue"), "等我审核"), button="退回联络员")
    return answer


def _own(request):
    """Return the answers of the leader's own unit, with what a page shows of them."""
    rows = ProgressReport.objects.visible_to(request.user).select_related("assignment__task__plan", "assignment__unit")
    return rows.defer("assignment__task__plan__layout")


def _act(request, done, act, name, **values):
    attempt_with_undo(request, act, done, "tasks_undo", left_report(name), **values)
    return redirect("leader_queue")

"""Accepting many answers at once: a page that shows what will be accepted, then the act."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tasks.models import ProgressReport
from tasks.queue import ORDER
from tasks.reviewing import reviewed
from tasks.services.accepting import reports_accept
from tasks.views.going_back import go_back, wanted
from units.access import manager_required

MOST = 200


@require_http_methods(["GET", "POST"])
@manager_required
def accept_many(request):
    """Show the ticked answers with what to look at twice; a POST accepts those still ticked, each by itself."""
    keys = _keys(request.POST if request.method == "POST" else request.GET)
    reports = ProgressReport.objects.visible_to(request.user).waiting().filter(pk__in=keys)
    reports = list(reports.select_related("assignment__task", "assignment__unit").with_evidence().order_by(*ORDER))
    if request.method == "POST":
        return _accept(request, keys, reports)
    if not keys:
        messages.error(request, "没有勾选：请先在要通过的反馈前面打勾。")
        return redirect("review_queue")
    if not reports:
        raise Http404
    items = sorted(reviewed(reports), key=lambda item: not item.hints)  # what to look at twice comes first
    context = {
        "items": items,
        "hinted": sum(bool(item.hints) for item in items),
        "gone": len(keys) - len(items),
        "next": wanted(request) or reverse("review_queue"),
    }
    return render(request, "tasks/accept_many.html", context)


def _accept(request, keys, reports):
    outcome = reports_accept(reports=reports, by=request.user, at=timezone.now())
    if outcome.done:
        messages.success(request, f"已通过{len(outcome.done)}份反馈，任务办结。")
    for report, why in outcome.refused:
        messages.error(request, f"没有通过：{report.assignment.unit}第{report.assignment.task.number}项。{why}")
    if missing := len(keys) - len(reports):
        messages.warning(request, f"有{missing}份没有办理：已经有人处理过，或者不在待审核的反馈里。")
    if not keys:
        messages.error(request, "没有勾选，什么也没有办理。")
    return go_back(request, reverse("review_queue"))


def _keys(asked) -> set[int]:
    words = asked.getlist("report")[:MOST]
    return {int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 19}

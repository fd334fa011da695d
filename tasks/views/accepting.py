"""Accepting many answers at once. Where one of them ought to be looked at twice, a page that shows them comes first."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tasks.addresses import keys_of
from tasks.models import ProgressReport
from tasks.queue import ORDER
from tasks.reviewing import reviewed
from tasks.services.accepting import reports_accept
from tasks.views.going_back import go_back, wanted
from tasks.views.review import accepted
from units.access import manager_required
from units.undoing import offer

MOST = 200


@require_http_methods(["GET", "POST"])
@manager_required
def accept_many(request):
    """Accept what is ticked (POST), each answer by itself, at once where nothing must be looked at twice.

    Else, and for a GET, the ticked answers are shown with what to look at; that page sends ``looked``.
    """
    asked = request.POST if request.method == "POST" else request.GET
    keys = keys_of(asked.getlist("report")[:MOST])
    reports = ProgressReport.objects.visible_to(request.user).waiting().filter(pk__in=keys)
    reports = list(reports.select_related("assignment__task", "assignment__unit").with_evidence().order_by(*ORDER))
    items = reviewed(reports)
    if request.method == "POST" and (request.POST.get("looked") or not any(item.hints for item in items)):
        return _accept(request, keys, reports)
    if request.method == "POST":  # to a page with an address, so that it can be read anew
        return redirect(f"{request.path}?{urlencode({'report': sorted(keys), 'next': wanted(request)}, doseq=True)}")
    if not keys:
        messages.error(request, "没有勾选：请先在要通过的反馈前面打勾。")
        return redirect("review_queue")
    if not reports:
        raise Http404
    items = sorted(items, key=lambda item: not item.hints)  # what to look at twice comes first
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
        _say_accepted(request, outcome.done)
    for report, why in outcome.refused:
        messages.error(request, f"没有通过：{report.assignment.unit}{report.assignment.task.called}。{why}")
    if missing := len(keys) - len(reports):
        messages.warning(request, f"有{missing}份没有办理：已经有人处理过，或者不在待审核的反馈里。")
    if not keys:
        messages.error(request, "没有勾选，什么也没有办理。")
    return go_back(request, reverse("review_queue"))


def _say_accepted(request, reports):
    """Say how many, and offer to take them back."""
    done, held = f"已通过{len(reports)}份反馈，任务办结。", accepted(*reports)
    if held is None:
        messages.success(request, done)
    else:
        offer(request, done, "tasks_undo", **held)

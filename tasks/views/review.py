"""The office's review queue: accept, return, decide on extensions."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tasks.addresses import number
from tasks.forms import ReturnForm
from tasks.models import ExtensionRequest, Plan, ProgressReport
from tasks.phrases import phrases_of
from tasks.queue import COUNTED, NEED, ORDER, Queue
from tasks.reviewing import reviewed
from tasks.services.extensions import extension_decide
from tasks.services.review import closes_others, report_accept, report_return
from tasks.views.going_back import go_back
from tasks.views.return_again import return_again
from tasks.views.undo import left, left_report
from units.access import manager_required, office_required
from units.models import Unit
from units.paging import Keyset
from units.undoing import attempt_with_undo

PAGE = 25  # 3 kB each: the page stays light on a slow line (tests/pages/test_weight.py)


@require_GET
@office_required
def review_queue(request):
    """Everything that waits for the office, by plan and unit if asked for, what asks for coordination first."""
    asked = _asked(request)
    queue, cursor = Queue(request.user, asked), request.GET.get("cursor", "")
    reports, count = queue.reports()
    page = Keyset(reports.with_evidence(), ORDER, cursor, size=PAGE).page
    items, extensions = reviewed(page.rows), queue.extensions(PAGE + 1)
    context = {
        "page": page,
        "items": items,
        "plain": sum(not item.hints for item in items),
        "count": count,
        "most": COUNTED,
        "extensions": extensions[:PAGE],
        "more_extensions": len(extensions) > PAGE,
        "plans": _issued(request).values_list("pk", "title"),
        "units": Unit.objects.visible_to(request.user).order_by("position", "pk").values_list("pk", "short_name"),
        "asked": asked,
        "phrases": phrases_of(request.member.office),
        "is_narrowed": any(asked.values()),
        "query": "".join(f"&{name}={value}" for name, value in asked.items() if value),
        "cursor": cursor,
        "ticked": request.GET.get("tick", ""),
    }
    return render(request, "tasks/review_queue.html", context)


def _issued(request):
    return Plan.objects.visible_to(request.user).filter(state=Plan.State.ISSUED)


def _asked(request) -> dict:
    """Return what the address asks for. A plan or unit of another office is 404."""
    asked = {"plan": "", "unit": "", "need": ""}
    for name, model in (("plan", Plan), ("unit", Unit)):
        if pk := number(request.GET, name):
            asked[name] = get_object_or_404(model.objects.visible_to(request.user), pk=pk).pk
    if request.GET.get("need") == NEED:
        asked["need"] = NEED
    return asked


@require_POST
@manager_required
def report_accept_view(request, pk):
    """Accept one answer."""
    report = get_object_or_404(_reports(request), pk=pk)
    return _act(request, report, f"已通过：{_name(report)}，任务办结。", report_accept, accepted, report=report)


def accepted(*reports) -> dict | None:
    """Return what must be known to take acceptances back; what closed others with it is left out, and reopened one by one."""
    alone = [(report.pk, report.assignment) for report in reports if not closes_others(report.assignment)]
    return left("accept", *alone, staying=len(reports) - len(alone)) if alone else None


@require_POST
@manager_required
def report_return_view(request, pk):
    """Return one answer with a reason: a ready phrase, own words, or both."""
    report = get_object_or_404(_reports(request), pk=pk)
    form = ReturnForm(request.POST, phrases=phrases_of(request.member.office))
    if form.is_valid():
        done = f"已退回：{_name(report)}，等单位修改。"
        values = {"form": form, "report": report, "reason": form.cleaned_data["reason"]}
        attempt_with_undo(request, report_return, done, "tasks_undo", left_report("return"), **values)
    if form.errors:
        return return_again(request, report, form, back=(reverse("review_queue"), "待审核"), button="退回单位")
    return go_back(request, report.assignment.get_absolute_url())


@require_POST
@manager_required
def extension_decide_view(request, pk):
    """Grant or refuse a later day."""
    own = ExtensionRequest.objects.filter(assignment__office=request.member.office_id)
    extension = get_object_or_404(own.select_related("assignment"), pk=pk)
    granted = request.POST.get("decision") == "grant"
    note = request.POST.get("note", "")[:500]
    done = "已同意延期。" if granted else "已答复：不同意延期。"
    values = {"extension": extension, "granted": granted, "note": note}
    return _act(request, extension, done, extension_decide, _decided, **values)


def _decided(extension) -> dict:
    return left("extension", (extension.pk, extension.assignment))


def _reports(request):
    return ProgressReport.objects.visible_to(request.user).select_related("assignment__unit", "assignment__task")


def _name(report) -> str:
    return f"{report.assignment.unit}{report.assignment.task.called}"


def _act(request, subject, done, act, held, **values):
    attempt_with_undo(request, act, done, "tasks_undo", held, **values)
    return go_back(request, subject.assignment.get_absolute_url())

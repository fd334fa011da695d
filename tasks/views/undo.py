"""Taking back what somebody has just done to assignments, answers, requests and plans: one address for all offers."""

from datetime import datetime

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tasks.models import Assignment, ExtensionRequest, Plan, ProgressReport
from tasks.services.taking_back import (
    accept_take_back,
    act_take_back,
    close_take_back,
    drop_take_back,
    extension_take_back,
    pass_take_back,
    report_withdraw,
    return_take_back,
    send_back_take_back,
)
from tasks.views.going_back import go_back
from units.access import member_required
from units.acting import attempt
from units.undoing import redeem

OF_REPORTS = {
    "accept": accept_take_back,
    "return": return_take_back,
    "pass": pass_take_back,
    "send_back": send_back_take_back,
    "submit": report_withdraw,
}
GONE = "没有撤销：原来的内容已经不在了。"
OF_ASSIGNMENTS = ("cancel", "reopen", "due")


def left(act, *assignments_by_key, staying=0) -> dict:
    """Return what an offer must hold: the act, and of each row its key and the moment at which the act left it.

    assignments_by_key are pairs of the key of what was acted on, and its assignment as the act returned it; staying is
    how many more were done in the same act and cannot be taken back.
    """
    rows = [(pk, assignment.changed_at.isoformat()) for pk, assignment in assignments_by_key]
    return {"act": act, "rows": rows, "staying": staying}


def left_report(act):
    """Return the function that makes of an answer that an act returned what the offer must hold."""
    return lambda report: left(act, (report.pk, report.assignment))


@require_POST
@member_required
def tasks_undo(request):
    """Take it back, as far as nothing came after it, and say so."""
    held = redeem(request)
    if held is None:
        return go_back(request, reverse("home"))
    done = [row for pk, mark in held["rows"] if (row := _take_back(request, held, pk, mark))]
    if held["act"] == "submit" and done:
        messages.success(request, "已撤回，改好之后再报送。")
        return redirect("assignment", pk=done[0].pk)
    staying = held.get("staying")
    if done:
        many = len(held["rows"]) > 1 or staying
        messages.success(request, f"已撤销{len(done)}件。" if many else f"已撤销：{_as_it_is(done[0])}。")
    if staying:
        messages.warning(request, f"牵头单位的{staying}件没有撤销，需要的请逐件“退回重新办理”。")
    return go_back(request, reverse("home"))


def _as_it_is(row: Assignment | Plan) -> str:
    """Return what was acted on, and how it stands again."""
    if isinstance(row, Plan):
        return f"《{row.title}》恢复原样"
    return f"{row.unit}{row.task.called}现在是“{row.get_state_display()}”"


def _take_back(request, held, pk, mark):
    """Take one row's act back and return what the service returns; None when it was not, which is said."""
    rows, name, act, known = _target(request, held, mark)
    row = rows.filter(pk=pk).first()
    if row is None:
        messages.error(request, GONE)
        return None
    return attempt(request, act, **{name: row}, **known)


def _target(request, held, mark) -> tuple:
    """Return among which rows to look, what the service calls one, the service, and what else it takes."""
    user, act = request.user, held["act"]
    if act == "close":
        return Plan.objects.visible_to(user), "plan", close_take_back, {"version": mark}
    if act == "drop":
        return Plan.objects.visible_to(user), "plan", drop_take_back, {"version": mark, "rows": held["text"]}
    known = {"stamp": datetime.fromisoformat(mark)}
    if act in OF_ASSIGNMENTS:
        return Assignment.objects.visible_to(user), "assignment", act_take_back, known | {"verb": act}
    if act == "extension":
        rows = ExtensionRequest.objects.filter(assignment__office=request.member.office_id)
        return rows.select_related("assignment"), "extension", extension_take_back, known
    rows = ProgressReport.objects.visible_to(user).select_related("assignment")
    return rows, "report", OF_REPORTS[act], known

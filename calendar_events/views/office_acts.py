"""The acts of the office's clerk on an activity: another time, cancel, reopen, close."""

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from calendar_events.forms.office import MoveForm, ReasonForm
from calendar_events.forms.versions import seen_both
from calendar_events.models import Activity
from calendar_events.services import (
    activity_cancel,
    activity_close,
    activity_move,
    activity_reopen,
    activity_take_back,
    suggestion_put_back,
)
from calendar_events.views.acting import activity_or_404, against, attempt_on_activity
from calendar_events.views.activity import activity_page
from units.access import manager_required, member_required
from units.acting import attempt
from units.undoing import redeem

ACTS = {
    "cancel": (activity_cancel, "活动已取消，系统不再提醒，请告知主办单位。"),
    "reopen": (activity_reopen, "活动已恢复。"),
    "close": (activity_close, "活动已办结。"),
}


@require_POST
@manager_required
def activity_act(request, pk, act):
    """One of the office's acts: cancel, reopen, close. The first two need a reason."""
    activity = activity_or_404(request, pk)
    service, done = ACTS[act]
    if act == "close":
        attempt_on_activity(request, service, done, activity)
        return redirect("activity", pk=pk)
    form = ReasonForm(request.POST, auto_id=f"id_{act}_%s")
    if form.is_valid():
        attempt_on_activity(request, service, done, activity, form, reason=form.cleaned_data["reason"])
    if form.errors:
        return activity_page(request, activity, act=act, act_form=form)
    return redirect("activity", pk=pk)


@require_POST
@member_required
def activity_undo(request, pk):
    """Take back what was just done to the activity; the offer belongs to who did it."""
    activity, held = activity_or_404(request, pk), redeem(request)
    if held and held["activity"] == pk:
        act = suggestion_put_back if "said" in held else activity_take_back
        known = {name: held[name] for name in ("version", "before", "said") if name in held}
        attempt(request, act, "已撤销。", activity=activity, **known)
    return redirect("activity", pk=pk)


@require_http_methods(["GET", "POST"])
@manager_required
def activity_move_view(request, pk):
    """Give the activity another day or month. What speaks against it is said first; ?to= is where it was dragged."""
    activity = activity_or_404(request, pk)
    if activity.state != Activity.State.PLANNED:
        messages.error(request, f"这项活动{activity.get_state_display()}，不能再改期。")
        return redirect("activity", pk=pk)
    data = request.POST if request.method == "POST" else None
    time = _target(request.GET.get("to", "")) or {"month": activity.month, "day": activity.day}
    form = MoveForm(data, activity=activity, initial={"version": activity.version, **time})
    asked = data is None and "to" in request.GET
    if data and form.is_valid():
        day, month = form.cleaned_data["day"], form.cleaned_data["month"]
        if "look" not in data:
            values = {"day": day, "month": month, "reason": form.cleaned_data["reason"]}
            values["version"] = form.cleaned_data["version"]
            said = "时间已改，系统按新的时间提醒主办单位。"
            if attempt_on_activity(request, activity_move, said, activity, form, **values):
                return redirect("activity", pk=pk)
            activity = activity_or_404(request, pk)
            seen_both(form, activity)
        asked = True
    else:
        day, month = form.initial.get("day"), form.initial.get("month")
    act = "改期" if activity.day else "定日期"
    context = {"activity": activity, "form": form, "act": act, "asked": asked, "day": day, "month": month}
    context["warnings"] = against(request, activity, day, day.month if day else month) if asked else []
    if asked and activity.preview_url and day != activity.day:
        context["warnings"].append("活动预告已经发布，改期后请主办单位更正预告。")
    return render(request, "calendar_events/move.html", context, status=422 if form.errors else 200)


def _target(text) -> dict:
    """Return day or month of 2026-06-12 or 7; nothing for anything else."""
    if text.isascii() and text.isdigit():
        return {"month": int(text)} if len(text) < 3 and 1 <= int(text) <= 12 else {}
    try:
        return {"day": date.fromisoformat(text)}
    except ValueError:
        return {}

"""The schedule of a year: issued, its settings, its copy for the next year."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from calendar_events.forms.office import CopyForm, RulesForm
from calendar_events.models import ActivitySchedule
from calendar_events.services import schedule_issue, schedule_roll_forward, schedule_set_rules
from units.access import manager_required
from units.acting import attempt


@require_POST
@manager_required
def schedule_issue_view(request, pk):
    """Issue the schedule (下发)."""
    schedule = _schedule_or_404(request, pk)
    attempt(request, schedule_issue, "活动安排表已下发，主办单位现在可以填写。", schedule=schedule)
    return redirect("activity_year", year=schedule.year)


@require_http_methods(["GET", "POST"])
@manager_required
def schedule_detail(request, pk):
    """The settings of the schedule: the days of the steps, and whether it is public."""
    schedule = _schedule_or_404(request, pk)
    if request.method == "GET":
        return _page(request, schedule)
    form = RulesForm(request.POST, instance=_schedule_or_404(request, pk))
    if form.is_valid():
        values = {"values": form.cleaned_data, "seen": form.seen}
        attempt(request, schedule_set_rules, "设置已保存。", form, schedule=schedule, **values)
    return _page(request, schedule, rules=form) if form.errors else redirect("schedule", pk=pk)


@require_POST
@manager_required
def schedule_forward(request, pk):
    """Copy the schedule for another year."""
    schedule = _schedule_or_404(request, pk)
    form = CopyForm(request.POST, auto_id="id_copy_%s")
    if form.is_valid():
        new = attempt(request, schedule_roll_forward, "", form, schedule=schedule, **form.cleaned_data)
        if new:
            messages.success(request, f"已生成{new.year}年活动安排表，核对后再下发。")
            return redirect("activity_year", year=new.year)
    return _page(request, schedule, copy=form)


def _schedule_or_404(request, pk) -> ActivitySchedule:
    return get_object_or_404(ActivitySchedule.objects.visible_to(request.user).select_related("office"), pk=pk)


def _page(request, schedule, rules=None, copy=None):
    title = schedule.title.replace(str(schedule.year), str(schedule.year + 1))
    context = {
        "schedule": schedule,
        "rules_form": rules or RulesForm(instance=schedule),
        "copy_form": copy or CopyForm(initial={"year": schedule.year + 1, "title": title}, auto_id="id_copy_%s"),
        "refused_form": rules or copy,
    }
    return render(request, "calendar_events/schedule.html", context, status=422 if context["refused_form"] else 200)

"""The year's activities by month, and one activity."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from calendar_events.forms import ActivityForm
from calendar_events.models import Activity, ActivitySchedule
from calendar_events.services import ActivityError, activity_fill_in, activity_mark_held, schedule_issue
from units.access import manager_required, member_required


@require_GET
@member_required
def activity_year(request, year=None):
    """The activities of one year as twelve months; the newest year with a schedule by default."""
    schedules = ActivitySchedule.objects.visible_to(request.user)
    years = list(schedules.order_by("-year").values_list("year", flat=True).distinct())
    today = timezone.localdate()
    year = year or (today.year if today.year in years or not years else years[0])
    activities = Activity.objects.visible_to(request.user).filter(schedule__year=year)
    activities = activities.select_related("host", "schedule").order_by("month", "day", "seq")
    months = defaultdict(list)
    for activity in activities:
        months[activity.day.month if activity.day else activity.month].append(activity)
    context = {
        "year": year,
        "years": years,
        "schedules": schedules.filter(year=year),
        "months": [(month, months[month]) for month in range(1, 13) if months[month]],
        "undated": months[None],
        "total": sum(map(len, months.values())),
        "themes_missing": sum(a.theme_missing for rows in months.values() for a in rows),
        "this_month": today.month if year == today.year else None,
    }
    return render(request, "calendar_events/year.html", context)


@require_http_methods(["GET", "POST"])
@member_required
def activity_detail(request, pk):
    """One activity; its host and the office's clerk fill it in here."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user).select_related("host", "schedule"), pk=pk)
    editable = Activity.objects.editable_by(request.user).filter(pk=pk).exists()
    shown = Activity.objects.again(activity).select_related("host", "schedule").get()  # a form that fails writes on it
    form = ActivityForm(request.POST if request.method == "POST" else None, instance=shown)
    if request.method == "POST":
        if not editable:
            raise PermissionDenied
        if form.is_valid():
            try:
                activity_fill_in(activity=activity, values=form.cleaned_data, by=request.user, at=timezone.now())
            except ActivityError as error:
                messages.error(request, str(error))
            else:
                messages.success(request, "已保存。")
            return redirect("activity", pk=pk)
    context = {"activity": activity, "form": form if editable and activity.state != "cancelled" else None}
    return render(request, "calendar_events/activity.html", context, status=422 if form.errors else 200)


@require_POST
@member_required
def activity_held(request, pk):
    """Record that the activity took place."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    if not Activity.objects.editable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    try:
        activity_mark_held(activity=activity, by=request.user, at=timezone.now())
    except ActivityError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已登记为“已举办”。")
    return redirect("activity", pk=pk)


@require_POST
@manager_required
def schedule_issue_view(request, pk):
    """Issue the schedule (下发)."""
    schedule = get_object_or_404(ActivitySchedule.objects.visible_to(request.user), pk=pk)
    try:
        schedule_issue(schedule=schedule, by=request.user, at=timezone.now())
    except ActivityError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "活动安排表已下发，主办单位现在可以填写。")
    return redirect("activity_year", year=schedule.year)

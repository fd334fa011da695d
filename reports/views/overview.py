"""总览 and 进度: how far the office's year is, today or at the end of a past day."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from calendar_events.workdays import WorkdayCalendar, unknown_year
from reminders.health import trouble
from reports.charts import bar, heat_strip, line_chart
from reports.first_steps import first_steps, first_steps_hide
from reports.overview import overview
from reports.progress import progress
from tasks.addresses import number
from tasks.figures import rules
from tasks.models import Plan
from tasks.past import as_of
from units.access import manager_required, office_required
from units.acting import attempt

SHOWN = ("total", "done", "on_time", "late", "review", "unanswered", "unreceived", "overdue")


@require_GET
@office_required
def overview_page(request, year=None):
    """总览."""
    today = timezone.localdate()
    day = as_of(request.GET.get("on", ""), today)
    found = overview(request.user, day, year)
    office = request.member.office
    calendar = WorkdayCalendar(office)
    context = {
        "overview": found,
        "first_steps": first_steps(office, calendar, today) if request.member.manages and not day.is_past else [],
        "months": heat_strip(found.due_days, found.year),
        "unknown_year": unknown_year(calendar, today),
        "trouble": trouble(timezone.now()),
        **_day(day),
    }
    return render(request, "reports/overview.html", context)


@require_POST
@manager_required
def first_steps_hide_view(request):
    """Put the list of first steps away."""
    attempt(request, first_steps_hide, "“开始使用”清单不再显示，各项仍可随时办理。", office=request.member.office)
    return redirect("overview")


@require_GET
@office_required
def progress_page(request, year=None):
    """进度: the year against the calendar, by heading and by unit; a part of 总览, and a page of its own."""
    day = as_of(request.GET.get("on", ""), timezone.localdate())
    plan = None
    if pk := number(request.GET, "plan"):
        plan = get_object_or_404(Plan.objects.visible_to(request.user).exclude(state="draft").defer("layout"), pk=pk)
    found = progress(request.user, day, year, plan)
    if plan and not found.plans and not day.is_past:
        raise Http404  # archived: only its past days are shown
    context = {
        "progress": found,
        "plan": plan,
        "chart": line_chart(found.line, found.year),
        "elapsed": f"{found.line[-1][2]:.0%}" if found.line else "",
        "headings": [(row, bar(row.figures)) for row in found.headings],
        "units": [(row, bar(row.figures)) for row in found.units],
        "rules": rules(SHOWN),
        **_day(day, plan=plan.pk if plan else ""),
    }
    part = "reports/_plots.html" if request.htmx else "reports/progress.html"
    return render(request, part, context)


def _day(day, **kept) -> dict:
    """Return what a page needs to name the day it speaks of, in words and in the addresses on it."""
    return {"as_of": day, "on": day.day.isoformat() if day.is_past else "", "kept": kept}

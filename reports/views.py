"""Overview and matrix for the office."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from calendar_events.workdays import WorkdayCalendar, unknown_year
from reminders.health import trouble
from reports.matrix import matrix
from reports.overview import overview
from tasks.models import Plan
from units.access import office_required


@require_GET
@office_required
def overview_page(request, year=None):
    """总览."""
    today = timezone.localdate()
    context = {
        "overview": overview(request.user, today, year),
        "today": today,
        "unknown_year": unknown_year(WorkdayCalendar(request.member.office), today),
        "trouble": trouble(timezone.now()),
    }
    return render(request, "reports/overview.html", context)


@require_GET
@office_required
def matrix_page(request, pk):
    """矩阵."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("office"), pk=pk)
    today = timezone.localdate()
    units, rows = matrix(plan, today)
    return render(request, "reports/matrix.html", {"plan": plan, "units": units, "rows": rows, "today": today})

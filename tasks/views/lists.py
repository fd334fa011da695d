"""The office's list of assignments: who has not answered, what is overdue, what comes."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tasks.lights import Lights
from tasks.models import Assignment, Plan
from units.access import office_required
from units.models import Unit

PAGE = 50
FILTERS = {
    "overdue": ("已逾期", lambda rows, day: rows.overdue(day)),
    "week": ("7天内到期", lambda rows, day: rows.due_between(day, day + timedelta(days=7))),
    "month": ("30天内到期", lambda rows, day: rows.due_between(day, day + timedelta(days=30))),
    "unanswered": ("未报送", lambda rows, day: rows.with_unit()),
    "returned": ("被退回", lambda rows, day: rows.returned()),
    "unreceived": ("未签收", lambda rows, day: rows.filter(state=Assignment.State.ASSIGNED)),
    "review": ("待审核", lambda rows, day: rows.filter(state=Assignment.State.IN_REVIEW)),
    "done": ("已办结", lambda rows, day: rows.filter(state=Assignment.State.DONE)),
    "all": ("全部", lambda rows, day: rows),
}


@require_GET
@office_required
def assignment_list(request):
    """Assignments of one year, by what is asked of them and by unit. Addressable: ?show=overdue&unit=3&year=2026."""
    today = timezone.localdate()
    show = request.GET.get("show") if request.GET.get("show") in FILTERS else "all"
    year = _number(request, "year") or Plan.objects.visible_to(request.user).working_year(today)
    rows = Assignment.objects.visible_to(request.user).of_open_plans().of_year(year)
    unit = None
    if pk := _number(request, "unit"):
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
        rows = rows.filter(unit=unit)
    rows = (
        FILTERS[show][1](rows, today)
        .for_list()
        .order_by(F("due_on").asc(nulls_last=True), "task__position", "unit__position")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    lights = Lights(request.member.office, today)
    context = {
        "page": page,
        "lines": [(row, lights.of(row)) for row in page],
        "filters": [(key, label) for key, (label, _) in FILTERS.items()],
        "show": show,
        "year": year,
        "unit": unit,
        "query": "".join(
            f"&{key}={value}" for key, value in (("show", show), ("year", year), ("unit", unit and unit.pk)) if value
        ),
    }
    return render(request, "tasks/assignment_list.html", context)


def _number(request, name) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None

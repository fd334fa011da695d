"""各单位负担: what each unit is asked, month by month; with what a draft would add before it is issued."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from reports.burden import burden
from tasks.addresses import number, year_of
from tasks.models import Plan
from units.access import office_required


@require_GET
@office_required
def burden_page(request):
    """The table; ?plan= names a draft that is about to be issued."""
    plans = Plan.objects.visible_to(request.user).select_related("office").defer("layout")
    draft = None
    if pk := number(request.GET, "plan"):
        draft = get_object_or_404(plans, pk=pk, state=Plan.State.DRAFT)
    years = sorted(set(plans.values_list("year", flat=True)), reverse=True)
    year = draft.year if draft else year_of(request.GET) or timezone.localdate().year
    found = burden(request.user, year, draft)
    rows = [(load, [(*cell, found.step(cell[1] + cell[3])) for cell in load.months]) for load in found.loads]
    busy = {month for _, cells in rows for month, asks, letters, added, _ in cells if asks or letters or added}
    months = [(month, month not in busy) for month in range(1, 13)]
    context = {"year": year, "years": years, "draft": draft, "rows": rows, "months": months, "busy": busy}
    context["elsewhere"] = found.elsewhere
    return render(request, "reports/burden.html", context)

"""The office makes a 督办单 or a 催办通知 for one unit: choose the tasks, press, and the paper comes."""

from io import BytesIO

from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from imports.export import workbook_name
from reports.notice_forms import NoticeForm
from reports.notices import NAMES, answer_day, notice_make, offered
from tasks.addresses import keys_of
from tasks.lights import Lights
from tasks.views.going_back import wanted
from units.access import manager_required
from units.acting import attempt
from units.models import Unit


@require_http_methods(["GET", "POST"])
@manager_required
def notice_page(request, pk):
    """Show what the unit owes, the overdue ticked (or those that ?assignment= names); sent, give the paper."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user).select_related("office"), pk=pk)
    today, keys = timezone.localdate(), _keys(request)
    form = NoticeForm(
        request.POST if request.method == "POST" else None,
        today=today,
        initial={"answer_by": answer_day(unit.office, today)},
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        paper = attempt(request, notice_make, unit=unit, keys=keys, today=today, **said)
        if paper:
            name = f"{NAMES[said['kind']]}_{unit}_{today:%Y%m%d}"
            return FileResponse(BytesIO(paper), as_attachment=True, filename=workbook_name(name, ".docx"))
    lights, rows = Lights(unit.office, today), offered(unit, today, keys)
    by_hand = bool(keys) or form.is_bound
    lines = [(row, lights.of(row)) for row in rows]
    context = {
        "unit": unit,
        "form": form,
        "lines": [(row, light, row.pk in keys if by_hand else light.css == "overdue") for row, light in lines],
        "next": wanted(request) or reverse("assignment_list") + f"?unit={unit.pk}",
    }
    return render(request, "reports/notice.html", context, status=422 if form.is_bound else 200)


def _keys(request) -> set[int]:
    asked = (request.POST if request.method == "POST" else request.GET).getlist("assignment")
    return keys_of(asked)

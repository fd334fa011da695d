"""What an import leaves to a plan: names still open, and the way out again as a workbook."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from imports.export import plan_workbook, workbook_name
from imports.forms import NamesForm
from imports.services import open_names, open_phrases, plan_settle_names
from imports.services.downloads import note_download
from imports.template import schedule_template, table_template
from imports.views.batches import attempt
from tasks.models import Plan
from units.access import manager_required, office_required


@require_http_methods(["GET", "POST"])
@manager_required
def plan_names(request, pk):
    """Settle the names that an import left open."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("office"), pk=pk)
    asked = open_names(plan).asked(open_phrases(plan))
    form = NamesForm(request.POST if request.method == "POST" else None, asked=asked, office=plan.office)
    if request.method == "POST" and form.is_valid():
        answers = {text: answer for text, answer in form.answers().items() if answer}
        count = attempt(request, plan_settle_names, plan=plan, answers=answers)
        if count is not None:
            messages.success(request, f"已确认{count}处责任单位。")
            return redirect("plan", pk=pk)
    return render(request, "imports/plan_names.html", {"plan": plan, "form": form}, status=422 if form.errors else 200)


@require_GET
@office_required
def plan_workbook_view(request, pk):
    """The plan as a workbook; ?states=1 adds where each row stands today."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("office"), pk=pk)
    states_on = timezone.localdate() if request.GET.get("states") else None
    note_download(plan=plan, with_states=bool(states_on), by=request.user, at=timezone.now())
    return _download(plan_workbook(plan, states_on=states_on), plan.title)


@require_GET
@manager_required
def import_template(request):
    """An empty table to fill in."""
    year = timezone.localdate().year
    return _download(table_template(request.member.office, year), f"{year}年任务分工模板")


@require_GET
@manager_required
def import_schedule_template(request):
    """An empty activity schedule to fill in."""
    year = timezone.localdate().year
    return _download(schedule_template(request.member.office, year), f"{year}年活动安排表模板")


def _download(content, title):
    return FileResponse(BytesIO(content), as_attachment=True, filename=workbook_name(title))

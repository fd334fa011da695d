"""The settings of the office's papers, and the order of units for an office that asks for it."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from reports.forms import ReportSettingsForm
from reports.progress import year_rows
from reports.ranking import RULE, ranking
from reports.report_settings import report_settings, report_settings_set
from tasks.addresses import year_of
from tasks.models import Plan
from tasks.past import as_of
from tasks.querysets import working_year
from tasks.standings import is_at_work
from units.access import manager_required, office_required
from units.acting import attempt


@require_http_methods(["GET", "POST"])
@manager_required
def settings_page(request):
    """The settings."""
    office = request.member.office
    if request.method == "POST":
        form = ReportSettingsForm(request.POST, instance=report_settings(office))
        if form.is_valid():
            values = {"values": form.cleaned_data, "seen": form.seen}
            attempt(request, report_settings_set, "设置已保存。", form, office=office, **values)
        if not form.errors:
            return redirect("report_settings")
    else:
        form = ReportSettingsForm(instance=report_settings(office))
    status = 422 if form.errors else 200
    return render(request, "reports/settings.html", {"form": form}, status=status)


@require_GET
@office_required
def ranking_page(request):
    """The units in an order, as of a day; 404 where the office has not asked for it."""
    if not report_settings(request.member.office).ranks:
        raise Http404
    day = as_of(request.GET.get("on", ""), timezone.localdate())
    at_work = list(Plan.objects.visible_to(request.user).filter(is_at_work(day)).defer("layout"))
    year = year_of(request.GET) or working_year({plan.year for plan in at_work}, day.day)
    rows = year_rows([plan for plan in at_work if plan.year == year], day)
    found = ranking(request.user, rows, day.day)
    context = {
        "as_of": day,
        "on": day.day.isoformat() if day.is_past else "",
        "kept": {"year": year},
        "year": year,
        "parts": [
            (title, found[part]) for part, title in (("lead", "牵头或单独负责"), ("assist", "配合")) if found[part]
        ],
        "rule": RULE,
    }
    return render(request, "reports/ranking.html", context)

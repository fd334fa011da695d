"""Files to take away: ledgers (台账) and lists of evidence (佐证清单), today's or those of a past day."""

from io import BytesIO

from django.http import FileResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from documents.days import long_day
from imports.export import workbook_name
from reports.evidence_list import evidence_list
from reports.ledger.details import gather
from reports.ledger.lines import ledger_lines
from reports.ledger.workbook import ledger_workbook
from tasks.addresses import number, year_of
from tasks.models import Plan
from tasks.past import as_of
from units.access import member_required, office_required, unit_required
from units.history import record
from units.models import Unit


@require_GET
@member_required
def plan_ledger(request, pk):
    """A plan's ledger as a workbook; of one unit with ?unit=, and for a unit's people always of their own."""
    plan, unit, day = _plan(request, pk), _unit(request), _day(request)
    title = _note(request, plan, f"{plan.title}台账", unit, day)
    return _file(ledger_workbook(gather(plan.office, [plan], day, unit)), title)


@require_GET
@member_required
def plan_lines(request, pk):
    """The rows of a plan's ledger as CSV, likewise."""
    plan, unit, day = _plan(request, pk), _unit(request), _day(request)
    title = _note(request, plan, f"{plan.title}各单位明细", unit, day)
    answer = StreamingHttpResponse(
        ledger_lines(gather(plan.office, [plan], day, unit)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = content_disposition_header(True, workbook_name(title, ".csv"))
    return answer


@require_GET
@office_required
def unit_ledger(request, pk, year):
    """The ledger of one unit over all plans of a year."""
    return _year_ledger(request, get_object_or_404(Unit.objects.visible_to(request.user), pk=pk), year)


@require_GET
@unit_required
def my_ledger(request):
    """The own unit's ledger of ?year=, by default the year people work on."""
    return _year_ledger(request, request.member.unit, _year(request))


@require_GET
@office_required
def evidence_list_file(request, year):
    """The list of evidence of all units, or of one with ?unit=."""
    return _evidence(request, _unit(request), year)


@require_GET
@unit_required
def my_evidence_list(request):
    """The own unit's list of evidence of ?year=, by default the year people work on."""
    return _evidence(request, request.member.unit, _year(request))


def _year_ledger(request, unit, year):
    plans = Plan.objects.visible_to(request.user).filter(year=year).exclude(state=Plan.State.DRAFT)
    plans = list(plans.filter(assignments__unit=unit).distinct().order_by("-pk"))
    day = _day(request)
    title = _note(request, unit, f"{year}年政务公开任务台账", unit, day)
    return _file(ledger_workbook(gather(request.member.office, plans, day, unit)), title)


def _evidence(request, unit, year):
    day, office = _day(request), request.member.office
    title = _note(request, unit or office, f"{year}年政务公开工作佐证清单", unit, day)
    return _file(evidence_list(office, year, day, unit), title, ".docx")


def _plan(request, pk):
    plans = Plan.objects.visible_to(request.user).exclude(state=Plan.State.DRAFT)
    return get_object_or_404(plans.select_related("office"), pk=pk)


def _unit(request) -> Unit | None:
    """Return the unit that is asked for; a unit's people get their own, whatever they ask for."""
    if request.member.unit_id:
        return request.member.unit
    pk = number(request.GET, "unit")
    return get_object_or_404(Unit.objects.visible_to(request.user), pk=pk) if pk else None


def _day(request):
    return as_of(request.GET.get("on", ""), timezone.localdate())


def _year(request) -> int:
    return year_of(request.GET) or Plan.objects.visible_to(request.user).working_year(timezone.localdate())


def _note(request, subject, title, unit, day) -> str:
    """Write the download into the history and return what the file is called."""
    title = f"{unit}_{title}" if unit else title
    title = f"{title}_{day.day:%Y%m%d}"
    label = title if not day.is_past else f"{title}（{long_day(day.day)}的情况）"
    at, office = timezone.now(), request.member.office
    record(
        "下载", subject, by=request.user, at=at, office=office, label=label
    )  # before the file is made: none leaves unseen
    return title


def _file(content: bytes, title: str, ending: str = ".xlsx"):
    return FileResponse(BytesIO(content), as_attachment=True, filename=workbook_name(title, ending))

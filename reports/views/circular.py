"""通报: choose the period, read the draft with the list behind each number, take it as a Word document, close a quarter."""

from datetime import UTC, date, datetime
from io import BytesIO
from urllib.parse import urlencode

from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from documents.writers.official.write import write_official
from reports.circular.asked import ONE_DAY, Asked
from reports.circular.facts import Facts, gather
from reports.circular.paper import paper
from reports.circular.wording import Wording, period_words
from reports.quarters import corrections, quarter_close, quarter_days, quarter_of
from reports.report_settings import report_settings
from tasks.figures import FIGURES
from tasks.models import Plan
from tasks.past import end_of
from units.access import manager_required, office_required
from units.acting import attempt
from units.history import record

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
@office_required
def circular_page(request):
    """The draft, each number with its list."""
    asked = Asked(request)
    closed = asked.closed()
    wording = _wording(asked, closed)
    plans = Plan.objects.visible_to(request.user).exclude(state=Plan.State.DRAFT)
    chosen = asked.chosen()
    context = {
        "wording": wording,
        "sections": [_with_links(section) for section in wording.sections()],
        "closed": closed,
        "corrections": corrections(closed) if closed else [],
        "may_close": asked.is_quarter and asked.as_of.is_past and not closed and request.member.manages,
        "asked": asked,
        "chosen": chosen,
        "settings": report_settings(asked.office),
        "query": urlencode({name: value for name, value in chosen.items() if value}),
        "plans": list(plans.order_by("-year", "-pk").values_list("pk", "title")),
        "archived": [] if wording.facts.figures["total"] else _archived(plans, asked),
        "years": [(year, f"{year}年") for year in _years(plans, asked.year)],
        "quarters": _quarters(timezone.localdate()),
        "figures": [
            (FIGURES[code].label, FIGURES[code].rule) for code in ("total", "done", "on_time", "late", "overdue")
        ],
    }
    return render(request, "reports/circular.html", context)


@require_GET
@office_required
def circular_paper(request):
    """The draft as a Word document by GB/T 9704-2012."""
    asked = Asked(request)
    closed = asked.closed()
    wording = _wording(asked, closed)
    if not wording.facts.figures["total"]:
        raise Http404
    made = datetime.combine(asked.as_of.day, datetime.min.time(), UTC)  # the same circular is the same file
    found = corrections(closed) if closed else ()
    content = write_official(paper(wording, report_settings(asked.office), found), made)
    record("下载通报", asked.office, by=request.user, at=timezone.now(), office=asked.office, label=wording.title)
    return FileResponse(BytesIO(content), as_attachment=True, filename=f"{wording.title}.docx", content_type=WORD)


@require_POST
@manager_required
def quarter_close_view(request, year, quarter):
    """Close a quarter: its numbers stay as they are."""
    if quarter not in (1, 2, 3, 4):
        raise Http404
    attempt(
        request,
        quarter_close,
        "本季度的数字已经封存，以后的变化在更正里列出。",
        office=request.member.office,
        year=year,
        quarter=quarter,
    )
    first, last = quarter_days(year, quarter)
    return redirect(f"{reverse('circular')}?{urlencode({'year': year, 'first': first, 'last': last})}")


def _wording(asked: Asked, closed) -> Wording:
    if closed:
        return Wording(Facts.from_json(closed.facts), asked.options)
    return Wording(gather(asked.office, asked.year, asked.first, asked.as_of, asked.plan), asked.options)


def _with_links(section) -> tuple[str, list]:
    """Return heading and paragraphs with the address of the list behind each number."""
    lists = reverse("assignment_list")
    paragraphs = [
        (head, [(piece.text, f"{lists}?{urlencode(piece.listed)}" if piece.listed else "") for piece in pieces])
        for head, pieces in section.paragraphs
    ]
    return section.heading, paragraphs


def _archived(plans, asked) -> list[tuple[str, date]]:
    """Return title and day of what was archived by the day that is asked for: it explains why nothing is counted."""
    rows = plans.filter(year=asked.year, closed_at__lt=end_of(asked.as_of.day)).order_by("pk")
    return [(title, timezone.localdate(at)) for title, at in rows.values_list("title", "closed_at")]


def _years(plans, shown: int) -> list[int]:
    """Return the years of which there are plans, and the one that is shown, the latest first."""
    return sorted({*plans.order_by().values_list("year", flat=True), shown}, reverse=True)


def _quarters(today: date) -> list[tuple[str, date, date]]:
    """Return the last five quarters, the present one first, with their days."""
    found, day = [], today
    for _ in range(5):
        first, last = quarter_of(day)
        found.append((period_words(first, last), first, min(last, today)))
        day = first - ONE_DAY
    return found

"""The office's list of assignments: who has not answered, what is overdue, what comes."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from documents.days import long_day
from documents.text import cut
from tasks.chases import chases_of
from tasks.lights import Lights
from tasks.listing import Listing, filters
from units.access import office_required
from units.models import Unit
from units.paging import Keyset, count_up_to

PAGE = 50
COUNTED = 5000  # rows; of more it is only said that there are more
ORDER = ("due_key", "pk")
LONG = 70  # characters of a requirement


@require_GET
@office_required
def assignment_list(request):
    """Assignments of one year by due day, page by page (``tasks.listing`` says what an address may ask for)."""
    today = timezone.localdate()
    listing = Listing(request.GET, request.user, today)
    rows = listing.rows()
    page = Keyset(rows.for_lines().by_due_day(), ORDER, request.GET.get("cursor", ""), size=PAGE).page
    office, shown = request.member.office, listing.as_of.show(page)
    lights = Lights(office, listing.as_of.day)
    told = {} if listing.as_of.is_past else chases_of(office, shown)
    returned = set() if listing.as_of.is_past else rows.keys_returned(shown)
    context = {
        "listing": listing,
        "page": page,
        "lines": [
            (*_line(row, lights), row.pk in returned, told[row.pk].words(today) if row.pk in told else "")
            for row in shown
        ],
        "count": count_up_to(rows, COUNTED),
        "most": COUNTED,
        "filters": _links(listing),
        "kinds": Unit.Kind.choices,
        "query": "&" + urlencode(listing.query),
        "as_of": listing.as_of,
        "of_unit": "?" + urlencode({name: value for name, value in listing.query.items() if name != "unit"}) + "&unit=",
        "manages": request.member.manages and not listing.as_of.is_past,
        "ticked": request.GET.get("tick") == "all",
        "cursor": request.GET.get("cursor", ""),
        "here": request.get_full_path(),
    }
    return render(request, "tasks/assignment_list.html", context)


def _line(row, lights) -> tuple:
    """Return what the table shows of an assignment, in words: key and name (to tick, where it is owed), unit, …"""
    task = row.task
    text = cut(task.requirement, LONG)
    due = long_day(row.due_on) if row.due_on else task.deadline_raw or "未写"
    tick = (str(row.pk), f"勾选{row.unit}{task.called}") if row.is_with_unit else None
    return tick, str(row.unit_id), str(row.unit), task.number, row.get_absolute_url(), text, due, lights.of(row)


def _links(listing) -> list[tuple[str, str, bool]]:
    """Return each state to choose: its name, its address with all else that is asked for, whether it is shown now."""
    return [
        (label, "?" + urlencode(listing.query | {"show": key}), key == listing.show)
        for key, label in filters(listing.as_of)
    ]

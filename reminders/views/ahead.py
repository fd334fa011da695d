"""The office looks at the mail of the next 30 days."""

from datetime import date
from itertools import groupby

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from calendar_events.days import days_of, overrides_of
from reminders import digest, ledger
from reminders.forecast import DAYS, Reading
from reminders.models import OutgoingMail
from reminders.post import held_words, server_state
from units.access import office_required
from units.models import Unit

FOLDED, OPENED = 25, 200  # letters of a day that are listed: by their numbers, with all they say


@require_GET
@office_required
def mail_ahead(request):
    """Day by day who gets a letter, for all units or one; with a unit or a day, what each letter says."""
    units = list(Unit.objects.visible_to(request.user).active().order_by("position", "pk"))
    unit = next((unit for unit in units if str(unit.pk) == request.GET.get("unit")), None)
    office = request.member.office
    reading = Reading(office, timezone.now(), units=[unit.pk] if unit else None)
    found = reading.forecast()
    opened = {day.on for day in found.days} if unit else _asked(request)
    rows = [(day, *_shown(day, day.on in opened)) for day in found.days]
    waiting = OutgoingMail.objects.visible_to(request.user).filter(kind="chase", state="queued")
    context = {
        "found": found,
        "held": held_words(server_state()),
        "rows": _folded(_with_words(office, reading, rows)),
        "number": DAYS,
        "last": reading.last,
        "unit": unit,
        "chosen": unit.pk if unit else None,
        "units": [(row.pk, str(row)) for row in units],
        "chases": 0 if unit else waiting.count(),
    }
    return render(request, "reminders/ahead.html", context)


def _asked(request) -> set[date]:
    try:
        return {date.fromisoformat(request.GET.get("day", ""))}
    except ValueError:
        return set()


def _shown(day, is_open) -> tuple[bool, list]:
    """Return whether the day is open, and those of its letters that the page has room for."""
    letters = sorted(day.letters.values(), key=lambda letter: (letter.contact.unit or "", letter.contact.name))
    return is_open, letters[: OPENED if is_open else FOLDED]


def _with_words(office, reading, rows) -> list[dict]:
    """Return the rows as the page needs them: of open days each letter with its entries. All are read at once."""
    lines = [
        ledger.line(key, item)
        for _, is_open, letters in rows
        if is_open
        for letter in letters
        for key, item in letter.lines.items()
    ]
    kinds = _kinds(office, reading)
    papers = digest.Papers(office, reading.start, reading.rules, lines) if lines else None
    return [
        {
            "day": day,
            "why": day.reason if day.reason != "非工作日" else kinds[day.on],
            "open": is_open,
            "left_out": len(day.letters) - len(letters),
            "letters": [(letter, _entries(papers, letter) if is_open else []) for letter in letters],
        }
        for day, is_open, letters in rows
    ]


def _folded(rows: list[dict]) -> list[dict]:
    """Return the rows with days in a row on which nothing leaves put together, each with what is true of all of them."""
    found = []
    for is_empty, days in groupby(rows, lambda row: not row["day"].letters):
        days = list(days)
        if not is_empty or len(days) == 1:
            found += days
            continue
        said = {row["why"] for row in days}
        found.append({"empty": days, "why": said.pop() if len(said) == 1 else None})
    return found


def _kinds(office, reading) -> dict[date, str]:
    """Return for each day what it is in the calendar: 周末, or the holiday by its name."""
    return {
        day.on: day.words
        for year in range(reading.start.year, reading.last.year + 1)
        for day in days_of(reading.rules.calendar, year, overrides_of(office, year))
    }


def _entries(papers, letter) -> list:
    lines = (ledger.line(key, item) for key, item in letter.lines.items())
    return sorted(map(papers.entry, lines), key=digest.urgency)

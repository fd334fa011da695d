"""One month as a grid of weeks, with what has no day yet beside it."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from calendar_events.clashes import warnings
from calendar_events.day_words import DayWords
from calendar_events.models import Activity
from calendar_events.workdays import WorkdayCalendar
from documents.days import WEEKDAYS, weekday
from units.access import member_required

YEARS = range(2000, 2100)


@dataclass
class Cell:
    """One day of the grid."""

    day: date
    label: str  # 休·端午, 班·调休, 周末
    activities: list[Activity]
    is_today: bool
    is_inside: bool  # of the month shown

    @property
    def css(self) -> str:
        """How the day looks; the label says the same in words."""
        kind = {"休": "off", "周": "off", "班": "works"}.get(self.label[:1], "")
        return f"{kind} {'' if self.activities else 'bare'} {'today' if self.is_today else ''} {'' if self.is_inside else 'outside'}"

    @property
    def weekday(self) -> str:
        """星期一 … 星期日."""
        return weekday(self.day)


@require_GET
@member_required
def activity_month(request, year, month):
    """The month: its days with their activities, days off and make-up days in words; the undated ones beside."""
    if year not in YEARS or month not in range(1, 13):
        raise Http404
    today, office = timezone.localdate(), request.member.office
    calendar = WorkdayCalendar(office)
    words = DayWords(office, calendar)
    weeks = Calendar().monthdatescalendar(year, month)
    rows = Activity.objects.visible_to(request.user).select_related("host", "schedule").order_by("day", "seq")
    dated = list(rows.filter(day__range=(weeks[0][0], weeks[-1][-1])))
    undated = list(rows.filter(Q(month=month) | Q(month=None), schedule__year=year, day=None))
    by_day = defaultdict(list)
    for activity in dated:
        by_day[activity.day].append(activity)
    hints = []
    for activity in dated:
        if activity.day.month == month and activity.state == Activity.State.PLANNED:
            said = warnings(activity, activity.day, None, words, by_day[activity.day], today)
            hints += [(activity, sentence) for sentence in said]
    context = {
        "year": year,
        "month": month,
        "weeks": [
            [Cell(day, words.label(day), by_day[day], day == today, day.month == month) for day in week]
            for week in weeks
        ],
        "weekdays": WEEKDAYS,
        "undated": undated,
        "hints": hints,
        "months": range(1, 13),
        "before": (year, month - 1) if month > 1 else (year - 1, 12),
        "after": (year, month + 1) if month < 12 else (year + 1, 1),
        "is_provisional": calendar.is_provisional(year),
        "total": len([one for one in dated if one.day.month == month]),
    }
    return render(request, "calendar_events/month.html", context)

"""The year: twelve months, the table as printed, and what is still waited for."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from calendar_events.life import mark_next
from calendar_events.models import Activity, ActivitySchedule
from calendar_events.steps import LABELS
from calendar_events.workdays import WorkdayCalendar
from units.access import member_required, office_required


@require_GET
@member_required
def activity_year(request, year=None):
    """The activities of one year as twelve months; the newest year with a schedule by default."""
    context = year_context(request, year)
    months = defaultdict(list)
    for activity in context["activities"]:
        months[activity.day.month if activity.day else activity.month].append(activity)
    context |= {
        "months": [(month, months[month]) for month in range(1, 13) if months[month]],
        "undated": months[None],
        "themes_missing": sum(activity.theme_missing for activity in context["activities"]),
    }
    return render(request, "calendar_events/year.html", context)


@require_GET
@member_required
def activity_table(request, year):
    """The schedules of the year as the annex prints them: by month, with √ under each form."""
    context = year_context(request, year)
    by_schedule = defaultdict(list)
    for activity in sorted(context["activities"], key=lambda one: one.seq):
        by_schedule[activity.schedule_id].append(activity)
    context["tables"] = [(schedule, _runs(by_schedule[schedule.pk])) for schedule in context["schedules"]]
    return render(request, "calendar_events/table.html", context)


def _runs(activities) -> list[tuple[Activity, int]]:
    """Return each activity with the number of rows that its month cell spans; 0: the cell above reaches down to it."""
    rows = []
    for activity in activities:
        if rows and rows[-1][0].month == activity.month:
            head = next(place for place in range(len(rows) - 1, -1, -1) if rows[place][1])
            rows[head] = (rows[head][0], rows[head][1] + 1)
            rows.append((activity, 0))
        else:
            rows.append((activity, 1))
    return rows


@dataclass
class Waiting:
    """The activities whose next step is one and the same."""

    name: str
    label: str
    late: list[Activity] = field(default_factory=list)
    coming: list[Activity] = field(default_factory=list)

    @property
    def hosts(self) -> str:
        """The hosts that are late, each once, for a message to them."""
        return "、".join(dict.fromkeys(str(one.host or one.host_text) for one in self.late))


TITLES = {
    "theme": "还没有报主题",
    "place": "还没有定时间地点",
    "preview": "还没有发预告",
    "hold": "还没有登记举办",
    "report": "还没有报活动情况",
    "answers": "还没有答复意见建议",
}


@require_GET
@office_required
def activity_waiting(request, year):
    """Who has not done the next step of an activity, the late ones first."""
    context = year_context(request, year)
    waiting = {name: Waiting(name, TITLES[name]) for name in LABELS}
    for activity in context["activities"]:
        if shown := activity.upcoming:
            group = waiting[shown.step.name]
            (group.late if shown.css == "overdue" else group.coming).append(activity)
    for group in waiting.values():
        for rows in (group.late, group.coming):
            rows.sort(key=lambda one: (one.upcoming.step.due_on or date.max, one.seq))
    context["waiting"] = [group for group in waiting.values() if group.late or group.coming]
    over = [one for one in context["activities"] if one.state == Activity.State.HELD and not one.upcoming]
    context["to_close"] = sorted(over, key=lambda one: (one.day or date.max, one.seq))
    context["late"] = sum(len(group.late) for group in waiting.values())
    return render(request, "calendar_events/waiting.html", context)


def year_context(request, year=None) -> dict:
    """Return what all pages of a year show; its activities come with their next step."""
    schedules = ActivitySchedule.objects.visible_to(request.user)
    years = list(schedules.order_by("-year").values_list("year", flat=True).distinct())
    today = timezone.localdate()
    year = year or (today.year if today.year in years or not years else years[0])
    rows = Activity.objects.visible_to(request.user).filter(schedule__year=year).with_unanswered()
    rows = rows.select_related("host", "schedule").order_by("month", "day", "seq")
    activities = mark_next(rows, WorkdayCalendar(request.member.office), today)
    return {
        "year": year,
        "years": years,
        "schedules": list(schedules.filter(year=year)),
        "activities": activities,
        "total": len(activities),
        "this_month": today.month if year == today.year else None,
        "grid_month": today.month if year == today.year else 1,
    }

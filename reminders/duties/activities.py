"""What the hosts of activities are to hear: theme, month, preview, report."""

from collections.abc import Iterator
from datetime import date, timedelta

from calendar_events.models import Activity
from reminders.duties.items import ACTIVITY, ACTIVITY_DUTY, Item


def coming(office, day: date):
    """Return the activities of issued schedules that are still to be held; last December's are asked for in January."""
    return _issued(office, day, day).planned()


def read(office, day: date, until: date, units: set[int] | None) -> list[Activity]:
    """Return the activities with a host of the years around day to until. One query."""
    activities = _issued(office, day, until).filter(host__isnull=False).exclude(state=Activity.State.CANCELLED)
    if units is not None:
        activities = activities.filter(host__in=units)
    return list(activities.select_related("schedule").order_by("pk"))


def items(activities: list[Activity], day: date, rules) -> Iterator[Item]:
    """Yield what ought to have been said by day."""
    oldest = day - timedelta(weeks=rules.policy.overdue_weeks)
    for activity in activities:
        due_on = activity.due_on
        if due_on and due_on >= oldest and (stage := _stage(activity, due_on, day, rules)):
            yield Item(activity.host_id, ACTIVITY_DUTY, activity.pk, stage, 1, ACTIVITY, due_on)


def _stage(activity, due_on, day, rules) -> str:
    """Return the latest thing the host is asked for by day, or nothing."""
    policy, shift = rules.policy, rules.calendar.shift
    if activity.state == Activity.State.HELD:
        missing = not activity.report_url and day > shift(due_on, policy.report_days)
        return "report" if missing else ""
    if day > due_on:
        return "after"
    if activity.day and shift(activity.day, -policy.preview_days) <= day:
        return "preview"
    first = due_on.replace(day=1)
    if first <= day:
        return "month"
    return "theme" if activity.theme_missing and shift(first, -policy.theme_days) <= day else ""


def _issued(office, day, until):
    years = range(day.year - 1, until.year + 1)
    # January's theme is asked for in December
    return Activity.objects.filter(
        schedule__office=office, schedule__state="issued", schedule__year__in=[*years, until.year + 1]
    )

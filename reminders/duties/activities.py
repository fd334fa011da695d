"""What the hosts of activities are to hear: the next step of each, some working days before its day and once it is late."""

from collections.abc import Iterator
from datetime import date, timedelta

from calendar_events.models import Activity
from calendar_events.steps import next_step, steps
from reminders.duties.items import ACTIVITY, ACTIVITY_DUTY, Item
from reminders.stages import weeks_late


def read(office, day: date, until: date, units: set[int] | None) -> list[Activity]:
    """Return the activities with a host that are not over, of the years around day to until. One query.

    Last December's are asked for in January, and January's theme in December.
    """
    activities = Activity.objects.filter(
        schedule__office=office,
        schedule__state="issued",
        schedule__year__range=(day.year - 1, until.year + 1),
        host__isnull=False,
        state__in=(Activity.State.PLANNED, Activity.State.HELD),
    )
    if units is not None:
        activities = activities.filter(host__in=units)
    return list(activities.with_unanswered().select_related("schedule").order_by("pk"))


def is_given_up(due_on: date, day: date, rules) -> bool:
    """Tell whether on day a step has been late for longer than the office reminds of it."""
    return due_on < day - timedelta(weeks=rules.policy.overdue_weeks)


def items(activities: list[Activity], day: date, rules) -> Iterator[Item]:
    """Yield what ought to have been said by day."""
    for activity in activities:
        step = next_step(steps(activity, rules.calendar, activity.unanswered_count), activity, day)
        if step is None or step.due_on is None or is_given_up(step.due_on, day, rules):
            continue
        if day > step.due_on:
            stage = f"{step.name}-w{weeks_late(step.due_on, day)}"
        elif rules.calendar.shift(step.due_on, -rules.policy.activity_days) <= day:
            stage = step.name
        else:
            continue
        yield Item(activity.host_id, ACTIVITY_DUTY, activity.pk, stage, activity.due_version, ACTIVITY, step.due_on)

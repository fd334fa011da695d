"""Which stage of a policy a due day has reached. State-based: a missed week gives the latest stage once.

A stage's name says which step it is, and is what is said once: "-7" seven working days before, "0" the day itself,
"w2" the second week after, "y3" the third weekly list of the year's end, "c-3" three working days before the cut-off
day for the year's evidence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from calendar_events.workdays import WorkdayCalendar
from reminders.models.policy import day_of_year

WEEK = timedelta(weeks=1)
LAST_DAYS = 3  # working days before the year's end on which the weekly list gives way to the steps of one day


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the policy."""

    name: str
    overdue: bool
    since: date  # the day on which it was reached


def horizon(timing, day: date) -> date:
    """Return the last due day that any step can reach from day; generous, so that holidays never cut it short."""
    ahead = day + timedelta(days=max([0, *timing.steps]) * 2 + 30)
    cutoff, start = day_of_year(timing.cutoff, day.year), day_of_year(timing.year_end_from, day.year)
    reaches_the_end = (start and day >= start - WEEK) or (cutoff and ahead >= cutoff)
    return max(ahead, date(day.year, 12, 31)) if reaches_the_end else ahead


def stage_of(due_on: date, day: date, timing, calendar: WorkdayCalendar) -> Stage | None:
    """Return the latest stage that due_on has reached on day by timing, or None while it lies too far ahead."""
    if day > due_on:
        weeks = min(weeks_late(due_on, day), timing.overdue_weeks)
        since = due_on + timedelta(days=1) + (weeks - 1) * WEEK
        return Stage(f"w{weeks}", overdue=True, since=since) if weeks else None
    reached = [(at, place, name) for place, (at, name) in enumerate(_before(due_on, timing, calendar)) if at <= day]
    if not reached:
        return None
    since, _, name = max(reached)
    return Stage(name, overdue=False, since=since)


def weeks_late(due_on: date, day: date) -> int:
    """Return in which week after due_on the later day lies; the first one begins on the day after it."""
    return (day - due_on - timedelta(days=1)).days // 7 + 1


def trigger_day(due_on: date, step: int, calendar: WorkdayCalendar) -> date:
    """Return the day on which the step fires: step working days before due_on, or due_on itself (never on a day off)."""
    return calendar.shift(due_on, -step) if step else calendar.on_or_before(due_on)


def _before(due_on, timing, calendar) -> Iterator[tuple[date, str]]:
    """Yield day and name of each step up to due_on; of several on one day the last one counts."""
    steps, start = sorted(timing.steps, reverse=True), day_of_year(timing.year_end_from, due_on.year)
    if start and (due_on.month, due_on.day) == (12, 31):
        steps = [step for step in steps if step <= LAST_DAYS]
        yield from _weekly(start, trigger_day(due_on, max([0, *steps]), calendar), calendar)
    cutoff = day_of_year(timing.cutoff, due_on.year)
    if cutoff and cutoff < due_on:
        yield from ((trigger_day(cutoff, step, calendar), f"c-{step}") for step in steps)
    yield from ((trigger_day(due_on, step, calendar), str(-step)) for step in steps)


def _weekly(start, end, calendar) -> Iterator[tuple[date, str]]:
    """Yield the first working day of each week from start on, before end."""
    number = 1
    while (day := calendar.on_or_after(start + (number - 1) * WEEK)) < end:
        yield day, f"y{number}"
        number += 1

"""Which stage of a policy a due day has reached. State-based: a missed week gives the latest stage once."""

from dataclasses import dataclass
from datetime import date, timedelta

from calendar_events.workdays import WorkdayCalendar


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the policy: "-7" seven working days before, "0" the day itself, "w2" the second week after."""

    name: str
    overdue: bool


def horizon(steps: list[int], day: date) -> date:
    """Return the last due day that any step can reach from day; generous, so that holidays never cut it short."""
    return day + timedelta(days=max([0, *steps]) * 2 + 30)


def stage_of(due_on: date, day: date, steps: list[int], overdue_weeks: int, calendar: WorkdayCalendar) -> Stage | None:
    """Return the latest stage that due_on has reached on day, or None while it lies too far ahead."""
    if day > due_on:
        weeks = (day - due_on - timedelta(days=1)).days // 7 + 1
        return Stage(f"w{min(weeks, overdue_weeks)}", overdue=True) if overdue_weeks else None
    reached = [step for step in steps if trigger_day(due_on, step, calendar) <= day]
    return Stage(str(-min(reached)), overdue=False) if reached else None


def trigger_day(due_on: date, step: int, calendar: WorkdayCalendar) -> date:
    """Return the day on which the step fires: step working days before due_on, or due_on itself (never on a day off)."""
    return calendar.shift(due_on, -step) if step else calendar.on_or_before(due_on)

"""What another working day would mean, without making it: which reminders move, and what is due on that day."""

from dataclasses import dataclass
from datetime import date, datetime

from calendar_events.models import Activity
from calendar_events.workdays import WorkdayCalendar
from reminders.comparing import Comparison, compare
from reminders.forecast import DAYS, Reading
from reminders.rules import Rules
from tasks.models import Assignment, TaskPeriod

FARTHEST = 100  # days ahead that are reckoned at most: a longer look takes long and nobody plans by it
AFTER = 4  # days that are looked at behind the changed one: what it pushes on


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a changed day moves."""

    day: date
    comparison: Comparison
    touched: list[str]  # what is due on the day, in words
    is_far: bool  # too far ahead for all to be reckoned


def meaning(office, day: date, calendar: WorkdayCalendar, at: datetime) -> Meaning:
    """Return what moves if the office went by the other calendar, in which day is changed."""
    rules = Rules(office)
    ahead = (day - rules.today(at)).days + AFTER
    reading = Reading(office, at, days=min(max(DAYS, ahead), FARTHEST), rules=rules)
    comparison = compare(reading.forecast(), reading.forecast(Rules(office, calendar=calendar)))
    return Meaning(day, comparison, _touched(office, day), ahead > FARTHEST)


def _touched(office, day) -> list[str]:
    """Return in words what is due on day. Its day stays; only the reminders move."""
    owed = Assignment.objects.filter(office=office, due_on=day).of_open_plans().with_unit()
    kinds = list(owed.values_list("task__deadline_kind", flat=True))
    turns = TaskPeriod.objects.filter(task__plan__office=office, task__plan__state="issued", due_on=day).count()
    held = Activity.objects.filter(schedule__office=office, schedule__state="issued", day=day).planned().count()
    periodic = sum(kind == "periodic" for kind in kinds)
    words = [f"{len(kinds)}件单位任务的期限{f'（其中定期报送{periodic}件）' if periodic else ''}"] if kinds else []
    words += [f"{turns}项定期任务一期的期限"] if turns else []
    return words + ([f"{held}场活动的举办日期"] if held else [])

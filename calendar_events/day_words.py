"""What a day is for an activity, in a few words and in a sentence: 休·端午, 班·调休, 周末."""

from datetime import date

from calendar_events.days import HOLIDAY, MAKEUP, WEEKEND, DayOfYear, day_of_year
from calendar_events.models import DayOverride
from calendar_events.workdays import WorkdayCalendar
from documents.days import short_day, weekday


class DayWords:
    """The words for the days of one office's calendar. One query to open, none afterwards."""

    def __init__(self, office, calendar: WorkdayCalendar):
        self.calendar = calendar
        self._changed = {row.day: row for row in DayOverride.objects.for_office(office)}  # the office's own come last

    def label(self, day: date) -> str:
        """Return 休·端午, 班·调休, 周末, or nothing for a plain working day."""
        found = self._of(day)
        if found.kind == MAKEUP:
            return f"班·{found.name if found.override else '调休'}"
        if found.kind == HOLIDAY:
            return f"休·{found.name}" if found.name else "休"
        return "周末" if found.kind == WEEKEND else ""

    def sentence(self, day: date) -> str:
        """Return what to know before an activity is put on the day; empty for a plain working day."""
        found = self._of(day)
        said, name = short_day(day), weekday(day)
        if found.kind == MAKEUP:
            return f"{said}是{name}，补班（调休上班）。"
        if found.kind == HOLIDAY:
            return f"{said}放假（{found.name}）。" if found.override else f"{said}是{found.name}假期。"
        return f"{said}是{name}，不上班。" if found.kind == WEEKEND else ""

    def _of(self, day) -> DayOfYear:
        return day_of_year(day, self.calendar.is_workday(day), self._changed.get(day))

"""What a day is, in words: 休 with the holiday's name, 班 on a make-up day, 周末."""

from datetime import date

import chinese_calendar

from calendar_events.models import DayOverride
from calendar_events.workdays import KNOWN_YEARS, WorkdayCalendar

WEEKDAYS = "一二三四五六日"
_NAMES = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}


class DayWords:
    """The words for the days of one office's calendar. One query to open, none afterwards."""

    def __init__(self, office, calendar: WorkdayCalendar):
        self.calendar = calendar
        self._own = dict(DayOverride.objects.for_office(office).values_list("day", "name"))

    def label(self, day: date) -> str:
        """Return 休·端午节, 班·调休, 周末, or nothing for a plain working day."""
        weekend, works = day.weekday() > 4, self.calendar.is_workday(day)
        if works:
            return f"班·{self._own.get(day, '调休')}" if weekend else ""
        name = self._own.get(day) or _holiday(day)
        return f"休·{name}" if name else "周末" if weekend else "休"

    def sentence(self, day: date) -> str:
        """Return what to know before an activity is put on the day; empty for a plain working day."""
        weekend, works = day.weekday() > 4, self.calendar.is_workday(day)
        said = f"{day.month}月{day.day}日"
        if works:
            return f"{said}是星期{WEEKDAYS[day.weekday()]}，调休上班。" if weekend else ""
        name = self._own.get(day) or _holiday(day)
        if name:
            return f"{said}是{name}假期。"
        return f"{said}是星期{WEEKDAYS[day.weekday()]}，不上班。" if weekend else f"{said}放假。"


def _holiday(day) -> str:
    """Return the statutory holiday to whose days off the day belongs, by the built-in table."""
    if day.year not in KNOWN_YEARS or chinese_calendar.is_workday(day):
        return ""
    name = chinese_calendar.get_holiday_detail(day)[1]
    return _NAMES.get(name, "")

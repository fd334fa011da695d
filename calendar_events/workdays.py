"""Working days in China: weekends, statutory holidays, and the make-up days (调休) on which people work.

The built-in table (chinese_calendar) follows the yearly notices of the State Council; ``DayOverride`` rows add the
notice of a new year or a local holiday. A year nobody has entered is counted by weekdays and said to be provisional.
"""

from datetime import date, timedelta

import chinese_calendar

from calendar_events.models import DayOverride

KNOWN_YEARS = range(min(day.year for day in chinese_calendar.holidays), max(chinese_calendar.holidays).year + 1)


class WorkdayCalendar:
    """The working days of one office. One query to open, none afterwards."""

    def __init__(self, office=None):
        rows = DayOverride.objects.for_office(office).values_list("day", "is_workday")
        self._overrides: dict[date, bool] = dict(rows)
        self._years = {day.year for day in self._overrides}

    def is_workday(self, day: date) -> bool:
        """Tell whether offices are open on day."""
        if day in self._overrides:
            return self._overrides[day]
        if day.year in KNOWN_YEARS:
            return chinese_calendar.is_workday(day)
        return day.weekday() < 5

    def is_provisional(self, year: int) -> bool:
        """Tell whether the year's holidays are not known yet, so that days are counted by weekdays only."""
        return year not in KNOWN_YEARS and year not in self._years

    def shift(self, day: date, count: int) -> date:
        """Return the working day that lies count working days after day (before it, when count is negative).

        The starting day itself is not counted (civil code, art. 201).
        """
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def on_or_before(self, day: date) -> date:
        """Return day when it is a working day, else the last working day before it."""
        while not self.is_workday(day):
            day -= timedelta(days=1)
        return day

    def between(self, start: date, end: date) -> int:
        """Return the number of working days after start up to and including end; negative when end lies before."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

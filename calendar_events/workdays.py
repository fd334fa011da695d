"""Working days in China: weekends, statutory holidays, and the make-up days (调休) on which people work.

The built-in table (chinese_calendar) follows the yearly notices of the State Council; ``DayOverride`` rows add the
notice of a new year or a local holiday. A year whose notice nobody has entered is counted by weekdays, without the days
off that the law fixes for every year, and said to be provisional.
"""

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache

import chinese_calendar

from calendar_events.models import DayOverride

KNOWN_YEARS = range(min(day.year for day in chinese_calendar.holidays), max(chinese_calendar.holidays).year + 1)
# Statutory days off with a day of their own in every year (全国年节及纪念日放假办法, 2024). Of those of October one at
# least is no weekend, so that whoever enters a year's notice enters one; a local holiday alone tells nothing of the notice.
FIXED_HOLIDAYS = {(1, 1): "元旦"} | dict.fromkeys([(5, 1), (5, 2)], "劳动节")
FIXED_HOLIDAYS |= dict.fromkeys([(10, 1), (10, 2), (10, 3)], "国庆节")


def fixed_holiday(day: date) -> str:
    """Return the name of the day off that the law makes of day, whatever the year's notice says, or nothing."""
    return FIXED_HOLIDAYS.get((day.month, day.day), "")


@cache
def national_workdays(year: int) -> tuple[date, ...]:
    """Return the working days of a year by the built-in table, or by weekdays and the law where the table ends."""
    days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    if year in KNOWN_YEARS:
        return tuple(day for day in days if chinese_calendar.is_workday(day))
    return tuple(day for day in days if day.weekday() < 5 and not fixed_holiday(day))


class WorkdayCalendar:
    """The working days of one office. One query to open, none afterwards.

    For previews: as if the row with the key ``without`` were not there, and as if ``also`` (day → works) were.
    """

    def __init__(self, office=None, *, without: int | None = None, also: dict[date, bool] | None = None):
        rows = DayOverride.objects.for_office(office).exclude(pk=without).values_list("day", "is_workday")
        self._overrides: dict[date, bool] = {**dict(rows), **(also or {})}
        self._workdays: dict[int, list[date]] = {}  # by year, in order

    def is_workday(self, day: date) -> bool:
        """Tell whether offices are open on day."""
        days = self._of_year(day.year)
        place = bisect_right(days, day)
        return place > 0 and days[place - 1] == day

    def is_provisional(self, year: int) -> bool:
        """Tell whether the year's holidays are not known yet, so that days are counted by weekdays and the law only."""
        return year not in KNOWN_YEARS and not any(
            day.year == year and fixed_holiday(day) and not works for day, works in self._overrides.items()
        )

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

    def on_or_after(self, day: date) -> date:
        """Return day when it is a working day, else the first working day after it."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def between(self, start: date, end: date) -> int:
        """Return the number of working days after start up to and including end; negative when end lies before."""
        if end < start:
            return -self.between(end, start)
        years = sum(len(self._of_year(year)) for year in range(start.year, end.year))
        return years + bisect_right(self._of_year(end.year), end) - bisect_right(self._of_year(start.year), start)

    def _of_year(self, year: int) -> list[date]:
        if year not in self._workdays:
            days = set(national_workdays(year))
            for day, works in self._overrides.items():
                if day.year == year:
                    (days.add if works else days.discard)(day)
            self._workdays[year] = sorted(days)
        return self._workdays[year]


def late_words(workdays: int) -> str:
    """Return how late something is, in the one form that pages and letters have; workdays: since its day (0 counts as 1)."""
    return f"已过期限{max(workdays, 1)}个工作日"


def unknown_year(calendar: WorkdayCalendar, today: date) -> int | None:
    """Return the coming year if its holidays are not known yet and it is time to care: from October on."""
    return today.year + 1 if today.month >= 10 and calendar.is_provisional(today.year + 1) else None

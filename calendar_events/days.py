"""The days of a year as an office has them, each with its kind in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

from calendar_events.models import DayOverride
from calendar_events.workdays import WorkdayCalendar, fixed_holiday

WORK, WEEKEND, HOLIDAY, MAKEUP = "work", "weekend", "holiday", "makeup"
WORDS = {WORK: "上班", WEEKEND: "周末", HOLIDAY: "法定节假日", MAKEUP: "补班"}


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """One day: whether people work, what kind of day it is, and what it is called."""

    on: date
    kind: str
    name: str = ""
    override: DayOverride | None = None

    @property
    def is_own(self) -> bool:
        """Whether the office itself made it so."""
        return bool(self.override and self.override.office_id)

    @property
    def words(self) -> str:
        """Say what the day is, for everybody who does not see its colour."""
        kind = ("本地调整上班" if self.kind in (WORK, MAKEUP) else "本地调整放假") if self.is_own else WORDS[self.kind]
        return f"{kind}（{self.name}）" if self.name else kind


def overrides_of(office, year: int) -> list[DayOverride]:
    """Return the days of a year that differ from the built-in table, the office's own and those for all, by day."""
    rows = DayOverride.objects.for_office(office).filter(day__year=year)
    return sorted(rows, key=lambda row: row.day)  # stable: of one day the office's own comes last


def days_of(calendar: WorkdayCalendar, year: int, overrides: list[DayOverride]) -> Iterator[DayOfYear]:
    """Yield the days of a year with their kinds."""
    changed = {row.day: row for row in overrides}
    day = date(year, 1, 1)
    while day.year == year:
        yield day_of_year(day, calendar.is_workday(day), changed.get(day))
        day += timedelta(days=1)


def day_of_year(day: date, works: bool, override: DayOverride | None) -> DayOfYear:
    """Return what a day is; override is the row by which it differs from the built-in table."""
    holiday = "" if override else (chinese_calendar.workdays if works else chinese_calendar.holidays).get(day, "")
    if works:
        kind = MAKEUP if day.weekday() >= 5 else WORK
    else:
        kind = WEEKEND if day.weekday() >= 5 and not (holiday or override) else HOLIDAY
    name = override.name if override else holiday and chinese_calendar.Holiday(holiday).chinese
    if not (works or override or holiday) and (fixed := fixed_holiday(day)):  # of a year beyond the table
        kind, name = HOLIDAY, fixed
    return DayOfYear(day, kind, name, override)

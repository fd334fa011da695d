"""The days of a year as an office has them, each with its kind in words; and the office's own changes of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
from django.db import transaction

from calendar_events.models import DayOverride
from calendar_events.workdays import WorkdayCalendar
from documents.days import long_day
from units.history import record
from units.refusals import Refused

WORK, WEEKEND, HOLIDAY, MAKEUP = "work", "weekend", "holiday", "makeup"
WORDS = {WORK: "上班", WEEKEND: "周末", HOLIDAY: "法定节假日", MAKEUP: "补班"}


class DayError(Refused):
    """A change of a day that makes no sense; the text is for the person."""


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
    return DayOfYear(day, kind, name, override)


@transaction.atomic
def day_set(*, office, day, is_workday, name, by, at) -> DayOverride:
    """Let the office work on a day, or not, whatever the calendar says; return the row. Raises DayError for no change."""
    if WorkdayCalendar(office).is_workday(day) == is_workday:
        raise DayError(f"{long_day(day)}本来就{'上班' if is_workday else '不上班'}，不用登记。")
    row = DayOverride.objects.filter(office=office, day=day).first() or DayOverride(office=office, day=day)
    was = _said(row) if row.pk else ("放假" if is_workday else "上班")
    row.is_workday, row.name = is_workday, name
    row.full_clean()
    row.save()
    record("调整工作日", row, by=by, at=at, office=office, changes={long_day(day): [was, _said(row)]})
    return row


@transaction.atomic
def day_drop(*, override, by, at) -> None:
    """Take the office's own change of a day back: the day is again what the calendar says."""
    office = override.office
    if office is None:
        raise DayError("这一天对所有办公室有效，只能由系统管理员修改。")
    record(
        "取消工作日调整", override, by=by, at=at, office=office, changes={long_day(override.day): [_said(override), ""]}
    )
    override.delete()


def _said(row) -> str:
    return f"{'上班' if row.is_workday else '放假'}（{row.name}）"

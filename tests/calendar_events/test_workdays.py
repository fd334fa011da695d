"""Working days with holidays and make-up days. The figures are those of the State Council's notices."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from calendar_events.models import DayOverride
from calendar_events.services import day_drop, day_set
from calendar_events.workdays import WorkdayCalendar
from tests.world import AT, make_office
from units.models import AuditEntry
from units.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 2, 10), 20, date(2026, 3, 16)),
        (date(2026, 9, 14), 20, date(2026, 10, 16)),
        (date(2026, 10, 15), -5, date(2026, 10, 9)),
        (date(2026, 10, 8), -3, date(2026, 9, 28)),
        (date(2025, 2, 1), -1, date(2025, 1, 27)),
    ],
)
def test_shifting_by_working_days(start, count, end):
    assert WorkdayCalendar().shift(start, count) == end


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2026, 10, 10), date(2025, 9, 28)])
def test_a_make_up_day_is_a_working_day(day):
    assert WorkdayCalendar().is_workday(day)


@pytest.mark.parametrize("day", [date(2026, 10, 1), date(2026, 2, 16), date(2026, 5, 10)])
def test_holidays_and_plain_weekends_are_not(day):
    assert not WorkdayCalendar().is_workday(day)


def test_counting_and_shifting_agree():
    calendar = WorkdayCalendar()
    start = date(2025, 12, 20)
    for count in range(1, 60):
        assert calendar.between(start, calendar.shift(start, count)) == count
    assert calendar.between(date(2026, 3, 16), date(2026, 2, 10)) == -20


def test_a_year_nobody_has_announced_is_counted_by_weekdays_and_said_to_be_provisional():
    calendar = WorkdayCalendar()
    assert calendar.is_provisional(2031)
    assert not calendar.is_provisional(2026)
    assert calendar.is_workday(date(2031, 10, 6))  # a Monday


@pytest.mark.parametrize(("month", "day"), [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)])
def test_what_the_law_makes_a_day_off_in_every_year_is_one_before_the_notice_too(month, day):
    assert not WorkdayCalendar().is_workday(date(2031, month, day))  # Wednesdays to Fridays


def test_a_local_holiday_does_not_make_the_year_known():
    office = make_office()
    DayOverride.objects.create(office=office, day=date(2031, 5, 20), is_workday=False, name="县庆")
    DayOverride.objects.create(office=office, day=date(2031, 10, 1), is_workday=True, name="防汛值班")
    assert WorkdayCalendar(office).is_provisional(2031)
    DayOverride.objects.create(office=office, day=date(2031, 10, 2), is_workday=False, name="国庆节")
    assert not WorkdayCalendar(office).is_provisional(2031)
    assert WorkdayCalendar().is_provisional(2031)
    DayOverride.objects.create(day=date(2031, 1, 1), is_workday=False, name="元旦")
    assert not WorkdayCalendar().is_provisional(2031)


def test_an_offices_own_day_wins_over_the_general_one():
    office, other = make_office(), make_office("beihe", "北河县人民政府办公室", "北河县")
    day = date(2026, 6, 24)
    DayOverride.objects.create(day=day, is_workday=True, name="照常上班")
    DayOverride.objects.create(office=office, day=day, is_workday=False, name="火把节")
    assert not WorkdayCalendar(office).is_workday(day)
    assert WorkdayCalendar(other).is_workday(day)
    assert WorkdayCalendar(office).shift(date(2026, 6, 23), 1) == date(2026, 6, 25)


def test_asking_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        WorkdayCalendar().between(date(2020, 1, 1), date(2026, 12, 31))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_a_day_at_the_same_moment_one_is_told():
    office, together = make_office(), Barrier(2)

    def change(name):
        together.wait()
        try:
            day_set(office=office, day=date(2026, 12, 29), is_workday=False, name=name, by=None, at=AT)
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(change, ("县庆", "放假")))
    assert said == ["2026年12月29日本来就不上班，不用登记。", "done"]
    assert DayOverride.objects.count() == AuditEntry.objects.filter(verb="调整工作日").count() == 1


def test_a_change_that_somebody_took_back_before_is_told():
    office = make_office()
    row = day_set(office=office, day=date(2026, 12, 29), is_workday=False, name="县庆", by=None, at=AT)
    day_drop(override=DayOverride.objects.get(pk=row.pk), by=None, at=AT)
    with pytest.raises(Refused, match="这一天的调整已经取消"):
        day_drop(override=row, by=None, at=AT)
    assert AuditEntry.objects.filter(verb="取消工作日调整").count() == 1


def test_an_office_enters_a_fixed_day_off_although_it_is_one_and_the_year_is_known_then():
    office = make_office()
    told = {"office": office, "is_workday": False, "by": None, "at": AT}
    day_set(day=date(2031, 10, 1), name="国庆节", **told)
    assert not WorkdayCalendar(office).is_provisional(2031)
    with pytest.raises(Refused, match="本来就不上班"):
        day_set(day=date(2031, 5, 1), name="劳动节", **told)

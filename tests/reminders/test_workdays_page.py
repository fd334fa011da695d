"""The working days of an office: the year at a look, and what a changed day moves before it is saved."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from calendar_events.days import days_of, overrides_of
from calendar_events.models import DayOverride
from calendar_events.workdays import WorkdayCalendar
from tests.world import make_assignment, make_clerk, make_office, make_person, make_unit
from units.models import AuditEntry, Membership

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)  # ten o'clock in Shanghai
YEAR = "/workdays/2026/"
OFF = {"day": "2026-12-29", "works": "off", "name": "县庆"}


@pytest.fixture(autouse=True)
def _at_ten_on_a_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def desk(client):
    class Desk:
        office = make_office()
        unit = make_unit(office)
        liaison = make_person(office, unit=unit, email="liaison@qingshan.example")
        clerk = make_clerk(office)
        leader = make_person(office, Membership.Role.OFFICE_LEADER)

    client.force_login(Desk.clerk)
    return Desk()


def kinds(office, *days):
    year = days[0].year
    found = {day.on: day.words for day in days_of(WorkdayCalendar(office), year, overrides_of(office, year))}
    return [found[day] for day in days]


def test_every_kind_of_day_has_its_words(desk):
    DayOverride.objects.create(office=desk.office, day=date(2026, 12, 29), is_workday=False, name="县庆")
    DayOverride.objects.create(office=desk.office, day=date(2026, 12, 27), is_workday=True, name="防汛")
    DayOverride.objects.create(day=date(2027, 1, 1), is_workday=False, name="元旦")
    days = [date(2026, 12, 28), date(2026, 12, 26), date(2026, 10, 1), date(2026, 10, 4), date(2026, 9, 20)]
    assert kinds(desk.office, *days) == [
        "上班",
        "周末",
        "法定节假日（国庆节）",
        "法定节假日（国庆节）",
        "补班（国庆节）",
    ]
    assert kinds(desk.office, date(2026, 12, 29), date(2026, 12, 27)) == [
        "本地调整放假（县庆）",
        "本地调整上班（防汛）",
    ]
    assert kinds(desk.office, date(2027, 1, 1)) == ["法定节假日（元旦）"]


def test_the_year_shows_twelve_months_and_a_legend_in_words(desk, client):
    page = client.get(YEAR).content.decode()
    assert page.count("<h2>") >= 12
    for words in ("法定节假日", "补班（调休上班）", "本地调整", "10月1日，法定节假日（国庆节）"):
        assert words in page
    assert client.get("/workdays/1066/").status_code == 404


def test_before_a_day_is_saved_the_page_says_which_reminders_move(desk, client):
    make_assignment(desk.unit, date(2026, 12, 30))  # the day before is a Tuesday
    make_assignment(desk.unit, date(2026, 12, 29))
    page = client.post(YEAR, OFF | {"preview": "1"}).content.decode()
    assert "12月29日的1封提醒（2项）改到" in page or "12月29日的1封提醒（1项）改到12月28日" in page
    assert "这一天还是1件单位任务的期限" in page
    assert not DayOverride.objects.exists()


def test_a_saved_day_is_the_offices_own_and_can_be_taken_back(desk, client):
    client.post(YEAR, OFF | {"save": "1"})
    row = DayOverride.objects.get()
    assert (row.office, row.is_workday) == (desk.office, False)
    assert not WorkdayCalendar(desk.office).is_workday(row.day)
    assert AuditEntry.objects.get(verb="调整工作日").changes == {"2026年12月29日": ["上班", "放假（县庆）"]}
    asked = client.get(YEAR, {"drop": row.pk}).content.decode()
    assert "确认取消这项调整" in asked
    assert DayOverride.objects.exists()
    client.post(YEAR, {"drop": row.pk})
    assert not DayOverride.objects.exists()
    assert AuditEntry.objects.get(verb="取消工作日调整").changes == {"2026年12月29日": ["放假（县庆）", ""]}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (OFF | {"day": "2026-12-26"}, "本来就不上班"),
        (OFF | {"name": ""}, "请写一句说明"),
        (OFF | {"works": ""}, "请选择放假还是上班"),
        (OFF | {"day": "那天"}, "日期不对"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused_in_a_sentence(desk, client, typed, words):
    answer = client.post(YEAR, typed | {"save": "1"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not DayOverride.objects.exists()


def test_days_of_all_offices_and_of_others_are_not_the_clerks(desk, client):
    there = make_office("beihe", "北河县人民政府办公室", "北河县")
    general = DayOverride.objects.create(day=date(2026, 12, 24), is_workday=False, name="演习")
    foreign = DayOverride.objects.create(office=there, day=date(2026, 12, 25), is_workday=False, name="县庆")
    page = client.get(YEAR).content.decode()
    assert "所有办公室（由系统管理员登记）" in page
    for row in (general, foreign):
        assert client.post(YEAR, {"drop": row.pk}).status_code == 404
    assert DayOverride.objects.count() == 2


def test_the_leader_looks_and_changes_nothing(desk, client):
    client.force_login(desk.leader)
    page = client.get(YEAR).content.decode()
    assert 'name="save"' not in page
    assert "法定节假日" in page
    assert client.post(YEAR, OFF | {"save": "1"}).status_code == 403


def test_from_october_on_a_coming_year_without_holidays_is_said(desk, client):
    for address in (YEAR, "/workdays/2027/", reverse("overview")):
        assert "2027年的放假安排还没有登记" in client.get(address).content.decode(), address
    DayOverride.objects.create(day=date(2027, 1, 1), is_workday=False, name="元旦")
    for address in (YEAR, "/workdays/2027/", reverse("overview")):
        assert "放假安排还没有登记" not in client.get(address).content.decode(), address


def test_in_summer_nobody_is_asked_for_the_coming_year(desk, client):
    with time_machine.travel(datetime(2026, 7, 1, 2, tzinfo=UTC), tick=False):
        client.force_login(desk.clerk)
        assert "2027年的放假安排" not in client.get(reverse("overview")).content.decode()

"""开始使用: what a new office still lacks, where each is done, and when the list goes away."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from calendar_events.models import DayOverride
from calendar_events.workdays import WorkdayCalendar
from reminders.models import OutgoingMail, ReminderPolicy
from reports.first_steps import first_steps
from tests.pages.desk import queries
from tests.world import AT, issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit
from units.models import AuditEntry, Membership

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 11)
UNKNOWN = date(2031, 5, 11)  # a year whose holidays nobody knows yet


@pytest.fixture
def office():
    return make_office()


def open_steps(office, today=TODAY) -> list[str]:
    return [step.label for step in first_steps(office, WorkdayCalendar(office), today) if not step.is_done]


def do_everything(office, at=AT):
    unit, clerk = make_unit(office), make_clerk(office)
    make_person(office, unit=unit)
    plan = make_plan(office)
    make_task(plan, unit)
    issue(plan, by=clerk, at=at)
    ReminderPolicy.objects.create(office=office)
    return send_letter(office)


def send_letter(office):
    return OutgoingMail.objects.create(
        office=office,
        address="a@qingshan.example",
        address_key="a",
        kind="test",
        local_date=TODAY,
        next_at=AT,
        message_id="<a@x>",
        state="sent",
    )


def test_an_empty_office_is_told_everything_in_the_order_in_which_it_is_done(office):
    assert open_steps(office) == ["登记单位", "登记联络员", "导入分工方案", "下发", "看提醒规则", "发测试邮件"]


def test_each_step_is_done_when_what_it_asks_for_is_there(office):
    unit = make_unit(office)
    assert open_steps(office)[0] == "登记联络员"
    make_person(office, unit=unit, email="")
    assert "登记联络员" in open_steps(office)
    make_person(office, unit=unit)
    assert open_steps(office)[0] == "导入分工方案"
    plan = make_plan(office)
    assert open_steps(office)[0] == "下发"
    make_task(plan, unit)
    issue(plan)
    assert open_steps(office) == ["看提醒规则", "发测试邮件"]
    ReminderPolicy.objects.create(office=office)
    assert open_steps(office) == ["发测试邮件"]


def test_a_liaison_who_left_or_a_unit_without_one_is_counted(office):
    units = [make_unit(office, f"第{n}镇", kind="town") for n in range(3)]
    gone = make_person(office, unit=units[0])
    Membership.objects.filter(user=gone).update(to_on=TODAY - timedelta(days=1))
    make_person(office, unit=units[1])
    (step,) = [one for one in first_steps(office, WorkdayCalendar(office), TODAY) if one.label == "登记联络员"]
    assert "还有2个单位" in step.words


def test_a_year_without_known_holidays_asks_for_them(office):
    assert "核对工作日" in open_steps(office, UNKNOWN)
    DayOverride.objects.create(day=date(2031, 10, 1), is_workday=False, name="国庆节")
    assert "核对工作日" not in open_steps(office, UNKNOWN)


def test_the_list_is_gone_when_everything_is_done(office):
    letter = do_everything(office)
    assert first_steps(office, WorkdayCalendar(office), TODAY) == []
    letter.delete()
    assert open_steps(office) == ["发测试邮件"]


def test_an_office_that_works_for_three_months_is_not_asked_any_more(office):
    plan = make_plan(office)
    make_task(plan, make_unit(office))
    issue(plan, at=AT)
    assert open_steps(office, timezone.localdate(AT) + timedelta(days=90))
    assert not open_steps(office, timezone.localdate(AT) + timedelta(days=91))


def test_another_offices_rows_do_nothing(office):
    do_everything(make_office("beihe", "北河县人民政府办公室", "北河县"))
    assert len(open_steps(office)) == 6


def test_the_clerk_sees_it_on_the_overview_with_a_way_to_each_step(client, office):
    client.force_login(make_clerk(office))
    html = client.get(reverse("overview")).content.decode()
    part = re.search(r'<section class="card first-steps".*?</section>', html, re.S)[0]
    addresses = re.findall(r'<a href="([^"]+)"', part)
    # One more in a year whose days off are not known: there they are to be looked at.
    assert len(addresses) == 7 + WorkdayCalendar().is_provisional(timezone.localdate().year)
    for address in addresses:
        assert client.get(address.partition("#")[0]).status_code == 200, address


def test_a_leader_who_cannot_do_it_and_a_past_day_do_not_show_it(client, office):
    client.force_login(make_person(office, Membership.Role.OFFICE_LEADER))
    assert "开始使用" not in client.get(reverse("overview")).content.decode()
    client.force_login(make_clerk(office))
    assert "开始使用" not in client.get(reverse("overview") + "?on=2026-05-20").content.decode()


def test_the_clerk_puts_it_away_for_the_office_and_that_is_written_down(client, office):
    client.force_login(make_clerk(office))
    for _ in range(2):
        assert client.post(reverse("first_steps_hide")).status_code == 302
    client.force_login(make_clerk(office))
    assert "first-steps" not in client.get(reverse("overview")).content.decode()
    assert AuditEntry.objects.filter(verb="不再显示“开始使用”").count() == 1


def test_it_costs_the_same_for_1_and_20_units(client, office):
    clerk = make_clerk(office)
    counts = []
    for number in (1, 19):
        for n in range(number):
            make_person(office, unit=make_unit(office, f"第{number}-{n}镇", kind="town"))
        counts.append(queries(client, clerk, reverse("overview")))
    assert counts[0] == counts[1]


def test_an_office_beyond_it_pays_one_query(office):
    plan = make_plan(office)
    make_task(plan, make_unit(office))
    issue(plan, at=AT)
    calendar = WorkdayCalendar(office)
    with CaptureQueriesContext(connection) as captured:
        first_steps(office, calendar, TODAY + timedelta(days=365))
    assert len(captured) == 1

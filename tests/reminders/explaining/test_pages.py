"""The pages that explain, and activities explained likewise."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calendar_events.models import Activity, ActivitySchedule
from reminders.explain import explain_activity
from reminders.models import (
    OutgoingMail,
    Reminder,
)
from reminders.services import run_now
from tests.reminders.explaining.desk import IN_TIME, MONDAY, days
from tests.world import make_assignment, make_person, make_unit

pytestmark = pytest.mark.django_db


def activity(desk, **fields):
    schedule = ActivitySchedule.objects.create(office=desk.office, year=2026, title="安排表", state="issued")
    fields = {"seq": 1, "month": 12, "theme": "预算公开", "host": desk.unit, "host_text": "县财政局"} | fields
    return Activity.objects.create(schedule=schedule, **fields)


def told_of():
    return Activity.objects.with_unanswered().get()


def test_an_activity_is_explained_likewise(desk):
    activity(desk, day=date(2026, 12, 28))
    run_now(MONDAY)
    (hearer,) = explain_activity(told_of(), MONDAY).hearers
    assert [(line.stage, line.outcome) for line in hearer.lines] == [
        ("活动：确定时间地点，逾期第1周", "服务器答复：已接收")
    ]
    assert hearer.next == "12月9日（活动：确定时间地点，逾期第2周）"
    Activity.objects.update(state="cancelled", reason="暴雨")
    (hearer,) = explain_activity(told_of(), MONDAY).hearers
    assert (hearer.now, hearer.next) == ("活动已取消", "")
    Activity.objects.update(state="held", report_url="/news/1")
    (hearer,) = explain_activity(told_of(), MONDAY).hearers
    assert (hearer.now, hearer.next) == ("各步骤都已办好", "")


def test_an_activity_without_a_host_in_the_register_reminds_nobody(desk):
    activity(desk, host=None)
    found = explain_activity(told_of(), MONDAY)
    assert found.why_silent == "名册里没有主办单位，没有人可以提醒"
    assert found.hearers == []


def test_the_cost_does_not_grow_with_what_was_said(desk, client):
    assignment = make_assignment(desk.unit, IN_TIME)
    client.force_login(desk.clerk)
    page = reverse("assignment_mail", args=[assignment.pk])
    run_now(MONDAY)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    client.get(page)
    few = queries()
    for n in range(5):
        make_person(desk.office, unit=desk.unit)
        make_assignment(desk.unit, IN_TIME)
        run_now(days(n + 1))
    assert Reminder.objects.filter(duty_id=assignment.pk).count() > 5
    assert queries() <= few


def test_the_office_finds_the_page_from_the_assignment_and_goes_on_to_the_letter(desk, client):
    assignment = make_assignment(desk.unit, IN_TIME)
    run_now(MONDAY)
    client.force_login(desk.clerk)
    page = reverse("assignment_mail", args=[assignment.pk])
    assert page in client.get(assignment.get_absolute_url()).content.decode()
    text = client.get(page).content.decode()
    assert "提前7个工作日" in text
    assert "服务器答复：已接收" in text
    assert reverse("mail", args=[OutgoingMail.objects.get().pk]) in text


def test_a_unit_reads_of_its_own_contacts_without_the_offices_letters(desk, client):
    assignment = make_assignment(desk.unit, IN_TIME)
    run_now(MONDAY)
    client.force_login(desk.liaison)
    page = reverse("assignment_mail", args=[assignment.pk])
    assert page in client.get(assignment.get_absolute_url()).content.decode()
    text = client.get(page).content.decode()
    assert "提前7个工作日" in text
    assert reverse("mail", args=[OutgoingMail.objects.get().pk]) not in text


def test_an_activitys_page_is_for_the_office_and_its_host(desk, client):
    row = activity(desk)
    page = reverse("activity_mail", args=[row.pk])
    other = make_person(desk.office, unit=make_unit(desk.office, "县住建局"))
    for person, status in ((desk.clerk, 200), (desk.liaison, 200), (other, 404)):
        client.force_login(person)
        assert client.get(page).status_code == status
        assert (page in client.get(reverse("activity", args=[row.pk])).content.decode()) == (status == 200)


def test_an_activitys_page_calls_its_day_the_day_it_is_held_for_each_step_has_a_due_day_of_its_own(desk, client):
    row = activity(desk)
    client.force_login(desk.clerk)
    text = client.get(reverse("activity_mail", args=[row.pk])).content.decode()
    assert f"举办日期{row.due_on.year}年{row.due_on.month}月{row.due_on.day}日。" in text
    assert "期限" not in text.partition("<blockquote")[0]


@pytest.mark.parametrize(
    ("weeks", "words"),
    [
        (8, "已过8周的逾期提醒期，不再自动提醒"),
        (1, "已过1周的逾期提醒期，不再自动提醒"),
        (0, "已逾期，按规则逾期后不自动提醒"),
    ],
)
def test_a_step_that_is_late_for_longer_than_one_is_reminded_of_says_so(desk, client, weeks, words):
    desk.rules(overdue_weeks=weeks)
    row = activity(desk, month=10, theme="", self_selected=True)  # due on 30 September, nine weeks and five days before
    client.force_login(desk.clerk)
    page = reverse("activity_mail", args=[row.pk])
    (hearer,) = explain_activity(told_of(), MONDAY).hearers
    assert (hearer.now, hearer.next) == (f"{words}；可以发催办邮件", "")
    (hearer,) = explain_activity(told_of(), MONDAY, unit_only=True).hearers
    assert hearer.now == words  # a unit chases nobody
    assert client.get(page).status_code == 200


def test_a_step_in_the_last_week_of_its_reminders_is_still_reminded_of(desk):
    activity(desk, month=10, theme="", self_selected=True)
    (hearer,) = explain_activity(told_of(), days(-12)).hearers  # eight weeks after the day it was due
    assert hearer.now == "几分钟内列入今天的邮件"
    (hearer,) = explain_activity(told_of(), days(-11)).hearers
    assert hearer.now.startswith("已过8周的逾期提醒期")

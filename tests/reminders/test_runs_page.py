"""Whether reminders run: the page of the office, the line on its overview, the nightly forgetting."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reminders import health, hold, jobs
from reminders.models import MailServerState, OutgoingMail, PlanningRun, Reminder, ReminderPolicy
from reminders.services import heal, plan_all, run_now
from tests.world import make_assignment, make_clerk, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)


@pytest.fixture
def office(client, smtp_server):
    with time_machine.travel(MONDAY, tick=False):
        office = make_office()
        client.force_login(make_clerk(office))
        yield office


def contact(office, **fields):
    unit = make_unit(office, f"县第{office.units.count()}局")
    person = make_person(office, unit=unit, **fields)
    make_assignment(unit, date(2026, 12, 16))
    return person


def page(client):
    return client.get(reverse("mail_runs")).content.decode()


def overview(client):
    return client.get(reverse("overview")).content.decode()


@pytest.mark.parametrize(
    ("age", "words", "light", "is_fine"),
    [
        (timedelta(seconds=20), "刚刚，正常", "done", True),
        (timedelta(minutes=5), "5分钟前，正常", "done", True),
        (timedelta(minutes=7), "7分钟前，偏晚", "soon", True),
        (timedelta(minutes=11), "11分钟前，已停摆", "overdue", False),
        (timedelta(hours=5), "5小时前，已停摆", "overdue", False),
        (timedelta(days=6), "6天前，已停摆", "overdue", False),
    ],
)
def test_the_age_of_the_last_sweep_in_words(age, words, light, is_fine):
    beat = health.pulse(MailServerState(swept_at=MONDAY - age), MONDAY)
    assert beat.words.startswith(words)
    assert (beat.light, beat.is_fine) == (light, is_fine)


def test_before_the_first_sweep_it_says_so(client, office):
    assert "还没有运行过" in page(client)


def test_a_sweep_makes_it_green_and_the_overview_says_nothing(client, office):
    heal(MONDAY)
    assert "刚刚，正常" in page(client)
    assert "最近一次巡检" not in overview(client)


def test_the_overview_speaks_up_when_sweeps_stop(client, office):
    heal(MONDAY - timedelta(minutes=11))
    text = overview(client)
    assert "提醒邮件最近一次巡检：11分钟前，已停摆" in text
    assert reverse("mail_runs") in text


def test_mail_on_hold_is_shown_with_since_when_why_and_how_many(client, office):
    contact(office)
    heal(MONDAY)
    hold.hold("恢复备份", MONDAY)
    plan_all(MONDAY)
    text = page(client)
    assert "2026-12-07 10:00起：恢复备份" in text
    assert "有1封邮件等着" in text
    assert "邮件已扣留（恢复备份），等系统管理员放行。" in overview(client)


def test_a_server_that_is_away_and_one_that_refuses_are_told_apart(client, office, settings):
    contact(office)
    heal(MONDAY)
    settings.EMAIL_PORT = 1
    run_now(MONDAY)
    text = page(client)
    assert "连不上" in text
    assert "已连续失败1次" in text
    assert "2026-12-07 10:01再试" in text
    assert reverse("mail_runs") not in overview(client)
    MailServerState.objects.update(stopped=True)
    assert "服务器拒绝了本平台" in page(client)
    assert "邮件服务器拒绝了本平台" in overview(client)


def test_letters_are_counted_by_day_and_outcome(client, office, smtp_server):
    contact(office)
    contact(office, email="gone@qingshan.example")
    smtp_server.refused["gone@qingshan.example"] = "550 5.1.1 no such user"
    run_now(MONDAY)
    (today,) = health.last_days(office, MONDAY.date())  # days without mail are no rows
    assert (today.day, today.sent, today.failed, today.waiting, today.cancelled) == (MONDAY.date(), 1, 1, 0, 0)
    assert "12月7日" in page(client)
    assert health.last_days(office, MONDAY.date() + timedelta(days=14)) == []


def test_what_waits_is_counted_with_the_oldest(client, office):
    contact(office)
    contact(office)
    plan_all(MONDAY)
    OutgoingMail.objects.filter(pk=OutgoingMail.objects.latest("pk").pk).update(state="unclear")
    found = health.queue(office)
    assert found.counts == [("待发送", 1), ("准备中", 0), ("投递中", 0), ("结果不明", 1)]
    assert (found.total, found.oldest) == (2, MONDAY)
    assert "2026-12-07 10:00起可以发" in page(client)


def test_the_last_plannings_and_their_errors_are_listed(client, office, monkeypatch):
    contact(office)
    plan_all(MONDAY)
    PlanningRun.objects.create(office=office, at=MONDAY, error="ValueError: 日历坏了")
    text = page(client)
    assert "日历坏了" in text
    assert "出错</th>" in text
    assert [run.new_letters for run in health.last_runs(office)] == [0, 1]
    PlanningRun.objects.exclude(error="").update(error="")
    assert "出错</th>" not in page(client)


def test_another_offices_mail_is_not_counted(client, office):
    other = make_office("beihe", "北河县人民政府办公室", "北河县")
    contact(other)
    plan_all(MONDAY)
    assert health.queue(office).total == 0
    assert health.last_runs(office) == []
    assert health.last_days(office, MONDAY.date()) == []
    assert "最近14天没有邮件。" in page(client)


def test_units_without_a_contact_and_an_office_that_stopped_are_named(client, office):
    make_unit(office, "县审计局")
    ReminderPolicy.objects.create(office=office, enabled=False)
    text = page(client)
    assert "县审计局" in text
    assert "已停止发送" in text


def test_the_cost_does_not_grow_with_the_mail(client, office):
    contact(office)
    run_now(MONDAY)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page(client)
        return len(captured)

    queries()
    few = queries()
    for _ in range(4):
        contact(office)
    for day in range(1, 4):
        run_now(MONDAY + timedelta(days=day))
    assert queries() <= few


def test_at_night_notes_of_plannings_are_forgotten_after_ninety_days_and_the_ledger_stays(office):
    contact(office)
    plan_all(MONDAY)
    assert health.forget(MONDAY + timedelta(days=90)) == 0
    jobs.health.forget(MONDAY + timedelta(days=91))
    assert not PlanningRun.objects.exists()
    assert Reminder.objects.count() == 1
    assert OutgoingMail.objects.count() == 1

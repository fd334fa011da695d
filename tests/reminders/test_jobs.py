"""Beat's message, a real worker, a real queue, a real mail server."""

import json
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from calendar_events.models import Activity, ActivitySchedule
from reminders import hold, jobs, outbox
from reminders.assignment_chasing import ASSIGNMENTS, OPENING
from reminders.chasing import chase
from reminders.models import EscalationStep, OutgoingMail, ReminderPolicy
from reminders.trial import try_mail
from tests.world import make_assignment, make_clerk, make_office, make_person, make_unit
from units.accounts import link_mails
from units.clock import database_now
from units.models import Membership

MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)


@pytest.fixture
def noon(monkeypatch):
    """The database's clock shows a working day at noon, whenever the tests run."""
    monkeypatch.setattr(jobs, "database_now", lambda: datetime(2026, 12, 21, 4, 0, tzinfo=UTC))


def test_the_sweep_sends_through_a_real_worker(celery_worker, smtp_server, noon):
    office = make_office()
    for n in range(3):
        unit = make_unit(office, f"县第{n}局")
        make_person(office, unit=unit)
        make_assignment(unit, date(2026, 12, 31))
    for _ in range(4):
        jobs.sweep.delay()
    limit = time.monotonic() + 60
    while OutgoingMail.objects.filter(state="sent").count() < 3 and time.monotonic() < limit:
        time.sleep(0.1)
    assert len(smtp_server.messages) == 3
    assert len({message["To"] for message in smtp_server.messages}) == 3


def test_many_offices_are_planned_by_several_messages_each_office_once(celery_worker, smtp_server, noon, monkeypatch):
    monkeypatch.setattr(jobs, "OFFICES", 2)
    for n in range(5):
        office = make_office(slug=f"county{n}", name=f"第{n}县人民政府办公室")
        unit = make_unit(office)
        make_person(office, unit=unit)
        make_assignment(unit, date(2026, 12, 31))
    limit = time.monotonic() + 60
    while OutgoingMail.objects.filter(state="sent").count() < 5 and time.monotonic() < limit:
        jobs.sweep.delay()
        time.sleep(0.5)
    jobs.sweep.delay()
    time.sleep(1)
    assert len(smtp_server.messages) == len({message["To"] for message in smtp_server.messages}) == 5


def test_the_sweep_has_links_mailed_that_were_asked_for(celery_worker, smtp_server, monkeypatch):
    office = make_office()
    person = make_person(office, unit=make_unit(office))
    link_mails.ask_by_address(person.email, at=timezone.now() - timedelta(seconds=1), origin="192.0.2.1")
    jobs.sweep.delay()
    limit = time.monotonic() + 60
    while not smtp_server.messages and time.monotonic() < limit:
        time.sleep(0.1)
    assert [message["To"] for message in smtp_server.messages] == [person.email]


@pytest.mark.django_db
def test_the_databases_clock_is_the_clock():
    assert abs(database_now() - timezone.now()) < timedelta(minutes=1)


@pytest.mark.django_db
def test_the_databases_clock_goes_on_inside_a_transaction():
    before = database_now()
    time.sleep(0.01)
    assert database_now() > before


@pytest.mark.django_db
def test_the_command_prints_its_contract_and_a_rehearsal_writes_nothing(smtp_server, capsys):
    office = make_office()
    unit = make_unit(office)
    make_person(office, unit=unit, email="caizheng@qingshan.example")
    assignment = make_assignment(unit, date(2026, 12, 31))

    def run(*args):
        call_command("send_reminders", "--on", "2026-12-21", "--format", "json", *args)
        return json.loads(capsys.readouterr().out)

    rehearsal = run("--dry-run")
    assert smtp_server.messages == []
    assert not OutgoingMail.objects.exists()
    outcome = run()
    assert outcome == rehearsal
    assert outcome == {
        "on": "2026-12-21",
        "mails": [
            {
                "to": "caizheng@qingshan.example",
                "subject": "【青山县政府办公室】政务公开任务提醒：即将到期1项",
                "items": [{"kind": "due", "assignment": assignment.pk, "activity": None, "due_on": "2026-12-31"}],
            }
        ],
        "suppressed": [],
    }
    assert len(smtp_server.messages) == 1
    assert run()["mails"] == []


def counts() -> dict[str, int]:
    """How many rows each table has."""
    models = [model for model in apps.get_models() if model._meta.managed]
    return {model._meta.label: model._base_manager.count() for model in models}


@pytest.mark.django_db
def test_twice_rehearsed_and_then_run_it_is_the_same_and_only_the_run_writes(smtp_server, capsys):
    office, silent = make_office(), make_office("lvye", "绿野县人民政府办公室", "绿野县")
    ReminderPolicy.objects.create(office=silent, enabled=False)
    unit, deaf = make_unit(office), make_unit(office, "县审计局")
    late, soon = make_assignment(unit, date(2026, 12, 1)), make_assignment(unit)
    make_assignment(deaf)
    make_person(office, unit=unit, email="caizheng@qingshan.example")
    leader = make_person(office, Membership.Role.UNIT_LEADER, unit=unit, email="leader@qingshan.example")
    EscalationStep.objects.create(office=office, after_days=5, audience="leader")
    schedule = ActivitySchedule.objects.create(office=office, year=2026, title="安排表", state="issued")
    talk = Activity.objects.create(schedule=schedule, seq=1, month=12, theme="一讲", host=unit, host_text="县财政局")

    def run(*args):
        call_command("send_reminders", "--on", "2026-12-21", "--format", "json", *args)
        return json.loads(capsys.readouterr().out)

    before = counts()
    first, second = run("--dry-run"), run("--dry-run")
    assert counts() == before
    outcome = run()
    assert first == second == outcome
    assert list(outcome) == ["on", "mails", "suppressed"]
    assert {tuple(mail) for mail in outcome["mails"]} == {("to", "subject", "items")}
    items = {mail["to"]: mail["items"] for mail in outcome["mails"]}
    assert items.pop(leader.email) == [
        {"kind": "escalated", "assignment": late.pk, "activity": None, "due_on": "2026-12-01"}
    ]
    assert [tuple(item.values()) for item in items.pop("caizheng@qingshan.example")] == [
        ("overdue", late.pk, None, "2026-12-01"),
        ("due", soon.pk, None, "2026-12-31"),
        ("activity", None, talk.pk, "2026-12-01"),
    ]
    assert items == {}
    assert outcome["suppressed"] == [
        {"to": "县审计局", "why": "单位没有在任的联络员"},
        {"to": "绿野县人民政府办公室", "why": "办公室已停止发送提醒"},
    ]


@pytest.mark.django_db
def test_on_hold_the_command_says_so_instead_of_nothing(smtp_server, capsys):
    office = make_office()
    unit = make_unit(office)
    make_person(office, unit=unit)
    make_assignment(unit, date(2026, 12, 31))
    hold.hold("数据已恢复", MONDAY)
    for args in (["--dry-run"], []):
        call_command("send_reminders", "--on", "2026-12-21", "--format", "json", *args)
        outcome = json.loads(capsys.readouterr().out)
        assert outcome["mails"] == []
        assert outcome["suppressed"] == [{"to": "全部收件人", "why": "邮件已扣留（数据已恢复），等系统管理员放行"}]
    assert smtp_server.messages == []


@pytest.mark.django_db
def test_a_web_host_whose_clock_is_ahead_keeps_nobody_waiting(smtp_server):
    ahead = timezone.now() + timedelta(seconds=30)
    office = make_office()
    unit = make_unit(office)
    make_person(office, unit=unit)
    rows = [make_assignment(unit)]
    chase(ASSIGNMENTS, office=office, rows=rows, text=OPENING, by=None, at=ahead)
    try_mail(office=office, by=make_clerk(office), at=ahead)
    link_mails.ask_by_address("wei@qingshan.example", at=ahead, origin="192.0.2.1")
    link_mails.ask_for_accounts([make_clerk(office)], by=None, at=ahead)
    now = database_now()
    assert outbox.claimable(now).count() == 2
    assert link_mails.due(now).count() == 2

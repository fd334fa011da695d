"""Beat's message, a real worker, a real queue, a real mail server."""

import json
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from reminders import jobs, services
from reminders.models import OutgoingMail
from tests.world import make_assignment, make_office, make_person, make_unit
from units.accounts import link_mails


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
    limit = time.monotonic() + 20
    while OutgoingMail.objects.filter(state="sent").count() < 3 and time.monotonic() < limit:
        time.sleep(0.1)
    assert len(smtp_server.messages) == 3
    assert len({message["To"] for message in smtp_server.messages}) == 3


def test_the_sweep_has_links_mailed_that_were_asked_for(celery_worker, smtp_server, monkeypatch):
    office = make_office()
    person = make_person(office, unit=make_unit(office))
    link_mails.ask_by_address(person.email, at=timezone.now() - timedelta(seconds=1), origin="192.0.2.1")
    jobs.sweep.delay()
    limit = time.monotonic() + 20
    while not smtp_server.messages and time.monotonic() < limit:
        time.sleep(0.1)
    assert [message["To"] for message in smtp_server.messages] == [person.email]


@pytest.mark.django_db
def test_the_databases_clock_is_the_clock():
    assert abs(services.database_now() - timezone.now()) < timedelta(seconds=5)


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

"""The mail server answers in many ways; the envelope keeps its place."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reminders import outbox
from reminders.models import OutgoingMail, Reminder
from reminders.services import plan_all, run_now
from tests.world import make_assignment, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
TO = "caizheng@qingshan.example"


@pytest.fixture
def mail(smtp_server):
    """One planned envelope."""
    office = make_office()
    unit = make_unit(office)
    make_person(office, unit=unit, email=TO)
    make_assignment(unit, date(2026, 12, 31))
    plan_all(MONDAY)
    return OutgoingMail.objects.get()


def state(mail):
    mail.refresh_from_db()
    return mail.state


def test_it_is_sent_once_however_often_the_message_comes(mail, smtp_server):
    for _ in range(5):
        outbox.send(mail.pk, MONDAY)
    assert state(mail) == "sent"
    (message,) = smtp_server.messages
    assert message["Message-ID"] == mail.message_id


def test_greylisted_it_waits_and_then_leaves_once(mail, smtp_server):
    smtp_server.refused[TO] = "450 try later"
    outbox.send(mail.pk, MONDAY)
    assert state(mail) == "queued"
    assert mail.next_at == MONDAY + timedelta(minutes=5)
    outbox.send(mail.pk, MONDAY + timedelta(minutes=1))
    assert smtp_server.messages == []
    smtp_server.refused.clear()
    outbox.send(mail.pk, MONDAY + timedelta(minutes=5))
    assert state(mail) == "sent"
    assert len(smtp_server.messages) == 1


def test_an_unknown_address_fails_for_good_and_lets_its_items_go(mail, smtp_server):
    smtp_server.refused[TO] = "550 no such user"
    outbox.send(mail.pk, MONDAY)
    assert state(mail) == "failed"
    assert "550" in mail.last_reply
    assert Reminder.objects.get().mail is None


def test_a_full_mailbox_is_not_a_dead_one(mail, smtp_server):
    smtp_server.refused[TO] = "552 mailbox full"
    outbox.send(mail.pk, MONDAY)
    assert state(mail) == "queued"


def test_a_server_that_is_away_costs_no_attempt(mail, smtp_server, settings):
    settings.EMAIL_PORT = 1
    outbox.send(mail.pk, MONDAY)
    assert state(mail) == "queued"
    assert mail.attempts == 0


def test_a_claim_whose_worker_died_falls_back_and_is_sent_by_another(mail, smtp_server):
    OutgoingMail.objects.update(state="claimed", token="dead", lease_until=MONDAY + outbox.LEASE)
    run_now(MONDAY + timedelta(minutes=5))
    assert smtp_server.messages == []
    run_now(MONDAY + timedelta(minutes=11))
    assert len(smtp_server.messages) == 1


def test_a_hand_over_that_was_cut_off_is_repeated_once_with_the_same_number(mail, smtp_server):
    OutgoingMail.objects.update(state="handing", token="dead", lease_until=MONDAY)
    run_now(MONDAY + timedelta(minutes=1))
    assert state(mail) == "unclear"
    run_now(MONDAY + timedelta(minutes=17))
    assert state(mail) == "sent"
    assert mail.repeated
    assert smtp_server.messages[0]["Message-ID"] == mail.message_id


def test_a_worker_that_lost_its_claim_writes_nothing(mail, smtp_server, monkeypatch):
    """The token decides: while this worker built the text, its lease ran out and somebody else took the row."""
    build = outbox.digest.build

    def slow(*args):
        OutgoingMail.objects.update(state="claimed", token="another")
        return build(*args)

    monkeypatch.setattr(outbox.digest, "build", slow)
    assert outbox.send(mail.pk, MONDAY) is None
    assert smtp_server.messages == []
    assert state(mail) == "claimed"

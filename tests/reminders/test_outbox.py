"""The mail server answers in many ways; the envelope keeps its place."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reminders import digest, outbox
from reminders.models import OutgoingMail, Reminder, ReminderPolicy
from reminders.services import plan_all, run_now
from tests.world import make_assignment, make_office, make_person, make_unit
from units.models import Membership, User

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
    OutgoingMail.objects.update(state="claimed", token="dead", lease_until=MONDAY + outbox.HELD)
    run_now(MONDAY + timedelta(minutes=1))
    assert smtp_server.messages == []
    run_now(MONDAY + timedelta(minutes=3))
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
    compose = digest.compose

    def slow(*args):
        OutgoingMail.objects.update(state="claimed", token="another")
        return compose(*args)

    monkeypatch.setattr(digest, "compose", slow)
    assert outbox.send(mail.pk, MONDAY) is None
    assert smtp_server.messages == []
    assert state(mail) == "claimed"


def test_twice_unclear_it_is_given_up_and_tomorrows_letter_says_it(mail, smtp_server):
    OutgoingMail.objects.update(state="unclear", repeated=True, next_at=MONDAY)
    run_now(MONDAY + timedelta(minutes=1))
    assert state(mail) == "failed"
    assert Reminder.objects.get().mail is None
    run_now(MONDAY + timedelta(days=1))
    assert len(smtp_server.messages) == 1
    assert not Reminder.objects.filter(state="open").exists()


def test_a_letter_with_nothing_to_say_keeps_no_item(mail, smtp_server):
    """The contact's address was corrected after planning: the old letter ends, the new address hears it."""
    User.objects.filter(email=TO).update(email="new@qingshan.example")
    outbox.send(mail.pk, MONDAY)
    assert (state(mail), Reminder.objects.get().mail, smtp_server.messages) == ("cancelled", None, [])
    assert "邮箱已更改" in mail.last_reply
    run_now(MONDAY + timedelta(minutes=1))
    assert [message["To"] for message in smtp_server.messages] == ["new@qingshan.example"]


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_who_was_switched_off_after_planning_gets_nothing(mail, smtp_server, change):
    User.objects.filter(email=TO).update(**change)
    outbox.send(mail.pk, MONDAY)
    assert (state(mail), smtp_server.messages) == ("cancelled", [])
    assert "联系人" in mail.last_reply
    User.objects.filter(name__contains="人员").update(is_active=True, email=TO)
    run_now(MONDAY + timedelta(days=1))
    assert len(smtp_server.messages) == 1  # back again, the person hears what was never said


def test_a_role_that_ended_after_planning_hears_nothing(mail, smtp_server):
    Membership.objects.update(to_on=date(2026, 12, 20))
    outbox.send(mail.pk, MONDAY)
    assert (state(mail), smtp_server.messages) == ("cancelled", [])


@pytest.mark.parametrize("hours", [10, 24 * 5])  # in the evening; on Saturday
def test_a_letter_waits_for_the_hours_of_its_office(mail, smtp_server, hours):
    at = MONDAY + timedelta(hours=hours)
    assert outbox.due(at) == []
    assert outbox.send(mail.pk, at) is None
    assert state(mail) == "queued"


def test_the_stop_switch_holds_what_is_planned_already(mail, smtp_server):
    ReminderPolicy.objects.create(office=mail.office, enabled=False)
    assert outbox.due(MONDAY) == []
    assert outbox.send(mail.pk, MONDAY) is None
    assert state(mail) == "queued"
    ReminderPolicy.objects.update(enabled=True)
    run_now(MONDAY)
    assert len(smtp_server.messages) == 1


def test_the_stop_switch_is_looked_at_before_every_letter(mail, smtp_server, monkeypatch):
    """Pressed while a batch is under way, not one more letter of it leaves."""
    for n in range(4):
        unit = make_unit(mail.office, f"县第{n}局")
        make_person(mail.office, unit=unit)
        make_assignment(unit, date(2026, 12, 31))
    sent = outbox._sent

    def press(*args):
        ReminderPolicy.objects.get_or_create(office=mail.office, defaults={"enabled": False})
        return sent(*args)

    monkeypatch.setattr(outbox, "_sent", press)
    run_now(MONDAY)
    assert len(smtp_server.messages) == 1
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent", "queued"}


def test_one_letter_that_cannot_be_written_does_not_hold_up_the_others(mail, smtp_server, monkeypatch):
    unit = make_unit(mail.office, "县审计局")
    make_person(mail.office, unit=unit, email="other@qingshan.example")
    make_assignment(unit, date(2026, 12, 31))
    compose = digest.compose

    def broken(papers, name, reminders):
        if "审计" in name:
            raise ValueError("the template is broken")
        return compose(papers, name, reminders)

    monkeypatch.setattr(digest, "compose", broken)
    run_now(MONDAY)
    run_now(MONDAY + timedelta(minutes=1))
    assert [message["To"] for message in smtp_server.messages] == [TO]
    failed = OutgoingMail.objects.get(state="failed")
    assert "the template is broken" in failed.last_reply
    assert not failed.reminders.exists()


def test_each_letter_is_claimed_at_its_own_moment(mail, smtp_server, monkeypatch):
    """A run of an hour: a claim made with the run's first moment would be born with its lease over."""
    moments = []
    monkeypatch.setattr(outbox, "BATCH", 1)
    unit = make_unit(mail.office, "县审计局")
    make_person(mail.office, unit=unit)
    make_assignment(unit, date(2026, 12, 31))
    plan_all(MONDAY)

    def slowly():
        moments.append(MONDAY + timedelta(minutes=len(moments)))
        return moments[-1]

    outbox.send_many(outbox.due(MONDAY), slowly)
    first, second = OutgoingMail.objects.order_by("pk")
    assert second.sent_at > first.sent_at
    assert second.lease_until - second.sent_at > timedelta(minutes=8)

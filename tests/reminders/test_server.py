"""What mail servers do (M01–M12 of the reliability rules): a real client, a scripted server on loopback."""

import logging
import socket
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reminders import outbox
from reminders.models import MailServerState, OutgoingMail
from reminders.services import plan_all, run_now
from tests.conftest import DROP
from tests.world import make_assignment, make_clerk, make_office, make_person, make_unit
from units.models import User

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)


def minutes(count):
    return MONDAY + timedelta(minutes=count)


@pytest.fixture
def office(smtp_server):
    return make_office()


def contact(office, email=None, due_on=date(2026, 12, 31)):
    unit = make_unit(office, f"县第{office.units.count()}局")
    person = make_person(office, unit=unit, email=email)
    make_assignment(unit, due_on)
    return person


def states():
    return sorted(OutgoingMail.objects.values_list("state", flat=True))


def test_m01_a_server_that_refuses_connections_lets_the_queue_rest_longer_and_longer(office, settings):
    contact(office)
    right, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    rests = []
    at = MONDAY
    for _ in range(5):
        run_now(at)
        until = MailServerState.objects.get().paused_until
        rests.append((until - at).seconds // 60)
        assert outbox.due(until - timedelta(seconds=1)) == []
        at = until
    assert rests == [1, 2, 5, 10, 10]
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.attempts) == ("queued", 0)
    settings.EMAIL_PORT = right
    run_now(at)
    assert states() == ["sent"]
    assert MailServerState.objects.get().failures == 0


def test_m01_a_server_that_says_nothing_holds_no_worker(office, settings):
    contact(office)
    settings.EMAIL_TIMEOUT = 0.3
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        settings.EMAIL_PORT = silent.getsockname()[1]
        since = time.monotonic()
        run_now(MONDAY)
    assert time.monotonic() - since < 30
    assert (states(), OutgoingMail.objects.get().attempts) == (["queued"], 0)


def test_m02_greylisted_twice_then_taken_once(office, smtp_server):
    contact(office)
    smtp_server.script["RCPT"] = ["450 4.7.1 greylisted", "450 4.7.1 greylisted"]
    run_now(MONDAY)
    run_now(minutes(4))
    assert len(smtp_server.script["RCPT"]) == 1
    run_now(minutes(5))
    run_now(minutes(20))
    assert (states(), len(smtp_server.messages)) == (["sent"], 1)
    assert OutgoingMail.objects.get().bounce == ""


def test_m03_the_second_hard_bounce_switches_the_address_off(office, smtp_server):
    contact(office, "gone@qingshan.example")
    smtp_server.refused["gone@qingshan.example"] = "550 5.1.1 no such user"
    run_now(MONDAY)
    assert states() == ["failed"]
    run_now(MONDAY + timedelta(days=1))
    assert states() == ["failed", "failed"]
    run = run_now(MONDAY + timedelta(days=2))
    assert states() == ["failed", "failed"]
    assert "多次退信" in run.suppressed[0].why
    User.objects.update(email="right@qingshan.example")
    run_now(MONDAY + timedelta(days=2))
    assert [message["To"] for message in smtp_server.messages] == ["right@qingshan.example"]


@pytest.mark.parametrize("reply", ["552 mailbox full", "450 4.2.2 mailbox full", "550 5.2.2 over quota"])
def test_m04_a_full_mailbox_waits(office, smtp_server, reply):
    contact(office)
    smtp_server.script["RCPT"] = [reply]
    run_now(MONDAY)
    assert states() == ["queued"]
    run_now(minutes(5))
    assert states() == ["sent"]


def test_m05_a_wrong_password_stops_the_queue_with_one_alert(office, smtp_server, settings, caplog):
    for _ in range(3):
        contact(office)
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "office", "old"
    smtp_server.password_is_right = False
    with caplog.at_level(logging.CRITICAL, "reminders"):
        for minute in range(0, 60):
            run_now(minutes(minute))
    assert len([record for record in caplog.records if record.levelno == logging.CRITICAL]) == 1
    assert set(OutgoingMail.objects.values_list("state", "attempts")) == {("queued", 0)}
    assert MailServerState.objects.get().stopped
    smtp_server.password_is_right = True
    run_now(minutes(70))
    assert len(smtp_server.messages) == 3
    assert not MailServerState.objects.get().stopped


def test_a_refused_sender_is_nobodys_wrong_address(office, smtp_server):
    contact(office)
    smtp_server.script["MAIL"] = ["553 5.7.1 sender address is not yours"]
    run_now(MONDAY)
    assert OutgoingMail.objects.values_list("state", "attempts", "bounce").get() == ("queued", 0, "")
    assert MailServerState.objects.get().stopped


def test_m09_an_error_at_goodbye_changes_nothing(office, smtp_server):
    contact(office)
    smtp_server.script["QUIT"] = [DROP]
    run_now(MONDAY)
    run_now(minutes(30))
    assert (states(), len(smtp_server.messages)) == (["sent"], 1)


def test_m10_after_twenty_letters_the_rest_waits_and_none_fails(office, smtp_server):
    for _ in range(30):
        contact(office)
    smtp_server.most_in_a_session = 20
    run_now(MONDAY)
    assert len(smtp_server.messages) == 20
    assert states() == ["queued"] * 10 + ["sent"] * 20
    run_now(minutes(1))
    run_now(minutes(6))
    assert states() == ["sent"] * 30
    assert len({message["Message-ID"] for message in smtp_server.messages}) == len(smtp_server.messages) == 30


def test_the_line_lost_in_data_is_repeated_once_with_the_same_number(office, smtp_server):
    contact(office)
    smtp_server.script["DATA"] = [DROP]
    run_now(MONDAY)
    assert states() == ["unclear"]
    run_now(minutes(14))
    assert smtp_server.messages == []
    run_now(minutes(16))
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.repeated) == ("sent", True)
    assert [message["Message-ID"] for message in smtp_server.messages] == [mail.message_id]


def test_m12_chinese_sender_and_subject_open_right(office, smtp_server, settings):
    settings.DEFAULT_FROM_EMAIL = "政务公开工作平台 <noreply@govopen.example>"
    contact(office)
    run_now(MONDAY)
    (message,) = smtp_server.messages
    assert message["From"].addresses[0].display_name == "政务公开工作平台"
    assert message["Subject"].strip().startswith("【青山县政府办公室】政务公开任务提醒")
    assert not message.defects


def test_many_letters_go_over_one_connection(office, smtp_server):
    for _ in range(30):
        contact(office)
    run_now(MONDAY)
    assert (len(smtp_server.messages), smtp_server.connections) == (30, 1)


def test_the_breaker_counts_workers_that_fail_together_as_one(office, settings):
    contact(office)
    plan_all(MONDAY)
    settings.EMAIL_PORT = 1
    (key,) = outbox.due(MONDAY)
    outbox.send(key, MONDAY)
    outbox.send(key, MONDAY)
    assert MailServerState.objects.get().failures == 1


def test_the_office_sees_that_the_server_is_away_and_which_addresses_are_off(office, client):
    client.force_login(make_clerk(office))
    today = timezone.localdate()
    for day in (1, 2):
        OutgoingMail.objects.create(
            office=office,
            address="gone@qingshan.example",
            address_key="gone@qingshan.example",
            local_date=today - timedelta(days=day),
            next_at=MONDAY,
            message_id=f"<{day}@govopen.example>",
            state="failed",
            bounce="hard",
        )
    MailServerState.objects.create(pk=1, failures=1, paused_until=MONDAY, stopped=True, reason="535 no")
    page = client.get(reverse("mail_list")).content.decode()
    for words in ("gone@qingshan.example", "多次退信", "邮件服务器拒绝了本平台", "535 no"):
        assert words in page

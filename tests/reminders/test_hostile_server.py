"""A mail server without the protection that is asked for, a line that breaks, and names that would like to be headers."""

import logging
import socket
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import pytest
from aiosmtpd.controller import Controller

from reminders.assignment_chasing import ASSIGNMENTS
from reminders.chasing import chase
from reminders.models import MailServerState, OutgoingMail, Reminder
from reminders.services import run_now
from reminders.trial import try_mail
from tests.conftest import TAKE_AND_DROP, MailServer
from tests.services import free_port
from tests.world import make_assignment, make_clerk, make_office, make_person, make_unit
from units.models import Office, Unit, User

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
FORGED = "某局\r\nBcc: all@elsewhere.example\r\n\r\n正文"


@pytest.fixture
def office(smtp_server):
    office = make_office()
    unit = make_unit(office)
    make_person(office, unit=unit, email="liaison@qingshan.example")
    make_assignment(unit)
    return office


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory):
    """A certificate that nobody vouches for."""
    folder = tmp_path_factory.mktemp("certificate")
    words = "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=mail.qingshan.example -keyout key.pem -out cert.pem"
    subprocess.run(["openssl", *words.split()], cwd=folder, check=True, capture_output=True)
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.fixture
def doubtful(settings, self_signed):
    """A mail server that offers STARTTLS with that certificate."""
    handler = MailServer()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), tls_context=self_signed)
    controller.start()
    yield controller
    controller.stop()


def stopped_with(caplog) -> str:
    """Sweep an hour long; assert one alert, no letter and no attempt used, and return the reason on the row."""
    with caplog.at_level(logging.CRITICAL, "reminders"):
        for minute in range(0, 60, 5):
            run_now(MONDAY + timedelta(minutes=minute))
    assert len([record for record in caplog.records if record.levelno == logging.CRITICAL]) == 1
    assert OutgoingMail.objects.values_list("state", "attempts").get() == ("queued", 0)
    state = MailServerState.objects.get()
    assert state.stopped
    return state.reason


def test_m06_a_server_without_starttls_stops_the_queue_with_one_alert(office, smtp_server, settings, caplog):
    settings.EMAIL_USE_TLS = True
    assert "STARTTLS" in stopped_with(caplog)
    assert smtp_server.messages == []
    settings.EMAIL_USE_TLS = False
    run_now(MONDAY + timedelta(minutes=70))
    assert len(smtp_server.messages) == 1
    assert not MailServerState.objects.get().stopped


def test_m06_a_certificate_that_nobody_vouches_for_stops_the_queue_with_one_alert(office, doubtful, settings, caplog):
    settings.EMAIL_USE_TLS, settings.EMAIL_PORT = True, doubtful.port
    assert "CERTIFICATE_VERIFY_FAILED" in stopped_with(caplog)
    assert doubtful.handler.messages == []


def test_m08_the_line_lost_after_the_server_took_it_gives_one_repeat_that_is_marked(office, smtp_server):
    """The worst moment: the text is there, the answer is not. Nobody can know; the same number tells the reader's side."""
    smtp_server.script["DATA"] = [TAKE_AND_DROP]
    run_now(MONDAY)
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.repeated, len(smtp_server.messages)) == ("unclear", False, 1)
    assert Reminder.objects.get().state == "open"
    for minute in range(1, 120, 7):
        run_now(MONDAY + timedelta(minutes=minute))
    mail.refresh_from_db()
    assert (mail.state, mail.repeated, mail.attempts) == ("sent", True, 2)
    assert [message["Message-ID"] for message in smtp_server.messages] == [mail.message_id] * 2
    assert Reminder.objects.get().state == "said"


def headers_are_ours(message) -> bool:
    return message["Bcc"] is None and message["To"] == "liaison@qingshan.example" and not message.defects


@pytest.mark.parametrize("place", ["office", "unit", "task", "person"])
def test_m11_line_breaks_in_names_forge_no_header(office, smtp_server, place):
    if place == "office":
        Office.objects.update(short_name=FORGED)
    elif place == "unit":
        Unit.objects.update(short_name=FORGED)
    elif place == "person":
        User.objects.filter(email="liaison@qingshan.example").update(name=FORGED)
    else:
        make_assignment(Unit.objects.get(), requirement=FORGED)
    run_now(MONDAY)
    (message,) = smtp_server.messages
    assert headers_are_ours(message)
    assert "all@elsewhere.example" not in str(message["To"])
    assert OutgoingMail.objects.get().state == "sent"


def test_m11_line_breaks_in_an_opening_and_in_the_name_of_who_tries_forge_no_header(office, smtp_server):
    clerk = make_clerk(office)
    clerk.name, clerk.email = FORGED, "liaison@qingshan.example"
    clerk.save()
    Office.objects.update(short_name=FORGED)
    office.refresh_from_db()
    try_mail(office=office, by=clerk, at=MONDAY)
    chase(ASSIGNMENTS, office=office, rows=list(office.assignments.all()), text=FORGED, by=clerk, at=MONDAY)
    run_now(MONDAY)
    assert len(smtp_server.messages) == 3
    assert all(map(headers_are_ours, smtp_server.messages))


def test_m11_an_address_with_a_line_break_fails_alone(office, smtp_server):
    unit = make_unit(office, "县审计局")
    make_person(office, unit=unit, email="x@qingshan.example\r\nBcc: all@elsewhere.example")
    make_assignment(unit)
    run_now(MONDAY)
    assert sorted(OutgoingMail.objects.values_list("state", flat=True)) == ["failed", "sent"]
    assert all(map(headers_are_ours, smtp_server.messages))


def test_a_handshake_that_breaks_off_is_no_refusal(office, settings):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up():
            line, _ = server.accept()
            line.recv(1024)
            line.close()

        threading.Thread(target=hang_up, daemon=True).start()
        settings.EMAIL_USE_SSL, settings.EMAIL_PORT = True, server.getsockname()[1]
        run_now(MONDAY)
    state = MailServerState.objects.get()
    assert (state.failures, state.stopped) == (1, False)
    assert OutgoingMail.objects.get().state == "queued"

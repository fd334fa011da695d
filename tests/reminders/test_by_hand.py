"""A run by hand for a day that is named (send_reminders --on): what it takes up from earlier days, and what it leaves alone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reminders import hold, outbox
from reminders.models import OutgoingMail
from reminders.services import run_now
from tests.conftest import TAKE_AND_DROP
from tests.world import make_assignment, make_office, make_person, make_unit
from units import faults
from units.clock import database_now

pytestmark = pytest.mark.django_db
YEARS = pytest.mark.parametrize("year", [2025, 2099])  # before and after the clock's own day


class Died(BaseException):
    """Ends a run as kill -9 does."""


@pytest.fixture
def days(year):
    """A working day on which a letter says what is due at the end of the year, and the next, on which it says the same."""
    unit = make_unit(make_office())
    make_person(unit.office, unit=unit)
    make_assignment(unit, date(year, 12, 31))
    return [datetime(year, 12, day, 2, tzinfo=UTC) for day in (22, 23)]


def mails():
    return list(OutgoingMail.objects.order_by("pk").values_list("state", flat=True))


@YEARS
def test_a_server_that_is_back_is_tried_at_once(days, smtp_server, settings):
    right, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    run_now(on=days[0])
    assert mails() == ["queued"]
    settings.EMAIL_PORT = right
    run_now(on=days[0])
    assert (mails(), len(smtp_server.messages)) == (["sent"], 1)


@YEARS
def test_while_mail_is_on_hold_nothing_leaves_by_hand_either(days, smtp_server):
    hold.hold("恢复备份", database_now())
    run_now(on=days[0])
    assert smtp_server.messages == []


@YEARS
def test_what_the_server_put_off_is_not_tried_again_on_the_same_day_but_on_the_next(days, smtp_server):
    smtp_server.script = {"RCPT": ["451 try later"]}
    run_now(on=days[0])
    run_now(on=days[0])
    assert smtp_server.messages == []
    run_now(on=days[1])
    assert len(smtp_server.messages) == 1


@YEARS
def test_an_unclear_end_is_repeated_on_the_next_day_with_the_same_id(days, smtp_server):
    smtp_server.script = {"DATA": [TAKE_AND_DROP]}
    run_now(on=days[0])
    assert mails() == ["unclear"]
    run_now(on=days[0])
    assert mails() == ["unclear"]
    run_now(on=days[1])
    assert mails() == ["sent"]
    assert len({message["Message-ID"] for message in smtp_server.messages}) == 1


@YEARS
@pytest.mark.parametrize("point", ["claimed", "handing"])
def test_what_a_run_that_died_held_is_taken_up_on_the_next_day(days, smtp_server, monkeypatch, point):
    def die(name):
        if name == point:
            raise Died

    with monkeypatch.context() as patch:
        patch.setattr(faults, "listener", die)
        patch.setattr(outbox, "_release", lambda mails, token: None)  # the dead give nothing back
        with pytest.raises(Died):
            run_now(on=days[0])
    run_now(on=days[0])
    assert smtp_server.messages == []  # it may be alive
    run_now(on=days[1])
    assert len(smtp_server.messages) == 1


@YEARS
def test_what_a_worker_is_handing_over_is_left_alone(days, smtp_server, monkeypatch):
    held = []

    def sweeps_beside(name):
        if name == "handing":
            held.append(OutgoingMail.objects.get().lease_until - database_now())
            outbox.recover(database_now())
            outbox.recover(database_now(), on=days[0])

    monkeypatch.setattr(faults, "listener", sweeps_beside)
    run = run_now(on=days[0])
    assert [letter.subject for _, _, letter in run.mails] == ["【青山县政府办公室】政务公开任务提醒：即将到期1项"]
    assert timedelta(minutes=9) < held[0] <= outbox.LEASE
    assert mails() == ["sent"]


@YEARS
def test_what_a_sweep_holds_is_left_alone_whatever_day_is_named(days, smtp_server):
    run_now(on=days[0])
    at = database_now()
    held = {"state": "handing", "token": "0" * 32, "lease_until": at + outbox.LEASE}
    OutgoingMail.objects.update(**held)
    outbox.recover(at, on=days[1])
    assert mails() == ["handing"]
    outbox.recover(at + outbox.LEASE + timedelta(seconds=1))
    assert mails() == ["unclear"]

"""R30: whatever happens in whatever order, what is due is said in the end, once, and nothing of what is finished.

`GOVOPEN_HISTORIES=3000` runs a few thousand random histories; without it, a few dozen.
"""

import os
import random
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPConnectError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from reminders import outbox
from reminders.models import OutgoingMail, Reminder
from reminders.services import plan_all, run_now, send
from tasks.models import Assignment
from tasks.services.lifecycle import assignment_cancel, assignment_set_due
from tasks.services.reports import report_submit
from tasks.services.review import report_accept, report_return
from tests.world import make_assignment, make_clerk, make_office, make_person, make_unit
from units import faults

pytestmark = pytest.mark.django_db
START = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
DUE_DAYS = [date(2026, 12, 4), date(2026, 12, 18), date(2026, 12, 31), date(2027, 1, 15), None]
POINTS = ["planning", "claimed", "handing", "accepted", "committed"]
HISTORIES = int(os.environ.get("GOVOPEN_HISTORIES", "24"))


class Killed(BaseException):
    """Stands for SIGKILL: what is not committed is gone, and nothing is tidied up."""


class Post(BaseEmailBackend):
    """A mail server with moods. The server that speaks SMTP is in test_server.py; here thousands of days go by."""

    moods: list[str] = []  # what happens to the next letters; good when empty
    taken: list[tuple[str, str]] = []  # address and Message-ID
    untimely: list[str] = []  # stages that were said of duties that nobody owed any more

    def open(self):
        if self.moods and self.moods[0] == "away":
            self.moods.pop(0)
            raise SMTPConnectError(421, b"away")
        return True

    def send_messages(self, messages):
        (message,) = messages
        mood = self.moods.pop(0) if self.moods else "good"
        if mood == "later":
            raise SMTPRecipientsRefused({message.to[0]: (450, b"4.2.0 greylisted")})
        if mood == "lost before":
            raise SMTPServerDisconnected("lost")
        number = message.extra_headers["Message-ID"]
        self.taken.append((message.to[0], number))
        lines = Reminder.objects.filter(mail__message_id=number, state="open").exclude(kind="gone")
        finished = Assignment.objects.exclude(state__in=Assignment.WITH_UNIT)
        self.untimely.extend(lines.filter(duty_id__in=finished.values("pk")).values_list("stage", flat=True))
        if mood == "lost after":
            raise SMTPServerDisconnected("lost")
        return 1


@contextmanager
def dying_at(point):
    """Die at the named point, without the tidying up that a living process does."""

    def listener(name):
        if name == point:
            raise Killed

    release, outbox._release = outbox._release, lambda mails, token: None
    faults.listener = listener
    try:
        yield
    except Killed:
        pass
    finally:
        faults.listener, outbox._release = None, release


class History:
    """One office with two units, and what happens to it."""

    def __init__(self, dice):
        self.dice, self.at = dice, START
        self.office = make_office()
        self.clerk = make_clerk(self.office)
        self.units = [make_unit(self.office, name) for name in ("县财政局", "县审计局")]
        self.people = {unit.pk: make_person(self.office, unit=unit) for unit in self.units}
        for _ in range(dice.randint(1, 4)):
            make_assignment(dice.choice(self.units), dice.choice(DUE_DAYS))
        Post.moods.clear()
        Post.taken.clear()
        Post.untimely.clear()

    def some(self, *states):
        return self.dice.choice(list(Assignment.objects.filter(state__in=states).order_by("pk")) or [None])

    def step(self):
        self.at += timedelta(minutes=self.dice.choice([1, 7, 60, 60 * 24, 60 * 24 * 5]))
        self.dice.choice(
            [
                self.tick,
                self.tick,
                self.interrupted_tick,
                self.interrupted_tick,
                self.kill,
                self.weather,
                self.answer,
                self.review,
                self.move,
            ]
        )()

    def tick(self):
        run_now(self.at)

    def interrupted_tick(self):
        """Something happens between planning and sending."""
        plan_all(self.at)
        self.dice.choice([self.answer, self.review, self.move])()
        send(outbox.due(self.at), lambda: self.at)

    def kill(self):
        with dying_at(self.dice.choice(POINTS)):
            run_now(self.at)

    def weather(self):
        Post.moods[:] = self.dice.choices(["away", "later", "lost before", "lost after", "good"], k=3)

    def answer(self):
        if row := self.some("assigned", "in_progress"):
            draft = row.reports.filter(state="draft").first()
            report_submit(
                assignment=row,
                values={"progress": "已公开。"},
                links=[],
                version=draft.version if draft else 0,
                by=self.people[row.unit_id],
                at=self.at,
            )

    def review(self):
        if row := self.some("in_review"):
            report = row.reports.get(state="submitted")
            if self.dice.random() < 0.5:
                report_accept(report=report, by=self.clerk, at=self.at)
            else:
                report_return(report=report, by=self.clerk, at=self.at, reason="请补充。")

    def move(self):
        if row := self.some("assigned", "in_progress"):
            if self.dice.random() < 0.2:
                assignment_cancel(assignment=row, by=self.clerk, at=self.at, reason="不再需要")
            elif row.due_on:
                day = self.at.date() + timedelta(days=self.dice.randint(1, 40))
                if day != row.due_on:
                    assignment_set_due(assignment=row, due_on=day, by=self.clerk, at=self.at, reason="调整")

    def calm_down(self):
        """Let the weather clear up and the leases run out: a week of sweeps."""
        Post.moods.clear()
        for _ in range(7):
            self.at = (self.at + timedelta(days=1)).replace(hour=1, minute=0)
            for _ in range(3):
                run_now(self.at)
                self.at += timedelta(minutes=40)


def check(history):
    said = Counter(Reminder.objects.values_list("contact", "duty_type", "duty_id", "stage", "due_version"))
    assert max(said.values(), default=1) == 1
    taken = Counter(Post.taken)
    for mail in OutgoingMail.objects.all():
        times = taken[(mail.address, mail.message_id)]
        assert times <= 1 or (mail.repeated and times == 2), (mail.state, times)
        if mail.state == "sent":
            assert times >= 1
    assert Post.untimely == []
    assert len({number for _, number in taken}) <= OutgoingMail.objects.count()
    assert not Reminder.objects.filter(state="open").exists()
    assert not OutgoingMail.objects.exclude(state__in=OutgoingMail.FINAL).exists()


def owed_and_never_said():
    """What the units owe by a day that is over or near, and of which nothing was ever said."""
    told = Reminder.objects.filter(state="said", duty_type="assignment").values("duty_id")
    return Assignment.objects.filter(state__in=("assigned", "in_progress")).exclude(pk__in=told)


@pytest.mark.parametrize("part", range(4))
def test_whatever_happens_all_is_said_once_in_the_end(part, settings):
    settings.EMAIL_BACKEND = "tests.reminders.test_any_history.Post"
    for number in range(part, HISTORIES, 4):
        dice = random.Random(number)
        with transaction.atomic():
            history = History(dice)
            for _ in range(dice.randint(4, 20)):
                history.step()
            history.calm_down()
            try:
                check(history)
                assert not owed_and_never_said().exists()
            except AssertionError as fault:
                raise AssertionError(f"history {number}: {fault}") from fault
            transaction.set_rollback(True)

"""A test letter goes to the clerk's own address, at once, whatever the hour; only a hold stops it."""

import time as time_of
from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from reminders import hold, jobs, outbox, trial
from reminders.models import OutgoingMail, ReminderPolicy
from reminders.services import run_now
from tasks.services.errors import ActRefused
from tests.world import make_clerk, make_office, make_person
from units.models import AuditEntry, Membership, User

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)
NIGHT = datetime(2026, 12, 7, 15, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 12, 6, 2, 0, tzinfo=UTC)
PAGE = "mail_runs"


@pytest.fixture
def desk(smtp_server):
    class Desk:
        office = make_office()
        clerk = make_clerk(office)
        mails = smtp_server.messages

        def ask(self, at=MONDAY):
            return trial.try_mail(office=self.office, by=self.clerk, at=at)

    return Desk()


def test_it_says_who_asked_and_of_which_office(desk):
    desk.ask()
    run_now(MONDAY)
    (message,) = desk.mails
    assert (message["To"], message["Subject"]) == (desk.clerk.email, "【青山县政府办公室】测试邮件")
    for part in ("plain", "html"):
        text = message.get_body((part,)).get_content()
        assert f"由{desk.clerk.name}在政务公开工作平台上发出" in text
        assert "青山县人民政府办公室" in text
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.last_reply) == ("sent", "已接收")


@pytest.mark.parametrize("at", [NIGHT, SUNDAY])
def test_it_leaves_outside_the_hours_and_on_a_day_off(desk, at):
    desk.ask(at)
    run_now(at)
    assert len(desk.mails) == 1


def test_it_leaves_while_the_office_sends_nothing(desk):
    ReminderPolicy.objects.create(office=desk.office, enabled=False, send_from=time(8), send_until=time(9))
    desk.ask()
    run_now(MONDAY)
    assert len(desk.mails) == 1


def test_it_waits_while_mail_is_on_hold(desk):
    mail = desk.ask()
    hold.hold("恢复备份", MONDAY)
    run_now(MONDAY)
    outbox.send(mail.pk, MONDAY)
    assert desk.mails == []
    hold.release(by=None, at=MONDAY)
    run_now(MONDAY)
    assert len(desk.mails) == 1


def test_once_a_minute_and_twenty_times_a_day(desk):
    desk.ask()
    with pytest.raises(ActRefused, match="过一分钟再试"):
        desk.ask(MONDAY + timedelta(seconds=59))
    for minute in range(1, trial.MOST):
        desk.ask(MONDAY + timedelta(minutes=minute))
    with pytest.raises(ActRefused, match="今天已经发过20封"):
        desk.ask(MONDAY + timedelta(minutes=trial.MOST))
    assert sorted(OutgoingMail.objects.values_list("part", flat=True)) == list(range(1, trial.MOST + 1))
    desk.ask(MONDAY + timedelta(days=1))


def test_without_an_address_it_is_refused_in_a_sentence(desk, client):
    User.objects.filter(pk=desk.clerk.pk).update(email="")
    client.force_login(User.objects.get(pk=desk.clerk.pk))
    answer = client.post(reverse("mail_test"), follow=True)
    assert "没有登记邮箱" in answer.content.decode()
    assert not OutgoingMail.objects.exists()


def test_the_button_writes_the_letter_and_the_history_and_the_page_follows_it(desk, client, monkeypatch):
    asked = []
    monkeypatch.setattr(jobs.send_mail, "apply_async", lambda keys, **options: asked.append(keys))
    client.force_login(desk.clerk)
    text = client.post(reverse("mail_test"), follow=True).content.decode()
    mail = OutgoingMail.objects.get()
    assert asked == [(mail.pk,)]
    assert (mail.kind, mail.address, mail.opening) == ("test", desk.clerk.email, desk.clerk.name)
    assert "排队中，几分钟内发出" in text
    assert 'hx-trigger="every 2s"' in text
    assert AuditEntry.objects.filter(verb="发送测试邮件", actor_ref=desk.clerk.pk).count() == 1
    outbox.send(mail.pk, timezone.now())
    state = client.get(reverse("mail_test_state")).content.decode()
    assert "服务器答复：已接收" in state
    assert "hx-get" not in state


def test_without_a_broker_it_waits_for_the_next_sweep(desk, client, monkeypatch):
    def nobody(*args, **options):
        raise OperationalError("no broker")

    monkeypatch.setattr(jobs.send_mail, "apply_async", nobody)
    client.force_login(desk.clerk)
    assert client.post(reverse("mail_test"), follow=True).status_code == 200
    run_now()
    assert len(desk.mails) == 1


def test_a_worker_sends_it_at_once(celery_worker, smtp_server, client):
    office = make_office()
    client.force_login(make_clerk(office))
    client.post(reverse("mail_test"))
    limit = time_of.monotonic() + 60
    while not smtp_server.messages and time_of.monotonic() < limit:
        time_of.sleep(0.1)
    assert len(smtp_server.messages) == 1


def test_only_the_clerk_may_ask(desk, client):
    client.force_login(make_person(desk.office, Membership.Role.OFFICE_LEADER))
    assert client.post(reverse("mail_test")).status_code == 403
    assert "发一封测试邮件" not in client.get(reverse(PAGE)).content.decode()

"""Mail on hold: after a restore or when the clock was set, nothing leaves until an administrator says so."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from reminders import hold, outbox, services
from reminders.models import MailServerState, OutgoingMail, Reminder
from reminders.services import heal, plan_all, run_now, send
from tests.world import log_in, make_admin, make_assignment, make_clerk, make_office, make_person, make_unit
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
def running(monkeypatch):
    """How many seconds have really passed since the machine started; tests let it go on."""

    class Running:
        seconds = 1000.0

        def __call__(self):
            return self.seconds

    clock = Running()
    monkeypatch.setattr(hold, "_running", clock)
    return clock


def another_process():
    services.CLOCK = hold.Clock()


def held():
    return MailServerState.objects.filter(held_at__isnull=False).values_list("held_why", flat=True).first()


def contact(office, due_on=date(2026, 12, 31)):
    unit = make_unit(office, f"县第{office.units.count()}局")
    person = make_person(office, unit=unit)
    make_assignment(unit, due_on)
    return person


def test_a_clock_that_jumps_three_days_ahead_holds_the_mail(running):
    heal(MONDAY)
    running.seconds += 60
    heal(MONDAY + timedelta(days=3, minutes=1))
    assert held() == "系统时钟向前跳了3天"


def test_an_outage_of_a_week_holds_nothing(running):
    heal(MONDAY)
    another_process()
    heal(MONDAY + timedelta(days=7))
    assert held() is None


def test_a_computer_that_slept_for_a_week_holds_nothing(running):
    heal(MONDAY)
    running.seconds += 7 * 24 * 3600
    heal(MONDAY + timedelta(days=7))
    assert held() is None


def test_a_correction_of_seconds_holds_nothing(running):
    heal(MONDAY)
    running.seconds += 60
    heal(MONDAY + timedelta(seconds=20))
    assert held() is None


def test_a_clock_set_back_by_three_hours_holds_the_mail(running):
    heal(MONDAY)
    running.seconds += 60
    heal(MONDAY - timedelta(hours=3) + timedelta(minutes=1))
    assert held() == "系统时钟倒退了3.0小时"


def test_a_new_process_sees_by_the_last_sweep_that_the_clock_was_set_back(running):
    heal(MONDAY)
    another_process()
    heal(MONDAY - timedelta(hours=3))
    assert held() == "系统时钟倒退了3.0小时"


def test_what_was_released_is_not_held_again_by_the_next_process(running):
    heal(MONDAY)
    another_process()
    back = MONDAY - timedelta(hours=3)
    heal(back)
    hold.release(by=make_admin(), at=back)
    another_process()
    heal(back + timedelta(minutes=1))
    assert held() is None


def test_while_mail_is_on_hold_it_is_planned_and_nothing_leaves(smtp_server):
    office = make_office()
    contact(office)
    hold.hold("恢复备份", MONDAY)
    run_now(MONDAY)
    contact(office)
    run_now(MONDAY + timedelta(hours=1))
    assert smtp_server.messages == []
    assert list(OutgoingMail.objects.values_list("state", flat=True)) == ["queued", "queued"]
    assert Reminder.objects.filter(state="open").count() == 2


def test_a_letter_that_was_claimed_when_the_hold_came_stays(smtp_server, monkeypatch):
    contact(make_office())
    plan_all(MONDAY)
    prepare = outbox.drafts.prepare

    def held_meanwhile(*args, **kwargs):
        hold.hold("恢复备份", MONDAY)
        return prepare(*args, **kwargs)

    monkeypatch.setattr(outbox.drafts, "prepare", held_meanwhile)
    assert send(outbox.due(MONDAY), lambda: MONDAY) == []
    assert smtp_server.messages == []
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.attempts, mail.token) == ("queued", 0, "")


def test_released_the_letters_of_former_days_join_todays_and_each_address_gets_one(smtp_server):
    office = make_office()
    people = [contact(office), contact(office)]
    hold.hold("恢复备份", MONDAY)
    for day in (MONDAY, MONDAY + timedelta(days=1), WEDNESDAY):
        run_now(day)
    assert hold.release(by=make_admin(), at=WEDNESDAY) == 2
    run_now(WEDNESDAY)
    run_now(WEDNESDAY + timedelta(minutes=1))
    assert sorted(message["To"] for message in smtp_server.messages) == sorted(person.email for person in people)
    assert set(OutgoingMail.objects.filter(local_date__lt=WEDNESDAY.date()).values_list("state", flat=True)) == {
        "cancelled"
    }


def test_hold_and_release_stand_in_the_history_once():
    admin = make_admin()
    for _ in range(2):
        hold.hold("恢复备份", MONDAY)
    for _ in range(2):
        hold.release(by=admin, at=MONDAY)
    entries = AuditEntry.objects.filter(verb__in=("扣留邮件", "放行邮件")).order_by("pk")
    assert list(entries.values_list("verb", "actor_name", "reason")) == [
        ("扣留邮件", "", "恢复备份"),
        ("放行邮件", admin.name, "恢复备份"),
    ]


def test_the_command_holds_and_releases_and_says_how_many_letters_wait(capsys):
    contact(make_office())
    plan_all(MONDAY)
    call_command("mail_hold", "--why", "恢复备份之后核对")
    assert held() == "恢复备份之后核对"
    call_command("mail_hold")
    call_command("mail_hold", "--release")
    assert held() is None
    assert capsys.readouterr().out.splitlines() == [
        "邮件已扣留，有1封待发。",
        "邮件此前已经扣留，有1封待发。",
        "邮件已放行，有1封待发。",
    ]
    assert AuditEntry.objects.filter(verb="放行邮件", origin="mail_hold").count() == 1


def test_the_system_administrator_sees_how_many_letters_wait_and_releases_them(client):
    office = make_office()
    contact(office)
    plan_all(MONDAY)
    hold.hold("恢复备份", MONDAY)
    page = reverse("admin:reminders_mailserverstate_release", args=[1])
    for stranger in (make_clerk(office), make_admin("security")):
        log_in(client, stranger)
        assert client.post(page).status_code == 403
        assert held() == "恢复备份"
    log_in(client, make_admin())
    asked = client.get(page).content.decode()
    assert "恢复备份" in asked
    assert "有1封邮件待发" in asked
    assert held() == "恢复备份"
    done = client.post(page, follow=True).content.decode()
    assert held() is None
    assert "邮件已放行，有1封待发" in done

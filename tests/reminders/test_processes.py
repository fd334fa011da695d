"""Races and deaths, with real processes on the real database (R01–R10, R27, D11 of the reliability rules)."""

import signal
import threading
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings as configured
from django.db import connection
from django.db.models import Count

from govopen import celery_app
from reminders import jobs, outbox
from reminders.models import GroupPost, GroupRobot, OutgoingMail, Reminder, ReminderPolicy
from reminders.services import plan_all, run_now
from tasks.models import Assignment
from tests.services.actors import Actor
from tests.world import AT, make_office, make_person, make_plan, make_unit

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
EMAIL = ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT")


def later(minutes):
    return MONDAY + timedelta(minutes=minutes)


@contextmanager
def started(count, act, **told):
    """Start processes that all wait for the same starting shot; with sleep="wait" they wait at the point for another line."""
    told |= {
        "at": told.get("at", MONDAY).isoformat(),
        "database": str(connection.settings_dict["NAME"]),
        "settings": {name: getattr(configured, name) for name in EMAIL},
    }
    children = [Actor("tests.reminders.child", act, told) for _ in range(count)]
    try:
        for child in children:
            assert child.stdout.readline() == "ready\n", child.stderr.read()
        yield children
    finally:
        for child in children:
            child.kill()
            child.communicate()


def together(count, act, **told) -> list[tuple[int, str]]:
    """Let processes act at the same moment; return how each ended, and what it said."""
    with started(count, act, **told) as children:
        for child in children:
            child.stdin.write("go\n")
            child.stdin.flush()
        said = [child.communicate(timeout=60) for child in children]
        for child, (_, complaint) in zip(children, said, strict=True):
            assert child.returncode in (0, -signal.SIGKILL), complaint
            assert "Traceback" not in complaint, complaint
        return [(child.returncode, answer) for child, (answer, _) in zip(children, said, strict=True)]


def due_items(units, tasks=1):
    """An office whose units each owe a number of tasks that are due this week."""
    office = make_office()
    plan = make_plan(office, state="issued", issued_at=AT)
    for n in range(units):
        unit = make_unit(office, f"县第{n}局")
        make_person(office, unit=unit)
        for _ in range(tasks):
            task = plan.tasks.create(position=1, requirement="公开。", due_on=date(2026, 12, 31), deadline_kind="fixed")
            common = {
                "office": office,
                "plan": plan,
                "year": plan.year,
                "role": "responsible",
                "assigned_at": AT,
                "changed_at": AT,
            }
            Assignment.objects.create(task=task, unit=unit, due_on=task.due_on, **common)
    return office


def message_ids(server):
    return [message["Message-ID"] for message in server.messages]


def states():
    return set(OutgoingMail.objects.values_list("state", flat=True))


def test_r01_ten_processes_plan_at_once(smtp_server):
    due_items(units=20, tasks=10)
    together(10, "plan", point="planning", sleep=0.1)
    assert Reminder.objects.count() == 200
    letters = OutgoingMail.objects.annotate(size=Count("reminders"))
    assert sorted(letters.values_list("size", flat=True)) == [10] * 20


def test_r01_ten_processes_run_at_once(smtp_server):
    due_items(units=20, tasks=10)
    sent = together(10, "run", point="claimed", sleep=0.1)
    run_now(later(20))
    assert sum(int(answer) for _, answer in sent) == 20
    assert len(message_ids(smtp_server)) == len(set(message_ids(smtp_server))) == 20
    assert states() == {"sent"}
    assert not Reminder.objects.exclude(state="said").exists()


def test_r02_two_beats_that_tick_every_second_send_each_letter_once(smtp_server):
    due_items(units=5, tasks=3)
    sent = together(2, "beat", ticks=20)
    assert sum(int(answer) for _, answer in sent) == 5
    assert len(set(message_ids(smtp_server))) == len(message_ids(smtp_server)) == 5
    assert Reminder.objects.filter(state="said").count() == Reminder.objects.count() == 15


def test_d11_with_the_guard_of_the_claim_switched_off_letters_go_out_twice(smtp_server):
    due_items(units=5)
    plan_all(MONDAY)
    together(4, "send", point="claimed", sleep=2, unguarded=True)
    assert len(message_ids(smtp_server)) > 5


@pytest.mark.parametrize("units", [1, 3])
def test_r04_killed_after_the_claim_another_worker_sends_it_after_the_lease(smtp_server, units):
    due_items(units)
    plan_all(MONDAY)
    assert together(1, "send", point="claimed") == [(-signal.SIGKILL, "")]
    assert states() == {"claimed"}
    run_now(later(1))
    assert smtp_server.messages == []
    run_now(later(3))
    assert len(smtp_server.messages) == units
    assert states() == {"sent"}


def test_killed_before_the_planning_commit_nothing_is_left_behind(smtp_server):
    due_items(units=2)
    assert together(1, "plan", point="planning") == [(-signal.SIGKILL, "")]
    assert not OutgoingMail.objects.exists()
    run_now(MONDAY)
    assert len(smtp_server.messages) == 2


def test_killed_before_the_server_has_the_letter_it_is_sent_once(smtp_server):
    due_items(units=2)
    plan_all(MONDAY)
    together(1, "send", point="handing")
    run_now(later(11))
    assert len(smtp_server.messages) == 1  # the other letter of the batch
    run_now(later(27))
    assert len(set(message_ids(smtp_server))) == len(smtp_server.messages) == 2


def test_killed_after_the_server_said_yes_the_letter_is_repeated_once_and_marked(smtp_server):
    due_items(units=1)
    plan_all(MONDAY)
    together(1, "send", point="accepted")
    assert len(smtp_server.messages) == 1
    for minutes in (11, 27, 45, 60):
        run_now(later(minutes))
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.repeated) == ("sent", True)
    assert message_ids(smtp_server) == [mail.message_id] * 2


def test_r07_the_message_comes_again_after_the_commit_and_nothing_is_sent(smtp_server, monkeypatch):
    due_items(units=1)
    plan_all(MONDAY)
    monkeypatch.setattr(jobs, "database_now", lambda: MONDAY)
    (key,) = outbox.due(MONDAY)
    together(1, "send", point="committed")
    assert states() == {"sent"}
    jobs.send_mail(key)
    assert len(smtp_server.messages) == 1


def test_r27_the_stop_switch_lets_at_most_one_letter_a_worker_through(smtp_server):
    office = due_items(units=40)
    plan_all(MONDAY)
    with started(2, "send", point="accepted", sleep="wait") as children:
        for child in children:
            child.stdin.write("go\n")
            child.stdin.flush()
        wait_until(lambda: smtp_server.messages)
        ReminderPolicy.objects.create(office=office, enabled=False)
        for child in children:  # whoever holds a letter that the server has goes on with the next, if he may
            child.communicate(timeout=60)
    assert 1 <= len(smtp_server.messages) <= 2
    assert states() == {"sent", "queued"}
    ReminderPolicy.objects.update(enabled=True)
    run_now(MONDAY + timedelta(days=1))
    second_day = [message["To"] for message in smtp_server.messages[-40:]]
    assert len(set(second_day)) == 40  # one catch-up letter for each; who had one yesterday hears the next stage


@pytest.fixture
def noon(monkeypatch):
    """The database's clock shows a working day at noon, whenever the tests run."""
    monkeypatch.setattr(jobs, "database_now", lambda: datetime(2026, 12, 21, 4, 0, tzinfo=UTC))


def wait_until(true, seconds=60):
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.05)


def test_r08_one_message_delivered_five_times_sends_one_letter(celery_worker, smtp_server, noon):
    due_items(units=1)
    plan_all(MONDAY)
    (key,) = outbox.due(MONDAY)
    for _ in range(5):
        jobs.send_mail.delay(key)
    wait_until(lambda: states() == {"sent"})
    jobs.send_mail.delay(key)
    time.sleep(0.5)
    assert len(smtp_server.messages) == 1


def test_r10_the_queue_is_flushed_and_the_next_sweep_finds_everything(celery_worker, smtp_server, noon):
    due_items(units=100)
    plan_all(MONDAY)
    with celery_app.connection_for_write() as broker:
        for _ in range(3):
            jobs.sweep.delay()
        broker.default_channel.client.flushdb()
    jobs.sweep.delay()
    jobs.sweep.delay()
    wait_until(lambda: states() == {"sent"})
    assert len(smtp_server.messages) == 100


def test_a_sweep_asks_for_a_bounded_number_of_letters_that_expire(smtp_server, noon, monkeypatch):
    due_items(units=7)
    published = []
    monkeypatch.setattr(jobs, "LETTERS", 2)
    monkeypatch.setattr(jobs, "MESSAGES", 3)
    monkeypatch.setattr(
        jobs.send_mail, "apply_async", lambda keys, **options: published.append((len(keys), options["expires"]))
    )
    jobs.sweep()
    assert published == [(2, 50)] * 3


class TestChase:
    """Two people press 催办 at the same moment."""

    def letters(self):
        return OutgoingMail.objects.filter(kind="chase")

    def test_pressed_at_once_by_several_one_letter_leaves(self, smtp_server):
        due_items(units=2)
        said = sorted(answer.strip() for _, answer in together(4, "chase", point="chasing", sleep=0.3))
        assert said[0] == "2"
        assert all("已经催办" in refusal for refusal in said[1:])
        assert self.letters().count() == 2
        run_now(later(1))
        assert len([message for message in smtp_server.messages if "催办" in message["Subject"]]) == 2

    def test_d11_with_the_guard_switched_off_more_leave(self, smtp_server):
        due_items(units=1)
        together(3, "chase", point="chasing", sleep=0.3, unguarded=True)
        assert self.letters().count() == 3

    def test_killed_while_writing_nothing_is_left_behind_and_the_next_press_works(self, smtp_server):
        due_items(units=2)
        assert together(1, "chase", point="chasing") == [(-signal.SIGKILL, "")]
        assert not self.letters().exists()
        assert together(1, "chase") == [(0, "2\n")]
        assert self.letters().count() == 2

    def test_a_sweep_at_the_same_moment_takes_nothing_away(self, smtp_server):
        due_items(units=5, tasks=3)
        with started(3, "plan", point="planning", sleep=0.2) as sweeps, started(1, "chase", sleep=0) as chases:
            for child in (*sweeps, *chases):
                child.stdin.write("go\n")
                child.stdin.flush()
            for child in (*sweeps, *chases):
                assert "Traceback" not in child.communicate(timeout=60)[1]
        assert Reminder.objects.filter(kind="chase", state="open").count() == 15
        run_now(later(1))
        assert len(smtp_server.messages) == 10  # a digest and a chase for each
        assert not Reminder.objects.exclude(state="said").exists()


class TestGroupPost:
    """The one message a day of a group robot, posted to a server that takes what comes."""

    @pytest.fixture
    def group(self, smtp_server):
        posts = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                posts.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b'{"errcode": 0}')

            def log_message(self, *args):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        office = due_items(units=2)
        GroupRobot.objects.create(office=office, name="群", kind="wecom", url=address, enabled=True)
        self.told = {"webhooks": [address]}
        yield posts
        server.shutdown()
        server.server_close()

    def test_ten_processes_at_once_post_it_once(self, group):
        together(10, "run", point="written", sleep=2, **self.told)
        assert len(group) == 1
        assert GroupPost.objects.get().state == "sent"

    def test_killed_before_the_post_nobody_repeats_what_may_have_been_seen(self, group):
        assert together(1, "run", point="posting", **self.told) == [(-signal.SIGKILL, "")]
        assert GroupPost.objects.get().state == "handing"
        together(1, "run", at=later(1), **self.told)
        assert GroupPost.objects.get().state == "handing"
        together(1, "run", at=later(4), **self.told)
        assert group == []
        assert GroupPost.objects.get().state == "unclear"

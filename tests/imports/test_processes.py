"""Races and deaths of an import, with real processes on the real database (I02, I03, D02, O10, D11)."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from calendar_events.models import Activity
from imports import jobs
from imports.models import ImportBatch
from imports.services import batch_confirm, batch_preview, batch_take, batch_work
from imports.services.background import LEASE
from tasks.models import Plan, Task
from tests.imports.desk import Desk
from tests.imports.papers import THREE, table
from tests.services import free_port
from tests.services.actors import Actor
from tests.world import AT
from units.models import AuditEntry, LoginSession

pytestmark = pytest.mark.django_db(transaction=True)
SCHEDULE = (
    "2026年青山县政府开放日活动安排表\n序号\t月份\t活动主题\t主办单位\t活动形式\t备注\n"
    "1\t3月\t走进财政\t县财政局\t政府开放日\t\n2\t4月\t走进住建\t县住建局\t政府开放日\t\n"
).encode()
LARGE = {"READ_AT_ONCE": 0, "APPLY_AT_ONCE": 0}
KILLED = -signal.SIGKILL


@contextmanager
def started(count, act, environment=None, **told):
    """Start processes that all wait for the same starting shot."""
    told = {"at": AT.isoformat(), "settings": {}, "database": str(connection.settings_dict["NAME"])} | told
    children = [begin(act, told, environment) for _ in range(count)]
    try:
        for child in children:
            hear(child, "ready")
        yield children
    finally:
        for child in children:
            child.kill()
            child.communicate()


def begin(act, told, environment):
    """Start one process; with an environment of its own it has to load everything itself."""
    if environment is None:
        return Actor("tests.imports.child", act, told)
    command = [sys.executable, "-m", "tests.imports.child", act]
    environment = os.environ | {"CHILD": json.dumps(told), "PYTHONUTF8": "1"} | environment
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, env=environment, **pipes)


def hear(child, word):
    """Wait until the process says the word; it says nothing else meanwhile, so nothing waits in Python's own buffer."""
    spoken, _, _ = select.select([child.stdout], [], [], 60)
    line = child.stdout.readline() if spoken else ""
    if line != f"{word}\n":
        child.kill()
        pytest.fail(f"{line!r} instead of {word!r}: {child.stderr.read()}")


def go(*children):
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()


def outcome(child) -> tuple[int, str]:
    """How a process ended, and its last word."""
    answer, complaint = child.communicate(timeout=60)
    assert child.returncode in (0, KILLED), complaint
    return child.returncode, answer.removeprefix("here\n").strip()


def together(count, act, **told) -> list[tuple[int, str]]:
    """Let processes act at the same moment; return how each ended, and what it said."""
    with started(count, act, **told) as children:
        go(*children)
        return [outcome(child) for child in children]


def alone(act, **told) -> tuple[int, str]:
    return together(1, act, **told)[0]


@pytest.fixture
def desk():
    return Desk()


def press(batch, by, **more) -> dict:
    """What a process needs to press 确认导入."""
    return {"batch": batch.pk, "by": by.pk, "stamp": batch_preview(batch).stamp} | more


def imported() -> int:
    """How many times the history says that something was imported."""
    return AuditEntry.objects.filter(verb="导入").count()


def wait_until(true, seconds=60):
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.05)


def seconds_of(client, address) -> float:
    """Return how long a page takes."""
    since = time.monotonic()
    assert client.get(address).status_code in (200, 302)
    return time.monotonic() - since


def state():
    return ImportBatch.objects.values_list("state", flat=True).get()


class TestI03:
    """确认导入 is pressed in several browsers at the same moment."""

    def pressed(self, desk, content, **more):
        return [answer for _, answer in together(3, "confirm", **press(desk.open(content), desk.clerk, **more))]

    @pytest.mark.parametrize("content", [THREE, SCHEDULE])
    def test_one_import_comes_of_it_and_the_others_are_told(self, desk, content):
        answers = self.pressed(desk, content, point="applying", then=0.3)
        assert answers.count("applied") == 1
        assert sum(f"已经由{desk.clerk.name}确认" in answer for answer in answers) == 2
        assert imported() == 1
        assert (Task.objects.count(), Activity.objects.count()) == ((3, 0) if content == THREE else (0, 2))
        assert len(ImportBatch.objects.get().trace["activities_created"]) == Activity.objects.count()

    def test_a_large_one_is_left_to_one_job(self, desk):
        answers = self.pressed(desk, THREE, settings=LARGE)
        assert answers.count("applying") == 1
        assert sum("正在写入" in answer for answer in answers) == 2
        together(2, "work", batch=ImportBatch.objects.get().pk, point="applying", then=0.3)
        assert (imported(), Plan.objects.count(), state()) == (1, 1, "applied")

    def test_d11_with_the_guard_switched_off_it_is_imported_several_times(self, desk):
        self.pressed(desk, SCHEDULE, point="applying", then=0.3, unguarded=True)
        assert imported() > 1
        assert ImportBatch.objects.get().trace["activities_created"] == []  # an undo would leave them all


class TestI02:
    """kill -9 while writing: all or none, the batch says which, and it can be done again."""

    def test_in_the_request(self, desk):
        batch = desk.open()
        assert alone("confirm", point="applying", **press(batch, desk.clerk)) == (KILLED, "")
        assert (Plan.objects.count(), imported(), state()) == (0, 0, "previewed")
        assert alone("confirm", **press(batch, desk.clerk)) == (0, "applied")
        assert (Task.objects.count(), imported()) == (3, 1)

    def test_in_the_background_the_next_takes_it_up_when_the_lease_is_over(self, desk, settings):
        settings.APPLY_AT_ONCE = 0
        batch = desk.open()
        batch_confirm(batch=batch, by=desk.clerk, at=AT, stamp="")
        assert alone("work", batch=batch.pk, point="applying") == (KILLED, "")
        assert (Plan.objects.count(), imported(), state()) == (0, 0, "applying")
        assert not ImportBatch.objects.waiting(AT + timedelta(seconds=30)).exists()
        assert ImportBatch.objects.waiting(AT + LEASE).exists()
        batch_work(pk=batch.pk, now=lambda: AT + LEASE)
        assert (Task.objects.count(), imported(), state()) == (3, 1, "applied")

    def test_after_the_commit_all_is_there_and_nothing_is_done_again(self, desk, settings):
        settings.APPLY_AT_ONCE = 0
        batch = desk.open()
        batch_confirm(batch=batch, by=desk.clerk, at=AT, stamp="")
        assert alone("work", batch=batch.pk, point="applied") == (KILLED, "")
        assert (Task.objects.count(), state()) == (3, "applied")
        batch_work(pk=batch.pk, now=lambda: AT + LEASE)
        assert imported() == 1

    def test_while_reading(self, desk, settings):
        settings.READ_AT_ONCE = 0
        batch = batch_take(office=desk.office, name="分工.txt", content=THREE, by=desk.clerk, at=AT)
        assert alone("work", batch=batch.pk, point="reading") == (KILLED, "")
        assert state() == "reading"
        batch_work(pk=batch.pk, now=lambda: AT + LEASE)
        assert state() == "previewed"


def test_d02_pages_open_while_a_long_import_holds_the_write_lock(desk, client):
    desk.load()
    client.force_login(desk.clerk)
    second = desk.open(THREE.replace("公开财政".encode(), "及时公开财政".encode()))
    addresses = [
        *(reverse(name) for name in ("overview", "plan_list", "assignment_list", "activities", "import_start")),
        reverse("plan", args=[Plan.objects.get().pk]),
        reverse("import_preview", args=[second.pk]),
        reverse("import_progress", args=[second.pk]),
    ]
    LoginSession.objects.update(seen_at=timezone.now() - timedelta(minutes=2))  # that she is there would be noted now
    with started(1, "confirm", point="applying", then="wait", **press(second, desk.clerk)) as (child,):
        go(child)
        hear(child, "here")
        times = []
        for n in range(200):
            seconds = seconds_of(client, addresses[n % len(addresses)])
            # Who waits for the writer waits for it each time; a busy machine holds up one view.
            times.append(seconds if seconds < 1 else min(seconds_of(client, addresses[n % len(addresses)]), seconds))
        assert ImportBatch.objects.get(pk=second.pk).state == "previewed"  # not committed yet
        go(child)
        assert outcome(child) == (0, "applied")
    assert max(times) < 1, f"{max(times):.2f} s"


class TestWorker:
    """Real Celery workers."""

    LONG = table(
        *(
            (n, "一、公开", f"公开第{n}类信息，每年至少解读{n % 7 + 1}次。", "县财政局", "6月底前")
            for n in range(1, 9001)
        )
    )

    def test_a_large_file_is_read_and_says_how_far_it_is(self, celery_worker, desk, client, settings):
        settings.READ_AT_ONCE = 1000
        client.force_login(desk.clerk)
        answer = client.post(reverse("import_start"), {"file": SimpleUploadedFile("分工.txt", self.LONG)}, follow=True)
        batch = ImportBatch.objects.get()
        assert answer.request["PATH_INFO"] == reverse("import_progress", args=[batch.pk])
        wait_until(lambda: state() == "previewed")
        batch.refresh_from_db()
        assert len(batch.paper.rows) == 9000
        assert batch.progress_total == 9000

    def test_o10_sigterm_in_the_middle_of_an_apply_lets_it_finish(self, redis_url, desk, settings):
        settings.APPLY_AT_ONCE = 0
        batch = desk.open()
        with started(1, "worker", broker=redis_url, point="applying", then="wait") as (worker,):
            go(worker)
            batch_confirm(batch=batch, by=desk.clerk, at=AT, stamp="")
            jobs.work.delay(batch.pk)
            hear(worker, "here")
            worker.send_signal(signal.SIGTERM)
            assert Task.objects.count() == 0  # it is in the middle
            worker.communicate(timeout=60)
        assert (state(), Task.objects.count(), imported()) == ("applied", 3, 1)

    def test_redis_is_down_while_a_file_is_uploaded_and_resume_finds_it_later(self, celery_worker, desk):
        dead = f"redis://127.0.0.1:{free_port()}/0"
        told = {"by": desk.clerk.pk, "content": THREE.decode(), "settings": LARGE, "broker": dead}
        code, answer = alone("upload", **told)
        status, location, seconds = answer.split()
        assert (code, status, location) == (0, "200", f"/imports/{ImportBatch.objects.get().pk}/progress/")
        assert float(seconds) < 3
        assert state() == "reading"
        jobs.resume.delay()
        wait_until(lambda: state() == "previewed")

    def test_without_redis_the_folder_queue_does_the_same(self, desk, tmp_path):
        folder = {"REDIS_URL": ""}
        told = {"by": desk.clerk.pk, "content": THREE.decode(), "settings": LARGE}
        with started(1, "worker", folder) as workers, started(1, "upload", folder, **told) as uploads:
            go(*workers, *uploads)
            assert outcome(uploads[0])[1].startswith("200")
            wait_until(lambda: state() == "previewed")

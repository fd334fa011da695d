"""The supervisor with children of one line each: restarts, ends, leaves nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from govopen.processes import Child, Supervisor

SLEEP = "import time; time.sleep(60)"


def until(condition, seconds=30.0):
    """Wait for a condition instead of guessing a time."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return value


@pytest.fixture
def said():
    return []


@pytest.fixture
def make(tmp_path, said):
    made = []

    def build(code):
        log = tmp_path / "log" / "child.log"
        child = Child("测试进程", [sys.executable, "-c", code], log, {"GREETING": "你好"}, tmp_path)
        made.append(child)
        supervisor = Supervisor([child], said.append)
        child.start()
        return supervisor, child

    yield build
    for child in made:
        if child.running:
            child.process.kill()
            child.process.wait()


def test_a_dead_child_is_started_again_and_said(make, said):
    supervisor, child = make(SLEEP)
    first = child.process.pid
    child.process.kill()
    child.process.wait()
    until(lambda: supervisor.look_after() or (child.running and child.process.pid != first))
    assert len(said) == 1
    assert "测试进程意外退出" in said[0]
    assert str(child.log) in said[0]


def test_a_child_that_keeps_dying_is_tried_ever_later(make):
    _, child = make("pass")
    waits = []
    for _ in range(8):
        child.process and child.process.wait()
        child.plan_restart()
        waits.append(child.wait)
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]
    child.started -= 1000
    child.plan_restart()
    assert child.wait == 1


def test_the_words_of_a_child_go_to_its_log(make):
    _, child = make("import os; print(os.environ['GREETING'])")
    child.process.wait()
    assert child.log.read_text(encoding="utf-8").strip() == "你好"


def test_a_large_log_is_set_aside(make, monkeypatch):
    monkeypatch.setattr("govopen.processes.LOG_LIMIT", 3)
    _, child = make("print('first')")
    child.process.wait()
    child.start()
    child.process.wait()
    assert child.log.with_suffix(".log.old").read_text() == "first\n"
    assert child.log.read_text() == "first\n"


def test_who_does_not_listen_is_ended(make, monkeypatch):
    monkeypatch.setattr("govopen.processes.GRACE", 0.3)
    deaf = "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); "
    supervisor, child = make(deaf + "time.sleep(60)")
    until(lambda: "deaf" in child.log.read_text())
    supervisor.stop()
    assert child.process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_no_child_outlives_a_supervisor_that_was_killed(tmp_path):
    script = (
        "import sys; from pathlib import Path; from govopen.processes import Child\n"
        f"child = Child('x', [sys.executable, '-c', {SLEEP!r}], Path({str(tmp_path)!r}, 'log'), {{}}, Path('.'))\n"
        "child.start(); print(child.process.pid, flush=True); child.process.wait()"
    )
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen([sys.executable, "-c", script], cwd=root, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
    until(lambda: not alive(child))


def alive(pid):
    """Whether the process runs; one that only waits to be collected does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False

"""`manage.py up` as a person starts it: serves, heals, refuses a second start, leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

from govopen.management.commands.up import Command
from tests.operations.test_processes import alive, until
from tests.services import clean_environment, free_port

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")

ROOT = Path(__file__).resolve().parents[2]
UP = [sys.executable, "manage.py", "up", "--no-demo"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    var = tmp_path_factory.mktemp("up")
    (var / "logins.txt").write_text("石城县 shicheng 密码一\n\n只在文件里\n", encoding="utf-8")
    return clean_environment() | {"GOVOPEN_VAR": str(var), "PYTHONUNBUFFERED": "1"}


class Up:
    """A running `manage.py up` and what it has said so far."""

    def __init__(self, environment, *arguments):
        self.said = ""
        self.process = subprocess.Popen(
            [*UP, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.listener = threading.Thread(target=self.listen)
        self.listener.start()

    def listen(self):
        with self.process.stdout as words:
            for line in words:
                self.said += line

    def wait_for(self, words):
        until(lambda: words in self.said or self.process.poll() is not None, 180)
        assert words in self.said, self.said

    def children(self):
        """Process ids by part: web, worker, beat."""
        pids = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        lines = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\0", " ") for pid in pids}
        parts = {"web": "waitress", "worker": " worker ", "beat": " beat "}
        return {part: pid for part, mark in parts.items() for pid, line in lines.items() if mark in line}

    def stop(self, number=signal.SIGINT):
        self.process.send_signal(number)
        code = self.process.wait(20)
        self.listener.join(5)
        return code


@pytest.fixture(scope="module")
def up(environment):
    port = free_port()
    running = Up(environment, "--port", str(port))
    try:
        running.wait_for("停止：Ctrl-C")
        assert f"http://127.0.0.1:{port}/" in running.said
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


def get(address):
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.status, answer.read().decode()


def test_it_serves_the_login_page_and_shows_the_first_logins(up):
    address = re.search(r"http://127\.0\.0\.1:\d+/", up.said)[0]
    status, page = get(f"{address}login/")
    assert status == 200
    assert 'name="password"' in page
    assert "石城县 shicheng 密码一" in up.said
    assert "只在文件里" not in up.said
    assert set(up.children()) == {"web", "worker", "beat"}


def test_a_second_start_says_that_it_runs(up, environment):
    second = subprocess.run(UP, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert second.returncode == 1
    assert "已经在运行" in second.stderr
    assert f"进程号 {up.process.pid}" in second.stderr


def test_a_taken_port_is_left_alone(up, environment, tmp_path):
    elsewhere = environment | {"GOVOPEN_VAR": str(tmp_path)}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [*UP, "--port", str(port)]
        done = subprocess.run(
            command, cwd=ROOT, env=elsewhere, capture_output=True, text=True, check=False, timeout=120
        )
    assert done.returncode == 1
    assert f"端口 {port} 已被占用" in done.stderr


def test_a_killed_part_comes_back_and_the_end_is_complete(up):
    """Last in this file: it stops the system the others look at."""
    before = up.children()
    os.kill(before["web"], signal.SIGKILL)
    os.kill(before["worker"], signal.SIGKILL)
    address = re.search(r"http://127\.0\.0\.1:\d+/", up.said)[0]

    def answers():
        try:
            return get(f"{address}login/")[0] == 200
        except OSError:
            return False

    until(answers, 60)
    after = until(lambda: len(found := up.children()) == 3 and found, 60)
    assert after["beat"] == before["beat"]
    assert after["web"] != before["web"]
    assert after["worker"] != before["worker"]
    assert "网页进程意外退出" in up.said

    assert up.stop(signal.SIGTERM) == 0
    assert up.said.rstrip().endswith("已停止。")
    assert not [pid for pid in {*before.values(), *after.values()} if alive(pid)]


def test_without_a_wish_the_next_free_port_is_taken_and_said(monkeypatch, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr("govopen.management.commands.up.FIRST_PORT", port)
        chosen = Command().choose_port("127.0.0.1", None)
    assert chosen > port
    assert capsys.readouterr().out == f"端口 {port} 已被占用，改用 {chosen}。\n"


def test_without_logins_the_commands_for_the_first_administrators_are_ready_to_copy(monkeypatch, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "own data"
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv/bin/python"))
    monkeypatch.setenv("GOVOPEN_VAR", str(settings.VAR_DIR))
    said = [line.strip() for line in Command().logins()]
    assert f"GOVOPEN_VAR='{settings.VAR_DIR}' .venv/bin/python manage.py create_admin security 登录名 姓名" in said
    monkeypatch.delenv("GOVOPEN_VAR")
    assert ".venv/bin/python manage.py create_admin security 登录名 姓名" in [
        line.strip() for line in Command().logins()
    ]

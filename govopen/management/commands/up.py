"""`manage.py up`: the whole system on one machine with one command."""

import fcntl
import http.client
import os
import shlex
import socket
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.urls import reverse

from govopen.processes import Child, Supervisor

FIRST_PORT, PORTS_TRIED = 8000, 100
PATIENCE = 60  # seconds for the first answer of the web process
# Nobody listens to the worker's gossip and heartbeat, and in a folder queue they would pile up as files.
QUIET_WORKER = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


class Command(BaseCommand):
    help = "准备数据库和演示数据，启动网页、后台任务和定时器；按 Ctrl-C 全部停止。"

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认 127.0.0.1（只有本机能打开）")
        parser.add_argument("--port", type=int, help=f"端口；不写则从 {FIRST_PORT} 起找一个空闲的")
        parser.add_argument("--no-demo", action="store_true", help="不装入三个县市的示例数据")

    def handle(self, host, port, no_demo, **options):
        with one_instance() as tell_others:
            port = self.choose_port(host, port)
            address = f"http://{visible(host)}:{port}"
            remember(address)
            self.prepare(no_demo)
            tell_others(address)
            self.run(children(host, port), host, port, address)

    def say(self, text=""):
        self.stdout.write(text)
        self.stdout.flush()

    def choose_port(self, host, wanted):
        """Return the port asked for, or the first free one; a port that is asked for is never swapped."""
        if wanted is not None:
            if not is_free(host, wanted):
                raise CommandError(f"端口 {wanted} 已被占用，请换一个，或不写 --port 由系统自动选择。")
            return wanted
        for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
            if is_free(host, port):
                if port != FIRST_PORT:
                    self.say(f"端口 {FIRST_PORT} 已被占用，改用 {port}。")
                return port
        raise CommandError(f"没有找到空闲端口：请用 --host 给出本机的地址（现为 {host}），或用 --port 指定端口。")

    def prepare(self, no_demo):
        try:
            self.say("正在准备数据库……")
            call_command("migrate", interactive=False, verbosity=0)
            if not no_demo:
                call_command("load_demo", stdout=self.stdout)
        except KeyboardInterrupt:
            self.say("\n已中断；再次启动会接着完成。")
            sys.exit(130)

    def run(self, processes, host, port, address):
        supervisor = Supervisor(processes, self.say)
        self.say("正在启动……")
        supervisor.start()
        greeted, since = False, time.monotonic()
        try:
            while not supervisor.stopping:
                supervisor.look_after()
                if not greeted and answers(visible(host), port):
                    greeted = True
                    self.greet(host, address)
                elif not greeted and time.monotonic() - since > PATIENCE:
                    greeted = True
                    self.say(f"网页 {PATIENCE} 秒内没有应答，请看日志：{settings.VAR_DIR / 'log'}")
                time.sleep(0.2)
        finally:
            self.say("\n正在停止……")
            supervisor.stop()
            self.say("已停止。")

    def greet(self, host, address):
        line = "─" * 60
        self.say(f"\n{line}\n  政务公开工作平台已启动：{address}/")
        if host in ("0.0.0.0", "::"):
            self.say("  其他电脑：用本机的地址打开，并把这个地址写进环境变量 GOVOPEN_HOSTS")
        self.say()
        for text in self.logins():
            self.say(f"  {text}")
        self.say(f"\n  日志：{settings.VAR_DIR / 'log'}    停止：Ctrl-C\n{line}")

    def logins(self):
        """The first paragraph of what load_demo noted, and where the rest stands."""
        file = settings.VAR_DIR / "logins.txt"
        if not file.exists():
            return [
                "还没有账号的，在程序所在的文件夹另开一个终端，开设第一批管理员：",
                *(f"  {manage_py()} create_admin {role:<8} 登录名 姓名" for role in ("system", "security", "audit")),
                "再往下怎么办：docs/zh/管理员手册.md，“新开一个办公室”",
            ]
        first, _, _ = file.read_text(encoding="utf-8").strip().partition("\n\n")
        return [*first.splitlines(), f"全部账号：{file}"]


def manage_py() -> str:
    """Return how manage.py is called from another terminal: with this Python and on these data."""
    python = Path(sys.executable)
    if python.is_relative_to(settings.BASE_DIR):
        python = python.relative_to(settings.BASE_DIR)
    data = f"GOVOPEN_VAR={shlex.quote(os.environ['GOVOPEN_VAR'])} " if os.environ.get("GOVOPEN_VAR") else ""
    return f"{data}{shlex.quote(str(python))} manage.py"


@contextmanager
def one_instance():
    """Hold the lock of this data folder; the kernel releases it however the process ends."""
    settings.VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (settings.VAR_DIR / "up.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise CommandError(f"已经在运行（{lock.read().strip() or '正在启动'}），不需要再启动一次。") from None
        lock.truncate(0)

        def tell_others(address):
            lock.write(f"进程号 {os.getpid()}，地址 {address}")
            lock.flush()

        yield tell_others


def children(host, port):
    celery = [sys.executable, "-m", "celery", "-A", "govopen"]
    web = [sys.executable, "-m", "waitress", f"--listen={bracketed(host)}:{port}", "govopen.wsgi:application"]
    return [
        child("web", "网页进程", web),
        child("worker", "后台任务进程", [*celery, "worker", "--pool", "solo", "--loglevel", "WARNING", *QUIET_WORKER]),
        child("beat", "定时器进程", [*celery, "beat", "--loglevel", "WARNING"]),
    ]


def child(name, title, command):
    environment = {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    log = settings.VAR_DIR / "log" / f"{name}.log"
    return Child(title=title, command=command, log=log, environment=environment, folder=settings.BASE_DIR)


def remember(address: str) -> None:
    """Let links in mails lead to where it really runs, in this process, its children and later commands."""
    if not os.environ.get("GOVOPEN_URL"):
        settings.ADDRESS_FILE.write_text(address, encoding="utf-8")
        settings.SITE_URL = address


def visible(host):
    """Where a browser on this machine finds it."""
    return bracketed({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host))


def bracketed(host):
    return f"[{host}]" if ":" in host else host


def is_free(host, port):
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
        return True


def answers(host, port):
    """Whether the log-in page comes; a refusal to this host name is an answer too."""
    connection = http.client.HTTPConnection(f"{host}:{port}", timeout=5)
    try:
        connection.request("GET", reverse(settings.LOGIN_URL))
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()

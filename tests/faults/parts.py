"""Processes that can be killed and started again where they were."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from govopen.processes import die_with_parent
from tests.services import PATIENCE, free_port, listens
from tests.services.postgres import binaries, initialise, reachable, unprivileged
from tests.services.redis import binary

CELERY = [sys.executable, "-m", "celery", "-A", "govopen"]


class Part:
    """One process with all its children, in a session of its own."""

    def __init__(self, name: str, command: list, log: Path, ready: Callable[[], bool] = lambda: True, **options):
        self.name, self._command, self._log, self._ready, self._options = name, command, log, ready, options
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it and wait until it is ready."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(part) for part in self._command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
                **self._options,
            )
        deadline = time.monotonic() + PATIENCE
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{self.name} does not start:\n{self._log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """SIGKILL the process and its children: as when the power fails, or memory runs out."""
        if self.running:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def stop(self) -> None:
        """SIGTERM; after a while SIGKILL."""
        if not self.running:
            return
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()


def database(disk: Path, folder: Path, clock: dict[str, str]) -> tuple[Part, str]:
    """Return a PostgreSQL on that disk that keeps what it acknowledged, and its DATABASE_URL."""
    port, programs = free_port(), reachable(binaries(), folder)
    data = disk / "data"
    data.mkdir(mode=0o700)
    options = {"env": os.environ | {"LC_ALL": "C"}, "cwd": "/"} | unprivileged(data)
    initialise(programs, data, options)
    command = [programs / "postgres", "-D", data, "-p", port]
    # fsync only matters when the machine itself goes down, which no process can try.
    settings = ("listen_addresses=127.0.0.1", f"unix_socket_directories={data}", "fsync=off", "max_wal_size=64MB")
    for setting in settings:
        command += ["-c", setting]
    is_ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]

    def ready():
        return subprocess.run(is_ready, check=False, env=options["env"]).returncode == 0

    running = options | {"env": options["env"] | clock}
    part = Part("PostgreSQL", command, folder / "postgres.log", ready, **running)
    return part, f"postgres://postgres@127.0.0.1:{port}/postgres"


def broker(folder: Path) -> tuple[Part, str]:
    """Return a Redis that forgets everything when it ends, and its address."""
    port = free_port()
    options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
    part = Part("Redis", [binary(), *options], folder / "redis.log", lambda: listens(port))
    return part, f"redis://127.0.0.1:{port}/0"


def platform(folder: Path, environment: dict[str, str], tls: tuple = ()) -> tuple[dict[str, Part], int]:
    """Return web, two workers and beat, and the port of the web. tls: a certificate and its key."""
    port = free_port()
    gunicorn = (sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}")
    certificate = [f"--{name}={file}" for name, file in zip(("certfile", "keyfile"), tls, strict=False)]
    commands = {
        "web": [*gunicorn, *certificate, "govopen.wsgi:application"],
        "worker1": [*CELERY, "worker", "--pool", "solo", "--loglevel", "WARNING", "-n", "one@%h"],
        "worker2": [*CELERY, "worker", "--pool", "solo", "--loglevel", "WARNING", "-n", "two@%h"],
        "beat": [*CELERY, "beat", "--loglevel", "WARNING"],
    }
    ready = {"web": lambda: listens(port)}
    parts = {
        name: Part(name, command, folder / f"{name}.log", ready.get(name, lambda: True), env=environment)
        for name, command in commands.items()
    }
    return parts, port

"""A whole platform in production mode on loopback: database, Redis, web, two workers, beat, and a mail server that takes its time."""

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults import parts
from tests.faults.mailbox import Mailbox
from tests.services import clean_environment

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class System:
    """Where it is reached, what its processes are told, and which letters it has sent."""

    port: int
    environment: dict[str, str]
    mailbox: Mailbox

    def desk(self, module: str, *words: str) -> dict:
        """Let a module of ours do something beside it, as `python -m module words`, and return what it prints."""
        command = [sys.executable, "-m", module, *words]
        done = subprocess.run(command, env=self.environment, check=True, stdout=subprocess.PIPE, cwd=ROOT)
        return json.loads(done.stdout)


@contextmanager
def running(folder: Path, kind: str = "postgresql", tls: tuple = (), **more: str) -> Iterator[System]:
    """Yield it, started and migrated. tls: certificate and key, where the web speaks https itself; more: settings."""
    mailbox = Mailbox(seconds=(0.02, 0.05))
    database, url = parts.database(folder, folder, {}) if kind == "postgresql" else (None, "")
    broker, broker_url = parts.broker(folder)
    (folder / "var").mkdir()
    environment = clean_environment() | {
        "DJANGO_SETTINGS_MODULE": "govopen.settings.production",
        "GOVOPEN_VAR": str(folder / "var"),
        "GOVOPEN_SECRET_KEY": secrets.token_urlsafe(60),
        "GOVOPEN_HOSTS": "govopen.example",
        "GOVOPEN_URL": "https://govopen.example",
        "GOVOPEN_FROM": "govopen@mail.example",
        "DATABASE_URL": url or f"sqlite:///{folder / 'var' / 'govopen.sqlite3'}",
        "REDIS_URL": broker_url,
        "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
    }
    processes, port = parts.platform(folder, environment, tls)
    environment |= {name: value.format(port=port) for name, value in more.items()}
    before = [part for part in (database, broker) if part]
    mailbox.start()
    try:
        for part in before:
            part.start()
        for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--no-input", "--verbosity", "0"]):
            subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True, cwd=ROOT)
        for part in processes.values():
            part.start()
        yield System(port, environment, mailbox)
    finally:
        for part in [*reversed(processes.values()), *reversed(before)]:
            part.stop()
        mailbox.stop()

"""What tests need beside Python, started privately on loopback and gone afterwards.

`python -m tests.services` runs the whole suite (__main__.py); single tests take them as fixtures (tests/conftest.py).
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from govopen.processes import die_with_parent

PATIENCE = 90  # seconds for a server to come up


@contextmanager
def scratch() -> Iterator[Path]:
    """A new folder that every user may enter, with a short path: a socket's may have 107 bytes."""
    root = "/tmp" if os.access("/tmp", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="govopen-", dir=root))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clean_environment() -> dict[str, str]:
    """This environment without what points to somebody's database, queue or production."""
    ours = ("GOVOPEN_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | {"PYTHONUTF8": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serve(command: list, log: Path, ready, stop=signal.SIGTERM, **options) -> Iterator[None]:
    """Run a server until the block ends; it ends with this process too, however that one ends."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=die_with_parent,
            **options,
        )
    try:
        deadline = time.monotonic() + PATIENCE
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{command[0]} does not start:\n{log.read_text(errors='replace')}")
            time.sleep(0.02)
        yield
    finally:
        process.send_signal(stop)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0

"""A migrated database is made once and copied from then on: 60 migrations cost six seconds of a processor, a copy nothing.

That the migrations themselves work is shown by tests/operations/test_upgrade.py, which takes no copy.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from fcntl import LOCK_EX, flock
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path

import psycopg2

from tests.services import clean_environment, scratch

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".kept"  # beside the project: `make clean` removes it
NO_CODE_OF_OURS = {"tests", "var", "staticfiles", "wheelhouse"}
TEMPLATE = "migrated"


def sqlite(to: Path) -> None:
    """Put a migrated SQLite database there."""
    kept = KEPT / f"{_fingerprint()}.sqlite3"
    with alone(KEPT):
        if not kept.exists():
            for older in KEPT.glob("*.sqlite3"):
                older.unlink()
            _make(kept)
    for beside in ("", "-wal", "-shm"):
        to.with_name(to.name + beside).unlink(missing_ok=True)
    shutil.copyfile(kept, to)


def postgresql(server: str) -> str:
    """Return the name of the migrated database of that server (an address without a name), to be copied as a TEMPLATE."""
    with closing(psycopg2.connect(f"{server}/postgres")) as line:
        line.autocommit = True
        cursor = line.cursor()
        cursor.execute("SELECT pg_advisory_lock(63)")  # until the line is closed: the others wait for the first
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE])
        if not cursor.fetchone():
            cursor.execute("CREATE DATABASE migrating")
            _migrate(f"{server}/migrating")
            cursor.execute(f"ALTER DATABASE migrating RENAME TO {TEMPLATE}")
    return TEMPLATE


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time in a folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


def _fingerprint() -> str:
    """All that may have a say in a migration: our code, the packages, Python and SQLite. A copy is never older than that."""
    found = sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    for name in sorted(f"{one.metadata['Name']} {one.version}" for one in distributions()):
        found.update(name.encode())
    for room in sorted(ROOT.iterdir()):
        if room.name not in NO_CODE_OF_OURS and not room.name.startswith("."):
            for path in sorted(room.rglob("*.py")):
                found.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return found.hexdigest()[:20]


def _make(kept: Path) -> None:
    with scratch() as folder:
        _migrate(f"sqlite:///{folder}/new.sqlite3")
        with closing(sqlite3.connect(folder / "new.sqlite3")) as database:
            database.execute(
                "VACUUM INTO ?", [str(folder / "whole.sqlite3")]
            )  # one file, nothing left in a log beside it
        beside = kept.with_suffix(".part")
        shutil.copyfile(folder / "whole.sqlite3", beside)
        os.replace(beside, kept)


def _migrate(url: str) -> None:
    told = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "govopen.settings.test"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
    done = subprocess.run(
        command, cwd=ROOT, env=clean_environment() | told, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"the tables of the tests cannot be made:\n{done.stderr}")

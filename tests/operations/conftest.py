"""The demonstration, loaded once a run, and databases of the run's PostgreSQL."""

import os
import shutil
from contextlib import closing
from itertools import count

import psycopg2
import pytest
from django.conf import settings as configured

from tests.operations.command import manage
from tests.services import kept

NUMBERS = count()
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")  # several share a server


@pytest.fixture(scope="session")
def loaded():
    """A data folder with the demonstration in SQLite, to be copied."""
    made = configured.VAR_DIR / "demonstration"
    with kept.alone(configured.VAR_DIR / "demonstration-lock"):
        if not made.exists():
            beside = configured.VAR_DIR / "demonstration-in-the-making"
            beside.mkdir()
            kept.sqlite(beside / "govopen.sqlite3")
            done = manage(beside, "load_demo", "--skip-checks")
            assert done.returncode == 0, done.stderr
            beside.rename(made)
    return made


@pytest.fixture(scope="session")
def make_database(postgres_server):
    """Makes a database, as a copy of another if one is named, and returns its address."""

    def made(like=""):
        name = f"d{WORKER}{next(NUMBERS)}"
        with closing(psycopg2.connect(f"{postgres_server}/postgres")) as line:
            line.autocommit = True
            line.cursor().execute(f"CREATE DATABASE {name} {like and 'TEMPLATE ' + like.rpartition('/')[2]}")
        return f"{postgres_server}/{name}"

    return made


@pytest.fixture
def copy_of_loaded(loaded, tmp_path):
    """A data folder of one's own with the demonstration."""
    return shutil.copytree(loaded, tmp_path / "var")

"""Installations on both databases. What costs time (the tables, the first rows) is made once for each database."""

import os
import shutil
from contextlib import closing
from itertools import count

import psycopg2
import pytest

from tests.operations.backup.house import House
from tests.services import kept

NUMBERS = count()
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")  # several share a server
FILE = "数据 库.sqlite3"


class Builder:
    """Makes installations of one kind."""

    def __init__(self, kind, folder, server=None):
        self.kind, self.folder, self.server = kind, folder, server
        self.seeded = self._made(kept.postgresql(server) if server else "")
        if not server:
            kept.sqlite(self.seeded.var / FILE)
        done = self.seeded.act("seed")
        assert done.returncode == 0, done.stderr

    def empty(self) -> House:
        """Return an installation without a single table."""
        return self._made()

    def lived_in(self) -> House:
        """Return a copy of the seeded installation."""
        house = self._made(self.seeded.database_url.rpartition("/")[2] if self.server else "")
        shutil.copytree(self.seeded.var, house.var, dirs_exist_ok=True)
        return house

    def _made(self, template="") -> House:
        """Return an installation with an empty folder; template: the PostgreSQL database of which its own is a copy."""
        name = f"n{WORKER}{next(NUMBERS)}"
        var = self.folder / f"{name} 县 'x"
        var.mkdir()
        if not self.server:
            return House(self.kind, var, f"sqlite:///{var / FILE}")
        self._sql(f"CREATE DATABASE {name} {template and 'TEMPLATE ' + template}")
        return House(self.kind, var, f"{self.server}/{name}")

    def _sql(self, statement) -> None:
        with closing(psycopg2.connect(f"{self.server}/postgres")) as line:
            line.autocommit = True
            line.cursor().execute(statement)


@pytest.fixture(scope="session")
def builders(tmp_path_factory, request):
    """A function that returns the builder of a kind; PostgreSQL is started when it is first wanted."""
    made = {}

    def builder(kind):
        if kind not in made:
            server = request.getfixturevalue("postgres_server") if kind == "postgresql" else None
            made[kind] = Builder(kind, tmp_path_factory.mktemp(kind), server)
        return made[kind]

    return builder


@pytest.fixture(params=["sqlite", "postgresql"])
def builder(request, builders):
    """The builder of each kind in turn."""
    return builders(request.param)


@pytest.fixture
def house(builder):
    """An installation with an office, eight units at work, files and a history."""
    return builder.lived_in()


@pytest.fixture
def elsewhere(builder):
    """Another installation of the same kind, without a table."""
    return builder.empty()

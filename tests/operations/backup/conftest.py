"""Installations on both databases. What costs time (the tables, the first rows) is made once for each database."""

import shutil
from contextlib import closing
from itertools import count

import psycopg2
import pytest

from tests.operations.backup.house import House
from tests.services.postgres import postgres

NUMBERS = count()


class Builder:
    """Makes installations of one kind."""

    def __init__(self, kind, folder, server=None):
        self.kind, self.folder, self.server = kind, folder, server
        self.seeded = self.empty()
        for done in (self.seeded.manage("migrate", "-v0"), self.seeded.act("seed")):
            assert done.returncode == 0, done.stderr

    def empty(self) -> House:
        """Return an installation without a single table."""
        name = f"n{next(NUMBERS)}"
        var = self.folder / f"{name} 县 'x"
        var.mkdir()
        if self.server:
            self._sql(f"CREATE DATABASE {name}")
            return House(self.kind, var, self._url(name))
        return House(self.kind, var, f"sqlite:///{var}/数据 库.sqlite3")

    def lived_in(self) -> House:
        """Return a copy of the seeded installation."""
        if not self.server:
            name = f"n{next(NUMBERS)}"
            shutil.copytree(self.seeded.var, self.folder / name)
            return House(self.kind, self.folder / name, f"sqlite:///{self.folder / name}/数据 库.sqlite3")
        house, source = self.empty(), self.seeded.database_url.rpartition("/")[2]
        name = house.database_url.rpartition("/")[2]
        self._sql(f"DROP DATABASE {name}")
        self._sql(f"CREATE DATABASE {name} TEMPLATE {source}")
        shutil.copytree(self.seeded.var, house.var, dirs_exist_ok=True)
        return house

    def _url(self, name) -> str:
        return f"{self.server.rpartition('/')[0]}/{name}"

    def _sql(self, statement) -> None:
        with closing(psycopg2.connect(self._url("postgres"))) as line:
            line.autocommit = True
            line.cursor().execute(statement)


@pytest.fixture(scope="session")
def builders(tmp_path_factory):
    """A function that returns the builder of a kind; PostgreSQL is started when it is first wanted."""
    made, servers = {}, []

    def builder(kind):
        if kind not in made:
            server = None
            if kind == "postgresql":
                servers.append(postgres())
                server = servers[0].__enter__()
            made[kind] = Builder(kind, tmp_path_factory.mktemp(kind), server)
        return made[kind]

    yield builder
    for server in servers:
        server.__exit__(None, None, None)


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

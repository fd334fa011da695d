"""An upgrade keeps what is there, from an earlier state with data and back again, on both databases (O05).

From nothing to the newest state: tests/services/kept.py, without which no test begins.
"""

import sqlite3
from contextlib import closing

import psycopg2
import pytest

from tests.operations.command import manage
from tests.services import kept

# A state before tallies, past days, word indexes, keys of other systems, frozen quarters, group robots and rules of reminders.
EARLIER = {
    "reports": "zero",
    "reminders": "0003_chase",
    "tasks": "0008_assignment_year",
    "imports": "0001_initial",
    "calendar_events": "0003_life_of_an_activity",
    "units": "0005_head_of_unit",
}
ROOMS = ("reports", "reminders", "imports", "tasks", "calendar_events", "units")


class Installation:
    """A data folder, and a database in it or beside it."""

    def __init__(self, var, url=""):
        self.var, self.url = var, url

    def manage(self, *command) -> str:
        done = manage(self.var, *command, **({"DATABASE_URL": self.url} if self.url else {}))
        assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
        return done.stdout

    def migrate(self, states: dict[str, str]) -> None:
        """Bring one room after the other to its state, in one process."""
        calls = "; ".join(f"call_command('migrate', '{room}', '{name}', verbosity=0)" for room, name in states.items())
        self.manage("shell", "--verbosity", "0", "-c", f"from django.core.management import call_command; {calls}")

    def ask(self, query):
        opened = psycopg2.connect(self.url) if self.url else sqlite3.connect(self.var / "govopen.sqlite3")
        with closing(opened) as database, database:
            cursor = database.cursor()
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else []

    def columns(self) -> dict[str, list[str]]:
        """The columns of the rooms' tables; what indexes and tallies are made of is not among them."""
        query = "SELECT m.name, p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table'"
        if self.url:
            query = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        found = {}
        for table, column in sorted(self.ask(query)):
            if table.startswith(tuple(f"{room}_" for room in ROOMS)) and "_pieces" not in table:
                found.setdefault(table, []).append(column)
        return found

    def rows(self, columns) -> dict[str, list]:
        """The rows by table, of the given columns."""
        return {
            table: sorted(repr(row) for row in self.ask(f"SELECT {', '.join(names)} FROM {table}"))
            for table, names in columns.items()
        }


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def installation(request, copy_of_loaded):
    """A copy of the demonstration in either database."""
    if request.param == "SQLite":
        return Installation(copy_of_loaded)
    made = _on_postgresql(request, copy_of_loaded)
    Installation(copy_of_loaded).manage("move_to_postgresql", "--to", made.url)
    return made


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def empty(request, tmp_path):
    """Tables without a row, in either database: the copy that tests begin with, which was made of nothing."""
    if request.param == "PostgreSQL":
        return _on_postgresql(request, tmp_path)
    kept.sqlite(tmp_path / "govopen.sqlite3")
    return Installation(tmp_path)


def _on_postgresql(request, var) -> Installation:
    server = request.getfixturevalue("postgres_server")
    return Installation(var, request.getfixturevalue("make_database")(kept.postgresql(server)))


def test_data_of_an_earlier_state_come_through_an_upgrade(installation):
    installation.migrate(EARLIER)
    earlier = installation.columns()
    installation.ask("UPDATE tasks_task SET requirement = '较早版本里写的要求' WHERE id = 1")
    installation.ask("UPDATE tasks_assignment SET state = 'cancelled' WHERE id = 2")
    before = installation.rows(earlier)
    assert len(before["tasks_assignment"]) > 3000
    assert "tasks_tally" not in before

    installation.manage("migrate", "--skip-checks", "--verbosity", "0")
    assert installation.rows(earlier) == before
    assert "No planned migration operations" in installation.manage("migrate", "--skip-checks", "--plan")

    # What the newer state made out of the older rows, and keeps from now on.
    ((counted,), (assignments,)) = installation.ask(
        "SELECT SUM(number) FROM tasks_tally UNION ALL SELECT COUNT(*) FROM tasks_assignment"
    )
    assert counted == assignments
    assert installation.ask("SELECT COUNT(*) FROM tasks_assignment WHERE changed_at IS NULL") == [(0,)]
    installation.ask("UPDATE tasks_assignment SET state = 'in_progress', changed_at = '2031-01-01' WHERE id = 2")
    assert installation.ask("SELECT state FROM tasks_assignmentpast WHERE assignment_id = 2") == [("cancelled",)]
    installation.manage("audit", "verify")


def test_an_empty_installation_goes_down_and_up_again(empty):
    first = empty.columns()
    empty.migrate(dict.fromkeys(["reports", "reminders", "imports", "tasks", "calendar_events"], "zero"))
    assert not [table for table in empty.columns() if not table.startswith("units_")]
    empty.manage("migrate", "--skip-checks", "--verbosity", "0")
    assert empty.columns() == first

"""From one desk to a server: everything out of the SQLite file stands in PostgreSQL afterwards, or nothing does."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress

import psycopg2
import pytest

from tests.operations.command import manage
from tests.services import kept
from units.guards import POSTGRESQL


@pytest.fixture(scope="module")
def demonstration(loaded, tmp_path_factory):
    """A data folder with the demonstration, and some rows that it does not have."""
    var = shutil.copytree(loaded, tmp_path_factory.mktemp("demonstration") / "var")
    with closing(sqlite3.connect(var / "govopen.sqlite3")) as database, database:
        awkward = "一行\n两行\t制表\\N 反斜杠 \\ 'quote' 𠮷"
        database.execute("UPDATE units_office SET name = ? WHERE id = 1", [awkward])
        database.execute(
            "INSERT INTO axes_accessattempt (user_agent, ip_address, username, http_accept, path_info, attempt_time,"
            " get_data, post_data, failures_since_start) VALUES ('', '192.0.2.7', '张三', '', '', '2026-05-11 02:00:00.000001', '', '', 2)"
        )
        database.execute("UPDATE sqlite_sequence SET seq = 900001 WHERE name = 'units_unit'")
    return var


@pytest.fixture
def source(demonstration, tmp_path):
    """A copy of the demonstration that a test may spoil."""
    shutil.copytree(demonstration, tmp_path / "var")
    return tmp_path / "var"


@pytest.fixture(scope="module")
def done(demonstration, make_database):
    """What the command said when it moved the demonstration to an empty database, and the address; source unchanged?"""
    file = demonstration / "govopen.sqlite3"
    before, address = file.read_bytes(), make_database()
    said = manage(demonstration, "move_to_postgresql", "--to", address)
    assert said.returncode == 0, said.stderr
    assert file.read_bytes() == before
    return said.stdout, address


@pytest.fixture
def moved(done, make_database):
    """The address of a copy of the database to which the demonstration was moved."""
    return make_database(done[1])


@pytest.fixture
def target(postgres_server, make_database):
    """The address of a database that holds tables and no row."""
    return make_database(kept.postgresql(postgres_server))


def ask(url, query):
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(query)
        with suppress(psycopg2.ProgrammingError):
            return cursor.fetchall()
    return []


def one(url, query):
    return ask(url, query)[0][0]


def test_everything_moves_and_stands_there_as_it_was(demonstration, done, moved):
    assert "不一致" not in done[0]
    target = moved
    with closing(sqlite3.connect(demonstration / "govopen.sqlite3")) as database:
        for table in ("tasks_assignment", "tasks_tally", "tasks_assignmentpast", "units_user", "reminders_reminder"):
            (rows,) = database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()
            assert one(target, f"SELECT COUNT(*) FROM {table}") == rows, table
        states = "SELECT id, state, due_on FROM tasks_assignment ORDER BY id"
        there = [(key, state, due and due.isoformat()) for key, state, due in ask(target, states)]
        assert there == database.execute(states).fetchall()
        assert one(target, "SELECT name FROM units_office WHERE id = 1") == "一行\n两行\t制表\\N 反斜杠 \\ 'quote' 𠮷"
    moment = one(target, "SELECT attempt_time AT TIME ZONE 'UTC' FROM axes_accessattempt")
    assert str(moment) == "2026-05-11 02:00:00.000001"


def test_what_keeps_the_rows_is_in_place_afterwards(source, moved):
    resting = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled NOT IN ('O', 'A')"
    assert ask(moved, resting) == []
    always = {name for (name,) in ask(moved, "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A'")}
    assert always >= POSTGRESQL.keys()
    with pytest.raises(psycopg2.errors.IntegrityError, match="append-only"):
        ask(moved, "DELETE FROM units_auditentry")
    counted = "SELECT SUM(number) FROM tasks_tally"
    number = one(moved, counted)
    ask(moved, "DELETE FROM tasks_assignmentpast")
    ask(
        moved,
        "UPDATE tasks_assignment SET state = 'cancelled', changed_at = now() WHERE id = (SELECT MIN(id) FROM tasks_assignment)",
    )
    assert one(moved, "SELECT COUNT(*) FROM tasks_assignmentpast") == 1
    assert one(moved, counted) == number
    assert manage(source, "audit", "verify", DATABASE_URL=moved).returncode == 0


def test_new_rows_get_numbers_that_none_ever_had(source, moved):
    assert one(moved, "SELECT nextval(pg_get_serial_sequence('units_unit', 'id'))") == 900002
    newest = one(moved, "SELECT MAX(id) FROM tasks_assignment")
    assert one(moved, "SELECT nextval(pg_get_serial_sequence('tasks_assignment', 'id'))") == newest + 1


def test_two_systems_never_mail_at_once(source, moved):
    held = "SELECT held_at IS NOT NULL, held_why FROM reminders_mailserverstate"
    assert ask(moved, held) == [(True, "从SQLite迁到PostgreSQL，请确认原系统已停用后放行")]
    assert one(moved, "SELECT COUNT(*) FROM units_auditentry WHERE verb = '扣留邮件'") == 1
    assert "放行" in manage(source, "mail_hold", "--release", DATABASE_URL=moved).stdout
    assert ask(moved, held) == [(False, "")]


def test_a_target_with_rows_is_refused_and_stays(source, moved):
    ask(moved, "UPDATE units_office SET region = '另一个县' WHERE id = 1")
    again = manage(source, "move_to_postgresql", "--to", moved)
    assert again.returncode == 1
    assert "目标库不是空的" in again.stderr
    assert one(moved, "SELECT region FROM units_office WHERE id = 1") == "另一个县"


def test_a_value_that_does_not_fit_stops_it_all_and_the_next_try_may_succeed(source, target):
    with closing(sqlite3.connect(source / "govopen.sqlite3")) as database, database:
        database.execute("UPDATE units_unit SET short_name = ? WHERE id = 3", ["长" * 5000])
    done = manage(source, "move_to_postgresql", "--to", target)
    assert done.returncode == 1
    assert "units_unit" in done.stderr
    assert one(target, "SELECT COUNT(*) FROM tasks_plan") == 0
    with closing(sqlite3.connect(source / "govopen.sqlite3")) as database, database:
        database.execute("UPDATE units_unit SET short_name = '县某局' WHERE id = 3")
    assert manage(source, "move_to_postgresql", "--to", target).returncode == 0


def test_a_row_that_arrives_changed_is_found_and_all_is_taken_back(source, target):
    ask(
        target,
        """CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF NEW.id = 7 THEN NEW.name := NEW.name || ' '; END IF; RETURN NEW; END $$;
        CREATE TRIGGER spoil BEFORE INSERT ON units_unit FOR EACH ROW EXECUTE FUNCTION spoil();
        ALTER TABLE units_unit ENABLE ALWAYS TRIGGER spoil""",
    )
    done = manage(source, "move_to_postgresql", "--to", target)
    assert done.returncode == 1
    assert "核对不一致，已全部撤回：units_unit" in done.stderr
    assert one(target, "SELECT COUNT(*) FROM units_unit") == 0


def test_a_source_of_an_earlier_version_is_refused(source, target):
    assert manage(source, "migrate", "units", "0006_api_tokens", "--verbosity", "0").returncode == 0
    done = manage(source, "move_to_postgresql", "--to", target)
    assert (done.returncode, "请先在来源库上运行" in done.stderr) == (1, True)


def test_what_is_no_target_and_no_source_is_named(source, tmp_path):
    assert "postgres://" in manage(source, "move_to_postgresql", "--to", "sqlite:////tmp/x").stderr
    gone = manage(source, "move_to_postgresql", "--to", "postgres://nobody@127.0.0.1:1/x")
    assert (gone.returncode, "连不上目标库" in gone.stderr) == (1, True)
    missing = manage(source, "move_to_postgresql", "--to", "postgres://x/y", "--from", str(tmp_path / "no.sqlite3"))
    assert "没有这个文件" in missing.stderr
    assert not os.path.exists(tmp_path / "no.sqlite3")

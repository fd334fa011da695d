"""A consistent copy of the live database while others write, and questions to exactly that copy."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from govopen.backup import programs
from govopen.backup.errors import BackupFailed

PATIENCE = 60  # seconds to wait for a writer
# An index of words is a virtual table with shadows of its own: it follows from the rows, and has none to be counted.
SQLITE_TABLES = """
    SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'
"""
POSTGRES_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy on the disk, and a way to ask it."""

    kind: str
    path: Path
    ask: Callable[[str], list[tuple]]

    def counts(self) -> dict[str, int]:
        """Return the rows of every table."""
        return count_rows(self.ask, SQLITE_TABLES if self.kind == "sqlite" else POSTGRES_TABLES)


def count_rows(ask, tables: str) -> dict[str, int]:
    """Return the rows of every table that the statement tables names."""
    names = sorted(name for (name,) in ask(tables))
    return {name: ask(f'SELECT COUNT(*) FROM "{name}"')[0][0] for name in names}


def copy_database(scratch: Path):
    """Copy the database of this installation into scratch; a context that gives the Copy."""
    return _sqlite(scratch) if connection.vendor == "sqlite" else _postgres(scratch)


@contextmanager
def _sqlite(scratch: Path) -> Iterator[Copy]:
    path = scratch / "database"
    try:
        with closing(open_sqlite(connection.settings_dict["NAME"])) as live, closing(sqlite3.connect(path)) as copy:
            live.backup(copy)  # in one step: one moment of the database; in WAL mode nobody waits for it
            copy.execute("PRAGMA journal_mode = DELETE")  # one file
            yield Copy("sqlite", path, lambda question: copy.execute(question).fetchall())
    except sqlite3.Error as error:
        raise BackupFailed(f"数据库没有复制成功：{error}。") from error


def open_sqlite(path, mode="rw") -> sqlite3.Connection:
    """Open a SQLite file that must exist."""
    return sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True, timeout=PATIENCE, isolation_level=None)


@contextmanager
def _postgres(scratch: Path) -> Iterator[Copy]:
    """The dump and the questions see one snapshot: what the questions find is what the dump holds."""
    path = scratch / "database"
    asking = connection.copy()
    try:
        with asking.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            told = ["--format=custom", "--no-password", f"--snapshot={snapshot}", f"--file={path}"]
            programs.run("pg_dump", *told, connected=connection.settings_dict)

            def ask(question):
                cursor.execute(question)
                return cursor.fetchall()

            yield Copy("postgresql", path, ask)
    finally:
        with suppress(Exception):  # the line may be what broke
            asking.close()

"""Everything from a SQLite file into an empty PostgreSQL, and the proof that it is all there.

Rows are copied as they stand, keys included, by COPY, in one transaction: all or nothing. Triggers that would count or
note the rows a second time rest meanwhile; constraints are checked before they are back. Afterwards both sides are read
in the order of their keys and must give the same number and the same hash for each table.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.db import connection

MADE_BY_MIGRATE = ("django_migrations", "django_content_type", "auth_permission")  # in a database that is still empty
ROWS = 5000  # held in memory at a time
_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the target: its columns with their types, and its key."""

    name: str
    columns: dict[str, str]
    key: tuple[str, ...]

    @property
    def listed(self) -> str:
        """The columns, for a statement."""
        return ", ".join(f'"{name}"' for name in self.columns)

    def select(self, collation: str = "") -> str:
        """Return the statement that reads the rows in the order of their keys; texts by their bytes."""
        texts = ("character varying", "text")
        order = ", ".join(f'"{one}"{collation if self.columns[one] in texts else ""}' for one in self.key)
        return f'SELECT {self.listed} FROM "{self.name}" ORDER BY {order}'


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows, and the hash of all of them."""

    rows: int
    digest: str


class Source:
    """The SQLite file as it is at one moment. It is opened for reading only."""

    def __init__(self, file: Path):
        self.database = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
        self.database.execute("BEGIN")  # what others write from now on is not seen

    def tables(self) -> set[str]:
        """Return the names of all tables but those of SQLite itself and of its word indexes."""
        query = "SELECT name, coalesce(sql, '') FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        found = dict(self.database.execute(query))
        virtual = [name for name, sql in found.items() if sql.upper().startswith("CREATE VIRTUAL")]
        return {name for name in found if not any(name == one or name.startswith(f"{one}_") for one in virtual)}

    def columns(self, table: str) -> set[str]:
        """Return the names of a table's columns."""
        return {row[1] for row in self.database.execute(f'PRAGMA table_info("{table}")')}

    def migrations(self) -> set[tuple[str, str]]:
        """Return what was applied."""
        return set(self.database.execute("SELECT app, name FROM django_migrations"))

    def is_sound(self) -> bool:
        """Whether SQLite finds its file and all references in order."""
        (word,) = self.database.execute("PRAGMA quick_check(1)").fetchone()
        return word == "ok" and self.database.execute("PRAGMA foreign_key_check").fetchone() is None

    def rows(self, table: Table) -> Iterator[tuple]:
        """Yield the rows in the order of their keys."""
        cursor = self.database.execute(table.select())
        while rows := cursor.fetchmany(ROWS):
            yield from rows

    def last_key(self, table: str) -> int:
        """Return the highest number that was ever given to a row: the history speaks of those that are gone, too."""
        row = self.database.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [table]).fetchone()
        return row[0] if row else 0


def target_tables() -> list[Table]:
    """Return the tables of the target, but for the list of migrations, which each side keeps for itself."""
    columns, keys = {}, {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns JOIN information_schema.tables"
            " USING (table_schema, table_name) WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
            " AND table_name <> 'django_migrations' ORDER BY table_name, ordinal_position"
        )
        for name, column, kind in cursor.fetchall():
            columns.setdefault(name, {})[column] = kind
        for name in columns:
            keys[name] = tuple(connection.introspection.get_primary_key_columns(cursor, name))
    return [Table(name, kinds, keys[name]) for name, kinds in columns.items()]


def filled() -> list[str]:
    """Return which tables of the target hold rows that no migration put there."""
    with connection.cursor() as cursor:
        names = [one for one in connection.introspection.table_names(cursor) if one not in MADE_BY_MIGRATE]
        for name in names:
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{name}")')
            if cursor.fetchone()[0]:
                return [name]
    return []


def copy(source: Source, tables: list[Table]) -> dict[str, Sum]:
    """Copy all rows and return what was read. Inside a transaction of the target."""
    with connection.cursor() as cursor:
        resting = _resting_triggers(cursor)
        for table, trigger in resting:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER "{trigger}"')
        for table in reversed(tables):
            if table.name in MADE_BY_MIGRATE:
                cursor.execute(f'DELETE FROM "{table.name}"')
        read = {}
        for table in tables:
            measure = _Measure(table)
            lines = _Lines(_line(row, table) for row in measure.through(source.rows(table)))
            cursor.copy_expert(f'COPY "{table.name}" ({table.listed}) FROM STDIN', lines)
            read[table.name] = measure.sum()
            _set_sequences(cursor, table, source.last_key(table.name))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, trigger in resting:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER "{trigger}"')
    return read


def measure_target(tables: list[Table]) -> dict[str, Sum]:
    """Read all rows of the target again and return what is there."""
    found = {}
    for table in tables:
        measure = _Measure(table)
        with connection.chunked_cursor() as cursor:
            cursor.itersize = ROWS
            cursor.execute(table.select(' COLLATE "C"'))
            for _ in measure.through(cursor):
                pass
        found[table.name] = measure.sum()
    return found


class _Measure:
    """Adds up rows of either side in one form."""

    def __init__(self, table: Table):
        self.forms = [_FORMS[kind] for kind in table.columns.values()]
        self.hash, self.rows = hashlib.sha256(), 0

    def through(self, rows: Iterable[tuple]) -> Iterator[tuple]:
        """Yield rows and add them up."""
        for row in rows:
            plain = [None if value is None else form(value) for form, value in zip(self.forms, row, strict=True)]
            self.hash.update(repr(plain).encode("utf-8", "surrogatepass"))
            self.rows += 1
            yield row

    def sum(self) -> Sum:
        return Sum(self.rows, self.hash.hexdigest())


class _Lines:
    """What COPY reads, made as it is asked for."""

    def __init__(self, lines: Iterator[str]):
        self.lines = lines

    def read(self, _size: int = -1) -> str:
        """Return the next lines."""
        return "".join(islice(self.lines, ROWS // 10))


def _line(row: tuple, table: Table) -> str:
    return "\t".join(map(_text, row, table.columns.values())) + "\n"


def _text(value, kind: str) -> str:
    if value is None:
        return "\\N"
    if kind == "interval":
        return f"{value} microseconds"
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    return value.translate(_ESCAPED) if isinstance(value, str) else str(value)


def _resting_triggers(cursor) -> list[tuple[str, str]]:
    """Return the common triggers of our tables; those that always fire guard the history and refuse no new entry."""
    cursor.execute(
        "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND tgenabled = 'O' AND relnamespace = current_schema()::regnamespace ORDER BY 1, 2"
    )
    return cursor.fetchall()


def _set_sequences(cursor, table: Table, last: int) -> None:
    for column, kind in table.columns.items():
        if column in table.key and kind in ("bigint", "integer", "smallint"):
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table.name}"', column])
            if (sequence := cursor.fetchone()[0]) is not None:
                cursor.execute(f'SELECT greatest(coalesce(max("{column}"), 0), %s) FROM "{table.name}"', [last])
                if number := cursor.fetchone()[0]:
                    cursor.execute("SELECT setval(%s, %s)", [sequence, number])


def _moment(value) -> str:
    """Return a moment in UTC. SQLite keeps texts in UTC without saying so."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC).isoformat()


def _length(value) -> int:
    """Return a length of time in microseconds, as SQLite keeps it."""
    return value if isinstance(value, int) else value // timedelta(microseconds=1)


# Per type of PostgreSQL: what a value of either side is written as. A type that is not here stops the command.
_FORMS = {
    "boolean": bool,
    "smallint": int,
    "integer": int,
    "bigint": int,
    "double precision": float,
    "numeric": lambda value: Decimal(str(value)).normalize(),
    "character varying": str,
    "text": str,
    "inet": str,
    "date": str,
    "time without time zone": str,
    "timestamp with time zone": _moment,
    "interval": _length,
    "uuid": lambda value: UUID(str(value)).hex,
    "jsonb": lambda value: json.dumps(
        json.loads(value) if isinstance(value, str) else value, sort_keys=True, ensure_ascii=False
    ),
    "bytea": lambda value: bytes(value).hex(),
}

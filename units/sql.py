"""Statements that write many rows, in plain SQL for both databases: Django takes ten times as long to write them.

Rows are sequences of plain values in the order of the columns, which are named as the model's fields: keys for foreign
keys, dates as they are, moments as ``moment`` gives them, lists and dictionaries for JSON. Everywhere else the ORM is
right, and it writes the selects here too.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime

from django.db import OperationalError, connection
from django.db.models import JSONField, QuerySet
from django.db.models.expressions import RawSQL

from units.scope import check


def insert(model, columns: Sequence[str], rows: Iterable[Sequence], same: dict | None = None) -> None:
    """Insert rows in their order; same holds what all of them have in common (any value a field takes).

    Columns that are named nowhere take the model's default. One statement.
    """
    _insert(model, columns, rows, same or {}, "")


def insert_new(model, columns: Sequence[str], rows: Iterable[Sequence], same: dict | None = None) -> None:
    """Insert rows likewise, and leave alone what a unique constraint knows."""
    _insert(model, columns, rows, same or {}, "ON CONFLICT DO NOTHING")


def insert_found(model, columns: Sequence[str], found: QuerySet, same: dict | None = None) -> list[int]:
    """Insert what the values_list found selects, in its order, and return the keys. The rows never come here."""
    check(found)
    start, fixed = _start(model, columns, same or {})
    select, arguments = found.query.sql_with_params()
    marks = "".join(f", {_mark(field)}" for field in fixed)
    key = connection.ops.quote_name(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{start} SELECT found.*{marks} FROM ({select}) AS found RETURNING {key}", [*fixed.values(), *arguments]
        )
        return [row[0] for row in cursor.fetchall()]


def update(model, values: dict, condition: str, arguments: Sequence) -> int:
    """Update the rows that fit the condition and return how many; the row count tells who won."""
    settings = ", ".join(f"{_column(_field(model, name))} = %s" for name in values)
    adapted = [moment(value) if isinstance(value, datetime) else value for value in values.values()]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {settings} WHERE {condition}", [*adapted, *arguments])
        return cursor.rowcount


def update_rows(model, columns: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Give each row its own values: rows are (key, values in the order of columns). One statement."""
    fields = [_field(model, name) for name in columns]
    rows = _packed([model._meta.pk, *fields], rows)
    if not rows:
        return
    table, key = model._meta.db_table, _column(model._meta.pk)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            settings = ", ".join(f"{_column(field)} = %s" for field in fields)
            cursor.executemany(f"UPDATE {table} SET {settings} WHERE {key} = %s", [(*row[1:], row[0]) for row in rows])
        else:
            settings = ", ".join(f"{_column(field)} = listed.{_column(field)}" for field in fields)
            names = ", ".join([key, *map(_column, fields)])
            cursor.execute(
                f"UPDATE {table} SET {settings} FROM unnest({_arrays([model._meta.pk, *fields])}) AS listed ({names})"
                f" WHERE {table}.{key} = listed.{key}",
                _turned(rows),
            )


def listed(keys: Iterable[int]) -> RawSQL:
    """Return keys for ``filter(pk__in=…)`` as one argument: SQLite takes no more than some thousand arguments."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(keys))])
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def listed_words(words: Iterable[str]) -> RawSQL:
    """Return words for ``filter(name__in=…)`` as one argument, likewise."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(words))])
    return RawSQL("SELECT unnest(%s::text[])", [list(words)])


@contextmanager
def if_nobody_writes():
    """Drop the write inside when it would have to wait for another writer: for what the next request may note as well.

    SQLite has one writer for all tables, and a long import holds its lock for seconds. PostgreSQL locks rows.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            with suppress(OperationalError):
                yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")


def moment(value):
    """Return a moment as the database keeps it."""
    return connection.ops.adapt_datetimefield_value(value)


def _insert(model, columns, rows, same: dict, end: str) -> None:
    fields = [_field(model, name) for name in columns]
    rows = _packed(fields, rows)
    if not rows:
        return
    start, fixed = _start(model, columns, same)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite" and end:  # one statement asks the constraints in half the time of many
            values = ", ".join([f"value ->> {place}" for place in range(len(fields))] + ["%s"] * len(fixed))
            rows = json.dumps(rows, default=str)  # days and moments are kept as texts
            cursor.execute(f"{start} SELECT {values} FROM json_each(%s) WHERE true {end}", [*fixed.values(), rows])
        elif connection.vendor == "sqlite":
            marks, shared = ", ".join(["%s"] * (len(fields) + len(fixed))), tuple(fixed.values())
            cursor.executemany(f"{start} VALUES ({marks}) {end}", [(*row, *shared) for row in rows])
        else:  # psycopg2 would send ten thousand statements: one array a column makes it one
            marks = "".join(f", {_mark(field)}" for field in fixed)
            select = f"SELECT listed.*{marks} FROM unnest({_arrays(fields)}) AS listed"
            cursor.execute(f"{start} {select} {end}", [*fixed.values(), *_turned(rows)])


def _start(model, columns, same: dict) -> tuple[str, dict]:
    """Return the head of an INSERT, and field → value for the columns that follow those of the rows."""
    values = {_field(model, name): value for name, value in same.items()}
    named = {_field(model, name) for name in columns} | values.keys()
    values |= {
        field: field.get_default()
        for field in model._meta.concrete_fields
        if field not in named and not field.primary_key and not field.null
    }
    fixed = {field: field.get_db_prep_save(value, connection) for field, value in values.items()}
    names = ", ".join(_column(field) for field in (*(_field(model, name) for name in columns), *fixed))
    return f"INSERT INTO {model._meta.db_table} ({names})", fixed


def _packed(fields, rows) -> list[Sequence]:
    """Return the rows with lists and dictionaries as JSON."""
    places = [place for place, field in enumerate(fields) if isinstance(field, JSONField)]
    rows = list(rows)
    if not places:
        return rows
    rows = [list(row) for row in rows]
    for row in rows:
        for place in places:
            row[place] = json.dumps(row[place])
    return rows


def _field(model, name: str):
    return model._meta.get_field(name)


def _column(field) -> str:
    return connection.ops.quote_name(field.column)


def _type(field) -> str:
    """Return the type without its length: a cast to varchar(12) would cut the value instead of refusing it."""
    return field.rel_db_type(connection).split("(")[0]


def _mark(field) -> str:
    return "%s" if connection.vendor == "sqlite" else f"%s::{_type(field)}"


def _arrays(fields) -> str:
    return ", ".join(f"%s::{_type(field)}[]" for field in fields)


def _turned(rows) -> list[list]:
    return [list(values) for values in zip(*rows, strict=True)]

"""Two statements that are run very often, in plain SQL for both databases: Django takes ten times as long to write them.

Everywhere else the ORM is right.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection


def insert_new(model, columns: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Insert rows (plain values, dates, moments as ``moment`` gives them); leave alone what a unique constraint knows."""
    rows = list(rows)
    if not rows:
        return
    fields = [model._meta.get_field(name) for name in columns]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    start, end = f"INSERT INTO {model._meta.db_table} ({names})", "ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"{start} VALUES ({', '.join(['%s'] * len(fields))}) {end}", rows)
        else:  # psycopg2 would send ten thousand statements: one array a column makes it one
            arrays = ", ".join(f"%s::{field.rel_db_type(connection)}[]" for field in fields)
            columns_of_values = [list(values) for values in zip(*rows, strict=True)]
            cursor.execute(f"{start} SELECT * FROM unnest({arrays}) {end}", columns_of_values)


def update(model, values: dict, condition: str, arguments: Sequence) -> int:
    """Update the rows that fit the condition and return how many; the row count tells who won."""
    fields = [model._meta.get_field(name) for name in values]
    settings = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field in fields)
    adapted = [moment(value) if isinstance(value, datetime) else value for value in values.values()]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {settings} WHERE {condition}", [*adapted, *arguments])
        return cursor.rowcount


def moment(value):
    """Return a moment as the database keeps it."""
    return connection.ops.adapt_datetimefield_value(value)

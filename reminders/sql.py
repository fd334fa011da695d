"""Two statements that are run very often, in plain SQL for both databases: Django takes ten times as long to write them.

Everywhere else the ORM is right.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection


def insert_new(model, columns: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Insert rows (dates and moments may be among the values); those that a unique constraint knows are left alone."""
    rows = list(rows)
    if not rows:
        return
    fields = [model._meta.get_field(name) for name in columns]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    if connection.vendor == "sqlite":
        values = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(fields)))
        source = "json_each(%s)"
    else:
        types = [field.rel_db_type(connection) if field.is_relation else field.db_type(connection) for field in fields]
        values = ", ".join(f"(value->>{place})::{kind}" for place, kind in enumerate(types))
        source = "json_array_elements(%s::json) AS each(value)"
    table = connection.ops.quote_name(model._meta.db_table)
    sql = f"INSERT INTO {table} ({names}) SELECT {values} FROM {source} WHERE true ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(rows, default=str)])


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

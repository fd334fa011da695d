"""The one clock that all processes share."""

from datetime import UTC, datetime

from django.db import connection


def database_now():
    """Return the moment by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        (value,) = cursor.fetchone()
    if isinstance(value, str):  # SQLite answers in text, in UTC
        value = datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value

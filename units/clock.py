"""The one clock that all processes share, and where a day begins by it."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone

SKEW = timedelta(minutes=5)  # between clocks of hosts at the most


def database_now():
    """Return the moment by the database's clock; inside a transaction too it is the moment of asking."""
    # PostgreSQL's CURRENT_TIMESTAMP stands still from a transaction's first statement on; SQLite's knows whole seconds,
    # and what was written a moment ago with a finer clock would lie in its future.
    moment = "statement_timestamp()" if connection.vendor == "postgresql" else "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {moment}")
        (value,) = cursor.fetchone()
    if isinstance(value, str):  # SQLite answers in text, in UTC
        value = datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value


def not_ahead(at: datetime) -> datetime:
    """Return at, or the database's present when this host's clock is a little ahead of it: what is to leave at once is due.

    A moment further off was meant so.
    """
    now = database_now()
    return now if now < at < now + SKEW else at


def start_of(day: date) -> datetime:
    """Return the moment at which day begins on the office's clock."""
    return timezone.make_aware(datetime.combine(day, time()))

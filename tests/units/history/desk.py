"""What the tests of the history do again and again: write entries, let them grow old, tamper with them."""

from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from tests.world import make_office
from units import guards, history
from units.history import record
from units.models import AuditEntry, Office


def write(count=1, *, days=0, office=None, verb="测试", **fields) -> list[AuditEntry]:
    """Return new entries of one act, so many days old."""
    office = office or Office.objects.first() or make_office()
    at = timezone.now() - timedelta(days=days)
    fields = {"by": None, "at": at, "office": office} | fields
    with history.act("192.0.2.7"):
        return [record(verb, office, **fields) for _ in range(count)]


@contextmanager
def unguarded():
    """As the owner of a database: the triggers are gone, and back afterwards."""
    guards.remove(connection)
    try:
        yield
    finally:
        guards.install(connection)


def run(sql, *values) -> int:
    """Speak to the database past everything; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount

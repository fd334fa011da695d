"""`python -m benchmarks.history [entries]`: pages of a long history, sealing it, checking it.

A million entries by default, of three offices, in acts of three, with one act of 5,000 among the newest. DATABASE_URL
chooses the database (SQLite if not set); everything happens in a database of its own that is dropped afterwards.
"""

# ruff: noqa: E402  (Django is set up before its models can be imported)
import os
import sys
import time
from datetime import timedelta
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govopen.settings.test")

import django

django.setup()

from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from benchmarks.table import note
from tests.world import make_clerk, make_office
from units import seals, trail
from units.acts import load_acts
from units.models import AuditEntry
from units.trail import Selection
from units.verifying import verify

ROUNDS = 7
COLUMNS = (
    "at, act, office_ref, office_name, actor_ref, actor_name, origin, verb, object_type, object_ref, object_label,"
    " changes, reason"
)
VALUES = """{at}, {act}, {office} + n % 3, '青山县人民政府办公室', n % 200 + 1, '人员' || (n % 200), '192.0.2.1',
    CASE WHEN n % 90001 = 5 THEN '归档' ELSE '操作' || (n % 20) END, 'tasks.assignment', {ref},
    '县财政局：第' || (n % 999) || '项具体要求，及时公开。', '{{"状态": ["待签收", "办理中"]}}', ''"""
SQLITE = f"""INSERT INTO units_auditentry ({COLUMNS}) WITH RECURSIVE s(n) AS (
    SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n + 1 < {{count}}) SELECT {VALUES} FROM s"""
POSTGRESQL = f"INSERT INTO units_auditentry ({COLUMNS}) SELECT {VALUES} FROM generate_series(0, {{count}} - 1) AS s(n)"


def main(count: int) -> None:
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        office = make_office()
        clerk = make_clerk(office)
        fill(office, count)
        say(f"{connection.vendor}: {count:,} entries, a third of them the office's; median of {ROUNDS}")
        pages(clerk, office)
        begun = time.perf_counter()
        seals._seal_some(timezone.now())
        say(f"sealing 10,000 entries      {(time.perf_counter() - begun) * 1000:7.0f} ms")
        outcome, seconds = timed(verify)
        say(f"checking {outcome.sealed:,} entries     {seconds * 1000:7.0f} ms")
    finally:
        connection.close()
        teardown_databases(databases, verbosity=0)


def fill(office, count: int) -> None:
    """Three entries an act, a minute apart; the 5,000 before the last thousand are one act of one moment."""
    giant = f"n BETWEEN {count - 6000} AND {count - 1001}"
    if connection.vendor == "sqlite":
        parts = {
            "at": f"datetime('now', '-' || (({count} - CASE WHEN {giant} THEN {count - 1001} ELSE n END) / 3) || ' minutes')",
            "act": f"CASE WHEN {giant} THEN '{'f' * 32}' ELSE printf('%032x', n / 3) END",
            "ref": "CAST(n % 5000 AS text)",
        }
    else:
        parts = {
            "at": f"now() - (({count} - CASE WHEN {giant} THEN {count - 1001} ELSE n END) / 3) * interval '1 minute'",
            "act": f"CASE WHEN {giant} THEN '{'f' * 32}' ELSE md5((n / 3)::text) END::uuid",
            "ref": "(n % 5000)::text",
        }
    statement = (SQLITE if connection.vendor == "sqlite" else POSTGRESQL).format(office=office.pk, count=count, **parts)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")


def pages(clerk, office) -> None:
    everything = Selection(clerk)
    mine = AuditEntry.objects.visible_to(clerk).order_by("-at", "-pk")
    oldest = list(mine.reverse()[:60])[-1]
    newest, giant = mine.first(), mine.filter(act="f" * 32)
    before, last = mine.filter(at__gt=giant.first().at).last(), giant.last()
    show("first page", lambda: page(everything, None))
    show("page with the act of 5,000", lambda: page(everything, before))
    show("page behind it", lambda: page(everything, last))
    show("last page", lambda: page(everything, oldest))
    show("one person, first page", lambda: page(Selection(clerk, actor=newest.actor_ref), None))
    show("a rare verb, all there are", lambda: page(Selection(clerk, verb="归档"), None))
    week = timezone.localdate() - timedelta(days=200)
    show("one week 200 days ago", lambda: page(Selection(clerk, start=week, end=week + timedelta(days=6)), None))
    show("what may be chosen", lambda: (trail.people(office.pk), trail.verbs(office.pk), trail.object_types()))


def page(selection, behind):
    found = selection.page(behind)
    return load_acts(found.acts, selection.of_acts(found.acts))


def show(title: str, act) -> None:
    took = median(timed(act)[1] for _ in range(ROUNDS))
    note(f"history: {title}", took)
    say(f"{title:<28}{took * 1000:7.1f} ms")


def timed(act):
    since = time.perf_counter()
    return act(), time.perf_counter() - since


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*(int(word.replace(",", "")) for word in (sys.argv[1:] or ["1000000"])))

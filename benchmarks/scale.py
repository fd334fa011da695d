"""`python -m benchmarks.scale [assignments ...]`: what a county, a city, a province and the whole country cost in one database.

Counties of 60 units and 50 tasks each, so 3,000 assignments a county; 51 are the first paper of one. In each size: a page of the
office in the middle (waitress, HTTP), a paper that comes in there, and what planning costs a county (of fifty around it) on a day with
nothing to say and on the morning on which half of all tasks say something to every unit. DATABASE_URL chooses the PostgreSQL (a private one if not set); each size has
a database of its own that is dropped afterwards. 8,000,000 need 15 GB of disk and about a quarter of an hour.
"""

# ruff: noqa: E402  (Django is set up before its models can be imported)
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govopen.settings.test")

import django

django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases

from benchmarks import workbooks
from benchmarks.lists import ask, asking
from imports.services import batch_apply, batch_open, batch_preview
from reminders.models import OutgoingMail
from reminders.services import plan_all
from tasks.models import Plan
from tasks.services.issue import plan_issue
from tests.services import clean_environment
from tests.services.postgres import postgres
from tests.world import AT, make_clerk, make_group
from units.models import Office, Unit

SIZES = (51, 50_000, 1_000_000, 8_000_000)
UNITS, TASKS = 60, 50
NAMES = [*workbooks.UNITS[:-1], *(f"县第{n}局" for n in range(len(workbooks.UNITS) - 1, UNITS))]
SAMPLE = 50  # counties that are planned: one costs the same wherever it stands
PAPER = 50  # rows that come in; ten units each
ROUNDS = 9
QUIET = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # a Wednesday, on which no step of 31 December is reached
MORNING = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)  # a Tuesday, thirty days before it
PAGES = {
    "trivial": "/trivial/",
    "list": "/assignments/?show=all",
    "overview": "/overview/",
    "matrix": "/plans/{plan}/matrix/",
}

COUNTIES = """
    INSERT INTO units_office (slug, name, short_name, region)
    SELECT 'county' || n, '第' || n || '县人民政府办公室', '第' || n || '县', '第' || n || '县' FROM generate_series(1, {offices}) n;
    INSERT INTO units_unit (office_id, name, short_name, kind, position)
    SELECT o.id, o.short_name || u.name, u.name, 'bureau', n FROM units_office o, unnest(ARRAY[{names}]) WITH ORDINALITY AS u (name, n);
    INSERT INTO units_user (password, is_superuser, username, email, is_staff, is_active, date_joined, name, phone, admin_role)
    SELECT '!', FALSE, 'u' || u.id, 'u' || u.id || '@county.example', FALSE, TRUE, now(), '联络员', '', '' FROM units_unit u;
    INSERT INTO units_membership (user_id, office_id, unit_id, role, is_head)
    SELECT p.id, u.office_id, u.id, 'liaison', FALSE FROM units_unit u JOIN units_user p ON p.username = 'u' || u.id;
    INSERT INTO tasks_plan (office_id, year, title, document_number, state, version, leader_first, shares_lead, is_public, layout, issued_at)
    SELECT id, 2026, '2026年政务公开工作要点任务分工', '', 'issued', 1, FALSE, FALSE, FALSE, '{{}}', '2026-01-05' FROM units_office;
    INSERT INTO tasks_task (plan_id, position, number, requirement, units_raw, deadline_raw, deadline_kind, due_on,
        deadline_how, duties, done_rule, source, vanished, upper_text)
    SELECT p.id, n, n::text, '主动公开第' || n || '类信息。', '', '', CASE n % 10 WHEN 9 THEN 'open' ELSE 'fixed' END,
        CASE WHEN n % 10 = 9 THEN NULL WHEN n % 2 = 1 THEN DATE '2026-12-31' ELSE make_date(2026, n % 10 + 2, 28) END,
        '', '[]', 'all', '', FALSE, '' FROM tasks_plan p, generate_series(1, {tasks}) n
"""
# Whole counties at a time: one statement of millions would hold them all in memory for its triggers.
ASSIGNMENTS = """
    INSERT INTO tasks_assignment (office_id, task_id, unit_id, plan_id, year, role, via, state, due_on, original_due_on, due_version,
        assigned_at, submitted_at, done_at, changed_at, review_time)
    SELECT u.office_id, t.id, u.id, p.id, 2026, 'responsible', '', s.state, t.due_on, t.due_on, 1, '2026-01-05 01:00:00+00:00',
        CASE WHEN s.state IN ('done', 'in_review') THEN TIMESTAMPTZ '2026-03-05 01:00:00+00:00' END,
        CASE s.state WHEN 'done' THEN TIMESTAMPTZ '2026-04-05 01:00:00+00:00' END, '2026-04-05 01:00:00+00:00', interval '0'
    FROM tasks_plan p JOIN tasks_task t ON t.plan_id = p.id JOIN units_unit u ON u.office_id = p.office_id
    CROSS JOIN LATERAL (SELECT CASE WHEN t.due_on < DATE '2026-11-01' OR (t.id * 7 + u.id * 13) %% 3 = 0 THEN 'done'
        WHEN (t.id + u.id) %% 5 = 0 THEN 'in_progress' ELSE 'assigned' END AS state) s
    WHERE p.office_id BETWEEN %s AND %s AND u.position <= %s
"""


def main(sizes) -> None:
    """Print one line a size."""
    settings.ROOT_URLCONF = "benchmarks.trivial"
    say(
        f"{'assignments':>12} {'counties':>8} {'filled':>8} {'size':>8} | {'trivial':>8} {'list':>8} {'overview':>8} {'matrix':>8} ms | "
        f"{'import':>7} ms | {'idle':>7} {'morning':>8} ms | {'letters':>7}"
    )
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            settings.MEDIA_ROOT = Path(folder) / "media"
            databases = setup_databases(verbosity=0, interactive=False)
            try:
                say(line(size, Path(folder)))
            finally:
                connection.close()
                teardown_databases(databases, verbosity=0)


def line(size: int, folder: Path) -> str:
    """Return the figures of one size."""
    offices = max(1, size // (UNITS * TASKS))
    filled, clerk = timed(lambda: fill(size, offices))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()), (SELECT count(*) FROM tasks_assignment)")
        space, number = cursor.fetchone()
    pages = looked_at(clerk)
    middle = clerk.memberships.get().office
    brought = min(timed(lambda: bring(middle, clerk, folder))[0] for _ in range(3))
    first, last = middle.pk - SAMPLE // 2, middle.pk + SAMPLE // 2
    sample = list(Office.objects.filter(pk__range=(first, last)).values_list("pk", flat=True))
    plan_all(QUIET, offices=sample)  # that the tasks were issued is said
    idle = min(timed(lambda: plan_all(QUIET, offices=sample))[0] for _ in range(3))
    before = OutgoingMail.objects.everywhere("a benchmark").count()
    morning, _ = timed(lambda: plan_all(MORNING, offices=sample))
    letters = OutgoingMail.objects.everywhere("a benchmark").count() - before
    shown = " ".join(f"{pages[name] * 1000:8.1f}" for name in PAGES)
    return (
        f"{number:12,} {offices:8,} {filled:6.0f} s {space / 1e6:5.0f} MB | {shown}    | {brought * 1000:7.0f}    | "
        f"{idle / len(sample) * 1000:7.1f} {morning / len(sample) * 1000:8.1f}    | {letters / len(sample):7.0f}"
    )


def fill(size: int, offices: int):
    """Write so many counties and return the clerk of the one in the middle."""
    units, tasks = (1, size) if size < UNITS * TASKS else (UNITS, TASKS)
    with connection.cursor() as cursor:
        cursor.execute(COUNTIES.format(offices=offices, names=", ".join(f"'{name}'" for name in NAMES), tasks=tasks))
        cursor.execute("ANALYZE")
        cursor.execute("SELECT min(id), max(id) FROM units_office")
        first, last = cursor.fetchone()
        for start in range(first, last + 1, 50):
            cursor.execute(ASSIGNMENTS, [start, min(start + 49, last), units])
        cursor.execute("VACUUM ANALYZE")  # what autovacuum does
    middle = Office.objects.get(pk=(first + last) // 2)
    make_group(middle, workbooks.UNITS[-1], Unit.objects.filter(office=middle).last())
    return make_clerk(middle)


def looked_at(clerk) -> dict[str, float]:
    """Return the shortest time of each page, in seconds."""
    plan = Plan.objects.everywhere("a benchmark").get(office=clerk.memberships.get().office).pk
    with asking(clerk) as (line, headers):
        return {
            name: min(ask(line, address.format(plan=plan), headers)[1] for _ in range(ROUNDS))
            for name, address in PAGES.items()
        }


@transaction.atomic
def bring(office, clerk, folder: Path) -> None:
    """Let a paper come in and go out to the units; then all is as it was."""
    path = workbooks.write_workbook(folder / "paper.xlsx", PAPER, bordered=True)
    batch = batch_open(office=office, name=path.name, content=path.read_bytes(), by=clerk, at=AT)
    batch_apply(batch=batch, by=clerk, at=AT, stamp=batch_preview(batch).stamp)
    plan = Plan.objects.filter(office=office).exclude(state="issued").get()
    plan_issue(plan=plan, by=clerk, at=AT)
    transaction.set_rollback(True)


def timed(act):
    """Return the seconds it took, and what it returned."""
    since = time.perf_counter()
    result = act()
    return time.perf_counter() - since, result


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _private() -> int:
    """Run this command against a private PostgreSQL: settings are read once, before anything else."""
    with postgres() as url:
        command = [sys.executable, "-m", "benchmarks.scale", *sys.argv[1:]]
        return subprocess.run(command, env=clean_environment() | {"DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    if connection.vendor != "postgresql":
        sys.exit(_private())
    main([int(word) for word in sys.argv[1:]] or SIZES)

"""`python -m benchmarks.lists [assignments ...]`: the office's long lists beside a page that does nothing.

A real server (waitress, in a process of its own) answers one signed-in clerk. Each page is asked for in turn with the
others, so that a busy moment of the machine hits all; the shortest of the rounds counts. DATABASE_URL chooses the
database (SQLite if not set); everything happens in a database of its own that is dropped afterwards.
"""

# ruff: noqa: E402  (Django is set up before its models can be imported)
import os
import re
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from multiprocessing import get_context

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govopen.settings.test")

import django

django.setup()

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from waitress import serve

from benchmarks.table import note
from tests.services import free_port, listens
from tests.world import AT, make_clerk, make_office, make_plan
from units.models import Unit, User

SIZES = (50_000, 1_000_000)
UNITS = 200
ROUNDS = 15
TASKS = """
    INSERT INTO tasks_task (plan_id, position, number, requirement, units_raw, deadline_raw, deadline_kind, due_on,
        deadline_how, duties, done_rule, source, vanished, upper_text)
    VALUES (%s, %s, %s, %s, '', '2026年底前', %s, %s, '', '[]', 'all', '', FALSE, '')
"""
ASSIGNMENTS = """
    INSERT INTO tasks_assignment (office_id, task_id, unit_id, plan_id, year, role, via, state, due_on, original_due_on, due_version,
        assigned_at, submitted_at, done_at, changed_at, review_time)
    SELECT u.office_id, t.id, u.id, {plan}, {year}, 'responsible', '', s.state, t.due_on, t.due_on, 1, '2026-01-05 01:00:00+00:00',
        '2026-03-05 01:00:00+00:00', '2026-04-05 01:00:00+00:00', '2026-04-05 01:00:00+00:00', {no_time}
    FROM tasks_task t CROSS JOIN units_unit u
    JOIN (VALUES {states}) AS s (place, state) ON s.place = (t.id * 7 + u.id * 13) % 20
    WHERE t.plan_id = {plan} AND u.office_id = {office}
"""
REPORTS = """
    INSERT INTO tasks_progressreport (assignment_id, state, progress, problem, next_step, closing, count,
        needs_coordination, version, author_id, created_at, submitted_at, review_note)
    SELECT id, 'submitted', '已在县政府网站公开，并按季度更新。', '', '', TRUE, 0, id % 40 = 0, 1, {author},
        '2026-03-05 01:00:00+00:00', submitted_at, ''
    FROM tasks_assignment WHERE state = 'in_review'
"""
# Of twenty: nine are done, two wait for the office, one was ended, four are at work, four were never received.
STATES = ["done"] * 9 + ["in_review"] * 2 + ["cancelled"] + ["in_progress"] * 4 + ["assigned"] * 4
PAGES = {
    "trivial page": "/trivial/",
    "list, first page": "/assignments/?show=all",
    "list, second page": None,
    "list, last page": "/assignments/?show=all&cursor=end",
    "list, overdue": "/assignments/?show=overdue",
    "list, one unit": "/assignments/?show=unanswered&unit={unit}",
    "list, a word found": "/assignments/?show=all&q=预算",
    "review, first page": "/review/",
    "review, last page": "/review/?cursor=end",
    "overview": "/overview/",
    "stock admin list": "/admin/tasks/assignment/",
}

AIMS = {"list, first page": "6.00", "list, last page": "6.00", "overview": "10.00"}


def main(sizes) -> None:
    settings.ROOT_URLCONF = "benchmarks.trivial"
    if connection.vendor == "sqlite":
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        connection.settings_dict["TEST"]["NAME"] = str(settings.VAR_DIR / "lists.sqlite3")
    say(f"{connection.vendor}: milliseconds, shortest of {ROUNDS}; in brackets: times the trivial page\n")
    for years in (1, 10):
        say(f"{'one year' if years == 1 else f'{years} years, the earlier ones archived'}")
        say(f"{'':22}" + "".join(f"{size:>22,}" for size in sizes))
        columns = [measured(size, years) for size in sizes]
        table(columns)
        for name, took in columns[-1].items():
            aim = AIMS.get(name, "") if years == 1 else ""
            floor = columns[-1]["trivial page"] / 1000
            period = "one year" if years == 1 else "ten years"
            note(f"{name} ({sizes[-1]:,} assignments, {period})", took / 1000, floor, "a page with one word", aim)


def table(columns) -> None:
    for name in PAGES:
        cells = [f"{column[name]:8.1f} ({column[name] / column['trivial page']:6.1f})" for column in columns]
        growth = f"{columns[-1][name] / columns[0][name]:8.2f} times" if len(columns) > 1 else ""
        say(f"{name:22}" + "".join(f"{cell:>22}" for cell in cells) + growth)


def measured(size: int, years: int) -> dict[str, float]:
    """Return the shortest time of each page, in milliseconds, with so many assignments in the office."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with asking(world(size, years)) as (line, headers):
            return rounds(line, headers, Unit.objects.filter(office__slug="qingshan").first().pk)
    finally:
        connection.close()
        teardown_databases(databases, verbosity=0)


@contextmanager
def asking(person: User):
    """Yield a connection to a server that answers, and the headers with which it knows the person."""
    client = Client()
    client.force_login(person)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    port = free_port()
    connection.close()  # the child must not share it
    server = get_context("fork").Process(target=answer, args=(port,), daemon=True)
    server.start()
    while not listens(port):
        time.sleep(0.05)
    try:
        yield HTTPConnection("127.0.0.1", port), {"Cookie": cookie}
    finally:
        server.terminate()
        server.join()


def answer(port: int) -> None:
    serve(get_wsgi_application(), host="127.0.0.1", port=port, threads=2, _quiet=True)


def rounds(line, headers, unit) -> dict[str, float]:
    pages = {name: address and address.format(unit=unit) for name, address in PAGES.items()}
    first, _ = ask(line, pages["list, first page"], headers)
    pages["list, second page"] = re.search(r'href="([^"]*)" rel="next"', first)[1].replace("&amp;", "&")
    pages["list, second page"] = "/assignments/" + pages["list, second page"]
    best = dict.fromkeys(pages, float("inf"))
    for turn in range(ROUNDS + 1):
        for name, address in pages.items():
            if turn > 2 and best[name] > 1000:
                continue  # slow enough to be sure
            _, seconds = ask(line, address, headers)
            if turn:
                best[name] = min(best[name], seconds * 1000)
    return best


def ask(line, address, headers) -> tuple[str, float]:
    since = time.perf_counter()
    line.request("GET", address.replace("预算", "%E9%A2%84%E7%AE%97"), headers=headers)
    response = line.getresponse()
    body = response.read().decode()
    seconds = time.perf_counter() - since
    assert response.status == 200, (address, response.status, body[:500])
    return body, seconds


def world(size: int, years: int) -> User:
    """One office with so many assignments and return its clerk."""
    office = make_office()
    clerk = make_clerk(office)
    Unit.objects.bulk_create(
        Unit(office=office, name=f"青山县第{n}局", short_name=f"县第{n}局", position=n) for n in range(UNITS)
    )
    states = ", ".join(f"({place}, '{state}')" for place, state in enumerate(STATES))
    if connection.vendor == "sqlite":
        states = " UNION ALL ".join(
            f"SELECT {place} AS place, '{state}' AS state" for place, state in enumerate(STATES)
        )
    for year in range(2026, 2026 - years, -1):
        state = "issued" if year == 2026 else "closed"
        plan = make_plan(office, f"{year}年任务分工", year, state=state, issued_at=AT)
        with connection.cursor() as cursor:
            cursor.executemany(TASKS, [task(plan, n) for n in range(size // UNITS // years)])
            statement = ASSIGNMENTS
            if connection.vendor == "sqlite":
                statement = statement.replace("(VALUES {states}) AS s (place, state)", "({states}) AS s")
            no_time = "0" if connection.vendor == "sqlite" else "interval '0'"
            cursor.execute(statement.format(states=states, plan=plan.pk, year=year, office=office.pk, no_time=no_time))
    with connection.cursor() as cursor:
        cursor.execute(REPORTS.format(author=clerk.pk))
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")  # what autovacuum does; SQLite has nobody who does it
    return clerk


def task(plan, n: int) -> tuple:
    """Half of the tasks fall due on the last day of the year, a tenth on none, the rest at the end of a month."""
    month = n % 10 + 2
    day = None if n % 10 == 9 else f"{plan.year}-12-31" if n % 2 else f"{plan.year}-{month:02}-28"
    word = "财政预算" if n % 50 == 49 else "重点领域信息"
    return plan.pk, n + 1, str(n + 1), f"主动公开{word}，第{n + 1}类。", "fixed" if day else "open", day


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or SIZES)

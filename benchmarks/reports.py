"""`python -m benchmarks.reports`: the matrix beside a plain join of its cells, and the circular of sixty units.

In a database of its own (SQLite, or as DATABASE_URL says) that is dropped afterwards. The shortest of the rounds counts.
"""

# ruff: noqa: E402  (Django is set up before its models can be imported)
import os
import sys
import time
from datetime import UTC, date, datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govopen.settings.test")

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import setup_databases, teardown_databases

from benchmarks.table import note
from documents.writers.official.write import write_official
from reports.circular.facts import gather
from reports.circular.paper import paper
from reports.circular.wording import Options, Wording
from reports.matrix import matrix
from reports.matrix_drawing import body
from reports.models import ReportSettings
from tasks.models import Assignment
from tasks.past import AsOf, end_of
from tests.world import issue, make_clerk, make_group, make_office, make_plan, make_task, make_unit

ROUNDS = 7
UNITS, TASKS = 60, 50


def main() -> None:
    if connection.vendor == "sqlite":
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        connection.settings_dict["TEST"]["NAME"] = str(settings.VAR_DIR / "reports.sqlite3")
    old = setup_databases(verbosity=0, interactive=False)
    try:
        measure()
    finally:
        teardown_databases(old, verbosity=0)


def measure() -> None:
    office = make_office()
    units = [make_unit(office, f"县第{n}局") for n in range(UNITS)]
    plan = make_plan(office)
    group = make_group(office, "各单位", *units)
    for _ in range(TASKS):
        make_task(plan, group, due_on=date(2026, 6, 30), requirement="及时公开重大建设项目的批准结果和实施进展。" * 2)
    at = datetime(2026, 2, 2, 2, tzinfo=UTC)
    issue(plan, by=make_clerk(office), at=at)
    later = datetime(2026, 5, 4, 2, tzinfo=UTC)
    half = Assignment.objects.filter(unit__in=units[::2])
    half.update(state="done", submitted_at=later, done_at=later, changed_at=later)
    today, past = AsOf(date(2026, 7, 2)), AsOf(date(2026, 4, 30), end_of(date(2026, 4, 30)))

    say(f"{connection.vendor}, {UNITS} units × {TASKS} tasks, milliseconds, shortest of {ROUNDS}")
    found = matrix(plan, today)
    cells = [[(pk, light.css, light.word) for pk, light in row.cells] for row in found.rows]
    join = best(lambda: "".join("<tr>" + "".join(cell(*values) for values in row) + "</tr>" for row in cells))
    drawn = best(lambda: body(found))
    line("a plain join of its cells", join, join)
    line("rows of the matrix drawn", drawn, join)
    context = {"plan": plan, "matrix": found, "body": body(found), "as_of": today, "kept": {}}
    context["chosen"] = dict.fromkeys(("heading", "kind", "show", "on"), "")
    note(f"matrix of {UNITS} × {TASKS} drawn", drawn / 1000, join / 1000, "a join of its cells", "3.00")
    line("the page around them too", best(lambda: render_to_string("reports/matrix.html", context)) + drawn, join)
    line("read from the database", best(lambda: matrix(plan, today)), join)
    line("read as of a past day", best(lambda: matrix(plan, past)), join)
    say("")
    facts = gather(office, 2026, date(2026, 1, 1), today)
    say(f"circular: facts {best(lambda: gather(office, 2026, date(2026, 1, 1), today)):.0f}")
    say(f"circular: facts of a past day {best(lambda: gather(office, 2026, date(2026, 1, 1), past)):.0f}")
    words = Wording(facts, Options(good=True, late=True))
    written = best(lambda: write_official(paper(words, ReportSettings(office=office)), at))
    note(
        f"circular of {UNITS} units with 1,500 rows, facts",
        best(lambda: gather(office, 2026, date(2026, 1, 1), today)) / 1000,
    )
    note(f"circular of {UNITS} units with 1,500 rows, words and Word file (3 s wanted)", written / 1000)
    say(f"circular: words and Word file {written:.0f}")


def cell(pk, css, word) -> str:
    """Return a cell in the plainest way, without escaping."""
    return f'<td class="{css}"><a href="/assignments/{pk}/">{word}</a></td>'


def best(act) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def line(what: str, took: float, floor: float) -> None:
    say(f"{what:<28}{took:8.1f}  {took / floor:5.1f} ×")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()

"""`python -m benchmarks.finding [offices ...]`: words looked for among 100,000 tasks and 300,000 answers.

They are spread over 200 offices, or lie in one. Each line is the first page of a group as 查找 asks for it, beside the
same question with ``icontains``; milliseconds, median of some rounds. DATABASE_URL chooses the database (SQLite if not
set); everything happens in a database of its own that is dropped afterwards.
"""

# ruff: noqa: E402  (Django is set up before its models can be imported)
import os
import random
import sys
import time
from datetime import date
from functools import reduce
from operator import or_
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govopen.settings.test")

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.test.utils import setup_databases, teardown_databases

from reports.finding import FEW, KINDS, Finding
from tasks.finding import REPORTS, TASKS
from tasks.models import Assignment, Plan, ProgressReport, Task
from tests.world import AT, make_clerk, make_office, make_unit
from units import pieces, sql

TASKS_IN_ALL, ANSWERS = 100_000, 3  # each task has so many units, each unit one answer
ROUNDS = 7
COMMON = ["公开", "政府", "信息", "工作", "及时", "县级", "部门", "完成", "落实", "推进", "更新", "平台"]
SOUGHT = {
    "in most rows": "公开",
    "in one row of 500": "预算",
    "with others often, here twice": "殡葬",
    "three rows in all": "鲟鱼",
    "nowhere": "量子",
    "four signs": "公开预算",
    "two words": "公开 预算",
    "one sign": "政",
    "one sign, rare": "鲟",
}
MANY = 1000  # rows a statement


def main(sizes) -> None:
    """Print a table for each number of offices."""
    if connection.vendor == "sqlite":
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        connection.settings_dict["TEST"]["NAME"] = str(settings.VAR_DIR / "finding.sqlite3")
    for offices in sizes:
        databases = setup_databases(verbosity=0, interactive=False)
        try:
            table(World(offices).clerk, offices)
        finally:
            connection.close()
            teardown_databases(databases, verbosity=0)


class World:
    """Offices with plans, units, tasks and answers; the first one's clerk looks for words."""

    def __init__(self, offices: int):
        self.dice = random.Random(7)
        signs = [chr(code) for code in range(0x4E00, 0x4E00 + 3000) if chr(code) not in "政鲟量"]
        self.words = ["".join(self.dice.choices(signs, k=2)) for _ in range(5000)]
        begun = time.perf_counter()
        pieces.remove(connection, REPORTS)
        made = [self.office(number, offices) for number in range(offices)]
        self.clerk = made[0]
        self.answers()
        filled = time.perf_counter()
        pieces.install(connection, REPORTS)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("VACUUM ANALYZE")
        say(f"filled in {filled - begun:.0f} s, index built in {time.perf_counter() - filled:.0f} s, {_sizes()}")

    def office(self, number: int, offices: int):
        """Make an office with five years of plans, and return its clerk."""
        office = make_office(f"o{number}", f"第{number}县人民政府办公室", f"第{number}县")
        units = [make_unit(office, f"县第{n}局").pk for n in range(ANSWERS)]
        each = TASKS_IN_ALL // offices // 5
        for year in range(2022, 2027):
            state = "issued" if year == 2026 else "closed"
            plan = Plan.objects.create(office=office, year=year, title=f"{year}年", state=state, issued_at=AT)
            rows = [(n, str(n), self.text(12, number, n)) for n in range(each)]
            for start in range(0, each, MANY):
                sql.insert(Task, ("position", "number", "requirement"), rows[start : start + MANY], {"plan": plan.pk})
            self._assign(plan, units)
        return make_clerk(office)

    def _assign(self, plan, units) -> None:
        keys = Task.objects.filter(plan=plan).order_by("pk").values_list("pk", flat=True)
        rows = [(task, unit) for task in keys for unit in units]
        same = {"office": plan.office_id, "plan": plan.pk, "year": plan.year, "role": "responsible", "assigned_at": AT}
        same |= {"state": "in_progress", "due_on": date(2026, 12, 31)}
        for start in range(0, len(rows), MANY):
            sql.insert(Assignment, ("task", "unit"), rows[start : start + MANY], same)

    def answers(self) -> None:
        """Give each assignment an answer."""
        rows = list(Assignment.objects.order_by("pk").values_list("pk", "office"))
        first = rows[0][1]
        told = [(pk, self.text(40, office - first, pk)) for pk, office in rows]
        self.dice.shuffle(told)  # answers of all offices come in mixed
        same = {"author": self.clerk.pk, "created_at": AT, "state": "recorded"}
        for start in range(0, len(told), MANY):
            sql.insert(ProgressReport, ("assignment", "progress"), told[start : start + MANY], same)

    def text(self, length: int, office: int, number: int) -> str:
        """Return so many words."""
        found = [self.dice.choice(COMMON if self.dice.random() < 0.3 else self.words) for _ in range(length)]
        if self.dice.random() < 1 / 500:
            found[1:3] = ["公开", "预算"]
        if self.dice.random() < (0.3 if office else 0.002):
            found[4] = "殡葬"
        if office == 0 and number % 29_000 == 7:
            found[5] = "鲟鱼"
        return "".join(found)


def table(clerk, offices: int) -> None:
    """Print how long each word takes in each group."""
    say(f"{connection.vendor}, {offices} offices: milliseconds, median of {ROUNDS}")
    say(f"{'':32}{'tasks':>10}{'icontains':>12}{'answers':>12}{'icontains':>12}")
    for name, text in SOUGHT.items():
        cells = []
        for kind, where in (("task", TASKS), ("report", REPORTS)):
            cells += [timed(rows) for rows in (first_page(kind, clerk, text), plain_page(kind, clerk, where, text))]
        say(f"{name:32}{cells[0]:10.1f}{cells[1]:12.1f}{cells[2]:12.1f}{cells[3]:12.1f}")


def first_page(kind, clerk, text):
    """Return the rows as the page asks for them."""
    _, rows, order, _ = KINDS[kind]
    return rows(Finding(clerk, text.split(), date(2026, 6, 1))).order_by(*order)[: FEW + 1]


def plain_page(kind, clerk, where, text):
    """Return the same by icontains."""
    _, rows, order, _ = KINDS[kind]
    found = rows(Finding(clerk, [], date(2026, 6, 1)))
    for word in text.split():
        found = found.filter(reduce(or_, (Q(**{f"{column}__icontains": word}) for column in where.columns)))
    return found.order_by(*order)[: FEW + 1]


def timed(rows) -> float:
    """Return milliseconds."""
    spent = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        list(rows.all())
        spent.append(time.perf_counter() - begun)
    return median(spent) * 1000


def _sizes() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = [TASKS.table, REPORTS.table, REPORTS.index]
            cursor.execute("SELECT " + ", ".join(f"pg_size_pretty(pg_relation_size('{name}'))" for name in names))
            return ", ".join(f"{name} {size}" for name, size in zip(names, cursor.fetchone(), strict=True))
        cursor.execute(f"SELECT sum(length(block)) / 1000000 FROM {REPORTS.index}_data")
        return f"{REPORTS.index} {cursor.fetchone()[0]} MB"


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or (200, 1))

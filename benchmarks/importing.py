"""How long a division table takes to become a plan and its assignments, beside the least that Django needs for the rows.

    python -m benchmarks.importing [--postgres] [--rows 500 5000 20000] [--runs 3] [--stock 500]

The floor loads the bare cells with calamine and writes the same tasks, parties, assignments and headings with Django's
bulk_create. Ours is the upload's reading in the child process, the apply with its history and the issue (下发); the
preview is the upload and the comparison. Then a corrected paper comes in, against the same floor: 60 rows are gone, all
others have moved, every tenth has changed. The ways take turns, and every turn begins with empty tables.

DATABASE_URL chooses the database (SQLite in a file if not set), --postgres starts a private PostgreSQL; everything
happens in a database of its own that is dropped afterwards. --stock measures for so many rows (0: none) what
django-import-export needs for the same tables (benchmarks/stock_import.py).
"""

# ruff: noqa: E402  (Django is set up before its models can be imported)
import argparse
import gc
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govopen.settings.test")

import django

django.setup()

import import_export
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases
from python_calamine import CalamineWorkbook

from benchmarks import stock_import
from benchmarks.table import note
from benchmarks.workbooks import UNITS, write_workbook
from documents.child import read_in_child
from imports.models import ImportBatch
from imports.services import batch_apply, batch_open, batch_preview
from tasks.models import Assignment, Heading, Plan, Task, TaskParty
from tasks.services.issue import plan_issue
from tests.services import clean_environment
from tests.services.postgres import postgres
from tests.world import AT, make_clerk, make_group, make_office, make_unit
from units import guards
from units.models import AuditEntry

_ROWS = [500, 5_000, 20_000]
_LONG_ENOUGH = 120  # seconds: the child must not be cut off on a slow machine
_STORED = (Heading, Task, TaskParty, Assignment)
_FILLED = (Assignment, TaskParty, Task, Heading, ImportBatch, Plan, AuditEntry)  # by a run; what refers comes first
_COLUMNS = {
    "rows": ("calamine", "bulk", "floor"),
    "first import": ("child", "apply", "issue", "sum"),
    "its preview": ("open", "compare", "preview"),
    "corrected paper": ("compare2", "apply2"),
}


class Stopwatch(dict):
    """Seconds by name."""

    def take(self, name: str, act: Callable):
        """Return what act returns."""
        gc.collect()
        since = time.perf_counter()
        result = act()
        self[name] = time.perf_counter() - since
        return result

    def note(self, rows: int) -> None:
        """Note what a line says for the table of all benchmarks."""
        floor = "calamine and bulk_create of the same rows"
        note(f"importing {rows:,} rows, read to issued", self["sum"], self["floor"], floor, "1.50")
        note(f"preview of {rows:,} rows", self["preview"], self["floor"], floor)
        note(f"corrected paper of {rows:,} rows", self["compare2"] + self["apply2"], self["floor"], floor)

    def line(self, rows: int) -> str:
        """Return a line of the table."""
        self["floor"] = self["calamine"] + self["bulk"]
        self["sum"] = self["child"] + self["apply"] + self["issue"]
        self["preview"] = self["open"] + self["compare"]
        parts = [" ".join(f"{self[name] * 1000:8.0f}" for name in names) for names in _COLUMNS.values()]
        parts[1] += f" {self['sum'] / rows * 1e6:6.0f} {self['sum'] / self['floor']:6.2f}"
        parts[2] += f" {self['preview'] / self['floor']:6.2f}"
        parts[3] += f" {(self['compare2'] + self['apply2']) / self['floor']:6.2f}"
        return f"{rows:6} " + " | ".join(parts) + "\n"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=_ROWS, help="sizes of the workbooks")
    parser.add_argument("--runs", type=int, default=3, help="runs for each figure")
    parser.add_argument("--stock", type=int, default=500, help="rows for django-import-export, 0 to leave it out")
    parser.add_argument("--postgres", action="store_true", help="on a private PostgreSQL")
    given = parser.parse_args()
    if given.postgres:
        sys.exit(_again_on_postgres())
    with tempfile.TemporaryDirectory() as folder:
        _measure(given, Path(folder))


def _again_on_postgres() -> int:
    """Run this command against a private PostgreSQL: settings are read once, before anything else."""
    words = [word for word in sys.argv[1:] if word != "--postgres"]
    with postgres() as url:
        command = [sys.executable, "-m", "benchmarks.importing", *words]
        return subprocess.run(command, env=clean_environment() | {"DATABASE_URL": url}, check=False).returncode


def _measure(given, folder: Path) -> None:
    settings.MEDIA_ROOT = folder / "media"
    if connection.vendor == "sqlite":  # in a file, as in real life
        connection.settings_dict["TEST"]["NAME"] = str(folder / "benchmark.sqlite3")
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        desk = Desk(folder)
        say(f"{_versions()}, medians of {given.runs}, ms\n{_head()}")
        for rows in given.rows:
            watch = desk.medians(rows, given.runs)
            say(watch.line(rows))
            watch.note(rows)
        if given.stock:
            say(desk.stock(given.stock))
    finally:
        connection.close()
        teardown_databases(databases, verbosity=0)


def _versions() -> str:
    version = ".".join(map(str, connection.get_database_version()))
    return f"{connection.vendor} {version}, Django {django.__version__}, Python {platform.python_version()}"


def _head() -> str:
    parts = [" ".join(f"{name:>8}" for name in names) for names in _COLUMNS.values()]
    ends = ("", " us/row /floor", " /floor", " /floor")
    return f"{'rows':>6} " + " | ".join(part + end for part, end in zip(parts, ends, strict=True)) + "\n"


class Desk:
    """An office that knows the units of the workbooks, and its clerk."""

    def __init__(self, folder: Path):
        self.folder, self.office = folder, make_office(region="某县")
        for name in UNITS[:-1]:
            make_unit(self.office, name)
        # one member, so that ten phrases in a row give ten assignments
        make_group(self.office, UNITS[-1], make_unit(self.office, "某镇", kind="town"))
        self.clerk = make_clerk(self.office)

    def medians(self, rows: int, runs: int) -> Stopwatch:
        """Return the medians of all steps for a workbook of so many rows."""
        paths = [
            write_workbook(self.folder / f"{rows}-{corrected}.xlsx", rows, bordered=False, corrected=corrected)
            for corrected in (False, True)
        ]
        found = [self._ours(*paths) for _ in range(runs)]
        return Stopwatch({name: statistics.median(run[name] for run in found) for name in found[0]})

    def _ours(self, path: Path, corrected: Path) -> Stopwatch:
        watch = Stopwatch()
        watch.take("child", lambda: read_in_child(path, seconds=_LONG_ENOUGH))
        batch = watch.take("open", lambda: self._open(path))
        batch = ImportBatch.objects.get(pk=batch.pk)  # another request
        stamp = watch.take("compare", lambda: batch_preview(batch)).stamp
        watch.take("apply", lambda: batch_apply(batch=batch, by=self.clerk, at=AT, stamp=stamp))
        plan = Plan.objects.get()
        watch.take("issue", lambda: plan_issue(plan=plan, by=self.clerk, at=AT))
        rows = _rows()
        again = ImportBatch.objects.get(pk=self._open(corrected).pk)
        stamp = watch.take("compare2", lambda: batch_preview(again)).stamp
        watch.take("apply2", lambda: batch_apply(batch=again, by=self.clerk, at=AT, stamp=stamp))
        _empty()
        self._floor(watch, rows, path)
        return watch

    def _open(self, path: Path) -> ImportBatch:
        return batch_open(office=self.office, name=path.name, content=path.read_bytes(), by=self.clerk, at=AT)

    def _floor(self, watch: Stopwatch, rows: dict, path: Path) -> None:
        watch.take("calamine", lambda: _load(path))
        watch.take("bulk", lambda: self._bulk_create(rows))
        _empty()

    @transaction.atomic
    def _bulk_create(self, rows: dict) -> None:
        """Write the rows as new ones; each is a row as it was stored, its keys say what belongs together."""
        plan, keys = self._plan(), {(Heading, None): None}
        for level in (1, 2):
            found = [row for row in rows[Heading] if row["level"] == level]
            made = Heading.objects.bulk_create(
                Heading(**row | {"id": None, "plan_id": plan.pk, "parent_id": keys[Heading, row["parent_id"]]})
                for row in found
            )
            keys |= {(Heading, row["id"]): heading.pk for row, heading in zip(found, made, strict=True)}
        made = Task.objects.bulk_create(
            Task(**row | {"id": None, "plan_id": plan.pk, "heading_id": keys[Heading, row["heading_id"]]})
            for row in rows[Task]
        )
        keys |= {(Task, row["id"]): task.pk for row, task in zip(rows[Task], made, strict=True)}
        for model, own in ((TaskParty, {}), (Assignment, {"plan_id": plan.pk})):
            model.objects.bulk_create(
                model(**row | {"id": None, "task_id": keys[Task, row["task_id"]]} | own) for row in rows[model]
            )

    def _plan(self) -> Plan:
        return Plan.objects.create(office=self.office, year=2024, title="2024年某县政务公开重点工作任务分工")

    def stock(self, size: int) -> str:
        """Return what django-import-export needs for a workbook of so many rows, once, beside the floor in turns."""
        path = write_workbook(self.folder / "stock.xlsx", size, bordered=False)
        batch = self._open(path)
        batch_apply(batch=batch, by=self.clerk, at=AT, stamp=batch_preview(batch).stamp)
        plan_issue(plan=Plan.objects.get(), by=self.clerk, at=AT)
        rows = _rows()
        sheets = stock_import.flat_sheets(rows)
        _empty()
        watch, floors = Stopwatch(), []
        for name in ("plain", "tuned"):
            self._floor(watch, rows, path)
            floors.append(watch["calamine"] + watch["bulk"])
            plan = self._plan()
            Heading.objects.bulk_create(
                Heading(plan=plan, level=row["level"], text=row["text"], position=row["position"])
                for row in rows[Heading]
            )
            own = {
                Task: {"plan": plan},
                TaskParty: {},
                Assignment: {
                    "office": self.office,
                    "plan": plan,
                    "year": plan.year,
                    "assigned_at": AT,
                    "changed_at": AT,
                },
            }
            watch.take(name, lambda own=own, name=name: stock_import.run(sheets, own, tuned=name == "tuned"))
            assert Assignment.objects.count() == len(rows[Assignment])
            _empty()
        floor = statistics.mean(floors)
        for name in ("plain", "tuned"):
            note(
                f"stock part: ModelResource of django-import-export, {name}, {size:,} rows",
                watch[name],
                floor,
                "the same",
            )
        ways = ", ".join(
            f"{name} {watch[name] * 1000:.0f} ms = {watch[name] / floor:.1f} times" for name in ("plain", "tuned")
        )
        return f"django-import-export {import_export.__version__}, {size} rows: floor {floor * 1000:.0f} ms, {ways}\n"


def _rows() -> dict:
    return {model: list(model.objects.order_by("pk").values()) for model in _STORED}


def _load(path: Path) -> None:
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    sheet.to_python(skip_empty_area=False)
    _ = sheet.merged_cell_ranges


def _empty() -> None:
    tables = [model._meta.db_table for model in _FILLED]
    guards.remove(connection)  # the history does not let itself be emptied
    ops = connection.ops  # with everything that refers to them
    ops.execute_sql_flush(ops.sql_flush(no_style(), tables, allow_cascade=True))
    guards.install(connection)


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main()

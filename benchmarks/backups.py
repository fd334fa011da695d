"""`python -m benchmarks.backups [--postgres] [--assignments 50000] [--files 1000]`: time and size of a backup, its check, its restore.

Everything happens in a database and a folder of its own that are dropped afterwards. The files have 100 kB each.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

from tests.services.postgres import postgres

arguments = argparse.ArgumentParser()
arguments.add_argument("--postgres", action="store_true")
arguments.add_argument("--assignments", type=int, default=50_000)
arguments.add_argument("--files", type=int, default=1_000)

FILE = 100_000  # bytes


def main(told) -> None:
    with ExitStack() as stack:
        os.environ["DJANGO_SETTINGS_MODULE"] = "govopen.settings.test"
        if told.postgres:
            os.environ["DATABASE_URL"] = stack.enter_context(postgres())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="govopen-backups-")))
        os.environ["GOVOPEN_VAR"] = str(folder / "var")
        measure(folder, told)


def measure(folder: Path, told) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(folder / "live.sqlite3")
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        fill(told)
        rounds(folder)
    finally:
        connection.close()
        teardown_databases(databases, verbosity=0)


def fill(told) -> None:
    from benchmarks.lists import world
    from tasks.models import EvidenceFile, ProgressReport
    from tests.world import AT
    from units.files import storage

    clerk = world(told.assignments, 1)
    reports = list(ProgressReport.objects.all()[: told.files])
    rows = []
    for n in range(told.files):
        key, report = uuid4(), reports[n % len(reports)]
        size, digest = storage.write(key, [os.urandom(FILE)], FILE)
        rows.append(
            EvidenceFile(
                report=report,
                office=report.assignment.office,
                key=key,
                name=f"{n}.pdf",
                size=size,
                sha256=digest,
                kind="pdf",
                state="stored",
                uploaded_by=clerk,
                uploaded_at=AT,
            )
        )
    EvidenceFile.objects.bulk_create(rows)


def rounds(folder: Path) -> None:
    from django.db import connection
    from django.utils import timezone

    from govopen.backup.making import make_backup
    from govopen.backup.restoring import restore, sound_manifest
    from govopen.backup.verifying import faults

    say(f"{connection.vendor}, load {os.getloadavg()[0]:.1f}")
    for name in ("folder", "whole.tar"):
        target = folder / name
        made = timed(f"backup, {name}", lambda target=target: make_backup(target, timezone.now()))
        found = timed(f"verify, {name}", lambda target=target: faults(target))
        assert not found, found
        say(
            f"  database {made.manifest.files[0].size / 1e6:.1f} MB, all {made.size / 1e6:.1f} MB, {made.manifest.rows:,} rows"
        )
    manifest = sound_manifest(folder / "folder")
    shutil.rmtree(folder / "var" / "media")
    timed("restore, folder (without the check)", lambda: restore(folder / "folder", manifest, timezone.now()))


def timed(what: str, act):
    since = time.perf_counter()
    result = act()
    say(f"  {what}: {time.perf_counter() - since:.1f} s")
    return result


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(arguments.parse_args())

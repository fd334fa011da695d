"""A process of its own in one installation: `python -m tests.operations.backup.child ACT [arguments]`.

`manage POINT COMMAND …` runs a management command and dies by SIGKILL at the named point of the code (units/faults.py).
`limited BYTES COMMAND …` runs one that may write no file larger than so many bytes: a full disk.
"""

import os
import resource
import signal
import sys
from datetime import timedelta
from itertools import count
from uuid import uuid4

import django
from django.core.management import call_command, execute_from_command_line

django.setup()

from django.core.files.base import ContentFile  # noqa: E402

from imports.models import ImportBatch  # noqa: E402
from reminders.services import run_now  # noqa: E402
from tasks.models import Assignment, ProgressReport  # noqa: E402
from tasks.services.evidence import evidence_add, evidence_draft  # noqa: E402
from tasks.services.reports import report_submit  # noqa: E402
from tests.tasks.evidence.samples import upload  # noqa: E402
from tests.world import AT, make_admin, make_clerk, make_office, make_person, make_plan, make_task, make_unit  # noqa: E402
from tests.world import issue as issue_plan  # noqa: E402
from units import faults, history  # noqa: E402
from units.archives import archive  # noqa: E402
from units.clock import database_now  # noqa: E402
from units.files import storage  # noqa: E402
from units.models import LoginSession, User  # noqa: E402
from units.seals import seal  # noqa: E402

UNITS = 8
ODD = "佐证 '%s{0} 表.txt"  # what people call their files; on the disk nothing of it is left


def seed() -> None:
    """An office with eight units at work, an evidence file each, an uploaded paper, an archive of the history."""
    office = make_office()
    clerk, _ = make_clerk(office), make_admin()
    plan = make_plan(office)
    for n in range(UNITS):
        unit = make_unit(office, f"县第{n}局")
        make_person(office, unit=unit)
        make_task(plan, unit, due_on=(AT + timedelta(days=3)).date())
    with history.act("seed"):
        issue_plan(plan, clerk)
        for row in Assignment.objects.all():
            answer(row, liaison(row), "第一次。", file=f"{row.pk}的佐证".encode())
        batch = ImportBatch(office=office, file_name="任务 分工.xlsx", sha256="", created_at=AT, created_by=clerk)
        batch.file.save("任务 分工.xlsx", ContentFile(b"a paper"))
    LoginSession.objects.create(user=clerk, session_key="k" * 32, started_at=AT, seen_at=AT)
    seal(database_now())
    var = os.environ["GOVOPEN_VAR"]
    archive(until=AT + timedelta(days=1), folder=storage.folder().parent.parent / "归档", at=database_now())
    seal(database_now())
    say(var)


def liaison(row: Assignment) -> User:
    return User.objects.get(memberships__unit=row.unit_id)


def answer(row, by, words, file=None) -> ProgressReport:
    """Report as a unit does, with a file if there is one."""
    version = 0
    if file:
        draft = evidence_draft(assignment=row, by=by, at=AT)
        evidence_add(report=draft, upload=upload(ODD, file, "text/plain"), by=by, at=AT)
        draft.refresh_from_db()
        version = draft.version
    said = {"values": {"progress": words}, "links": [], "version": version, "closing": False, "form_key": uuid4()}
    return report_submit(assignment=row, by=by, at=AT, **said)


def write(*places: str) -> None:
    """Report for ever, one process at each place."""
    for place in places[1:]:
        if os.fork() == 0:  # before the first connection
            report(place)
    report(places[0])


def report(place: str) -> None:
    """Report for ever, each third time with a file; say the key of each report when it is acknowledged."""
    row = Assignment.objects.order_by("pk")[int(place)]
    by = liaison(row)
    with history.act("write"):
        for n in count():
            report = answer(row, by, f"第{n}次。", file=f"{place}-{n}-{uuid4()}".encode() if n % 3 == 0 else None)
            say(report.pk)


def sweep(*days: str) -> None:
    """Plan and send as on later days, at ten in the morning; say of each how many letters left."""
    for one in days:
        say(len(run_now(AT + timedelta(days=int(one))).mails))


def manage(point: str, *command: str) -> None:
    faults.listener = lambda name: os.kill(os.getpid(), signal.SIGKILL) if name == point else None
    execute_from_command_line(["manage.py", *command])


def limited(most: str, *command: str) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
    execute_from_command_line(["manage.py", *command])


def migrate_back(app: str, name: str) -> None:
    call_command("migrate", app, name, verbosity=0)


def say(words) -> None:
    os.write(1, f"{words}\n".encode())  # whole lines, whoever else writes


if __name__ == "__main__":
    acts = (seed, write, sweep, manage, limited, migrate_back)
    {act.__name__: act for act in acts}[sys.argv[1]](*sys.argv[2:])

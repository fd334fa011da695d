"""A process of its own for races, deaths and a full disk: started by tests/services/actors.py.

Stops at the named point of the code (units/faults.py) to sleep or to die by SIGKILL, if told so. Says "ready",
waits for a line on standard input, acts, and prints what came of it.
"""

import json
import os
import resource
import signal
import sys
import time
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


def main(act: str, told: dict) -> None:
    connection.settings_dict["NAME"] = told["database"]
    for name, value in told["settings"].items():
        setattr(settings, name, value)
    listen(told.get("point"), told.get("sleep"))
    if told.get("unguarded"):
        switch_the_guard_off()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(json.dumps({"add": add, "full": full, "full_page": full_page}[act](told)) + "\n")


def listen(point: str | None, seconds: float | None) -> None:
    """Sleep for so many seconds at point, or die there as by kill -9."""
    from units import faults

    def listener(name):
        if name == point and seconds is not None:
            time.sleep(seconds)
        elif name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    faults.listener = listener


def switch_the_guard_off() -> None:
    """Count and write without a lock and a transaction: the test that relies on them must fail then."""
    from tasks.models import Assignment
    from tasks.services import evidence
    from units.querysets import OfficeQuerySet

    OfficeQuerySet.select_for_update = lambda offices, **kwargs: offices
    evidence._reserve = evidence._reserve.__wrapped__
    real, evidence.lock = evidence.lock, lambda assignment: Assignment.objects.get(pk=assignment.pk)
    keep = evidence._keep

    def guarded_keep(*args, **kwargs):
        evidence.lock = real
        return keep(*args, **kwargs)

    evidence._keep = guarded_keep


def add(told):
    from tasks.models import ProgressReport
    from tasks.services.evidence import evidence_add
    from tests.tasks.evidence.samples import pdf, upload
    from tests.world import AT
    from units.refusals import Refused

    report = ProgressReport.objects.select_related("assignment", "author").get(pk=told["report"])
    text = told.get("text") or str(os.getpid())
    try:
        added = evidence_add(report=report, upload=upload(f"{text}.pdf", pdf(text)), by=report.author, at=AT)
    except Refused as refusal:
        return str(refusal)
    return "again" if added.again else "added"


@contextmanager
def little_room():
    """No file of this process may grow beyond 8 MB, as on a disk that is almost full."""
    room = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8 * 2**20, room[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, room)


def full(told):
    """Try to keep 10 MB where there is no room, and again where there is."""
    from tasks.models import ProgressReport
    from tasks.services.evidence import evidence_add
    from tests.tasks.evidence.desk import nothing_is_left
    from tests.tasks.evidence.samples import pdf, upload
    from tests.world import AT
    from units.refusals import Refused

    report = ProgressReport.objects.select_related("assignment", "author").get(pk=told["report"])
    file = upload("大.pdf", pdf(size=10 * 2**20))
    said = ""
    with little_room():
        try:
            evidence_add(report=report, upload=file, by=report.author, at=AT)
        except Refused as refusal:
            said = str(refusal)
    empty = nothing_is_left()
    return [said, empty, evidence_add(report=report, upload=file, by=report.author, at=AT).file.state]


def full_page(told):
    """The same through the page: here already the receiving of the form finds no room."""
    from django.test import Client
    from django.urls import reverse

    from tasks.models import ProgressReport
    from tests.tasks.evidence.desk import NO_LINKS, nothing_is_left
    from tests.tasks.evidence.samples import pdf, upload

    report = ProgressReport.objects.select_related("assignment", "author").get(pk=told["report"])
    client = Client()
    client.force_login(report.author)
    address = reverse("assignment", args=[report.assignment_id])

    def send():
        form = {"progress": "已公开三条。", "version": 0, **NO_LINKS, "files": [upload("大.pdf", pdf(size=10 * 2**20))]}
        return client.post(address, form)

    with little_room():
        refused = send()
    empty = nothing_is_left()
    return [refused.status_code, refused.content.decode(), empty, send().status_code]

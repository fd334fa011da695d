"""A process of its own for the tests of races and deaths: `python -m tests.imports.child ACT`, told by CHILD (JSON).

At the named point of the code (units/faults.py) it sleeps, waits for a line on standard input, or dies by SIGKILL, as told.
Says "ready", waits for a line, acts, and prints what came of it.
"""

import json
import os
import signal
import sys
import time
from datetime import datetime

import django
from django.conf import settings


def main(act: str, told: dict) -> None:
    settings.DATABASES["default"]["NAME"] = told["database"]
    for name, value in told["settings"].items():
        setattr(settings, name, value)
    django.setup()
    listen(told.get("point"), told.get("then"))
    if told.get("unguarded"):
        switch_the_guard_off()
    say("ready")
    sys.stdin.readline()
    say(ACTS[act](told))


def say(text) -> None:
    sys.__stdout__.write(f"{text}\n")  # a worker sends sys.stdout to its log
    sys.__stdout__.flush()


def confirm(told) -> str:
    """Press the button."""
    from imports.models import ImportBatch
    from imports.services import ImportRefused, batch_confirm
    from units.models import User

    batch, by = ImportBatch.objects.select_related("office").get(pk=told["batch"]), User.objects.get(pk=told["by"])
    try:
        return batch_confirm(batch=batch, by=by, at=datetime.fromisoformat(told["at"]), stamp=told["stamp"]).state
    except ImportRefused as refusal:
        return str(refusal)


def work(told) -> str:
    """Do what a Celery job does."""
    from imports.models import ImportBatch
    from imports.services import batch_work

    batch_work(pk=told["batch"], now=lambda: datetime.fromisoformat(told["at"]))
    return ImportBatch.objects.get(pk=told["batch"]).state


def upload(told) -> str:
    """Hand a file in through the page."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from units.models import User

    with_broker(told)
    client, since = Client(), time.monotonic()
    client.force_login(User.objects.get(pk=told["by"]))
    file = SimpleUploadedFile("分工.txt", told["content"].encode())
    answer = client.post("/imports/", {"file": file}, follow=True)
    return f"{answer.status_code} {answer.request['PATH_INFO']} {time.monotonic() - since:.1f}"


def worker(told) -> str:
    """Be a real worker until told to stop."""
    app = with_broker(told)
    app.worker_main(["--quiet", "worker", "--pool", "solo", "--loglevel", "INFO", "--without-gossip"])
    return "stopped"


def with_broker(told):
    from govopen import celery_app

    if told.get("broker"):
        celery_app.conf.broker_url = told["broker"]
    return celery_app


ACTS = {"confirm": confirm, "work": work, "upload": upload, "worker": worker}


def listen(point: str | None, then) -> None:
    """At point sleep for so many seconds, "wait" for a line on standard input, or die as by kill -9 (None)."""
    from units import faults

    def listener(name):
        if name == point and then is None:
            os.kill(os.getpid(), signal.SIGKILL)
        elif name == point:
            say("here")
            sys.stdin.readline() if then == "wait" else time.sleep(then)

    faults.listener = listener


def switch_the_guard_off() -> None:
    """Move batches without asking where they stand: the tests that rely on the guard must fail then."""
    from imports.querysets import BatchQuerySet

    def move(self, batch, source, target, *, lease=None, **values):
        self.model.objects.filter(pk=batch.pk).update(state=target, **values)
        return True

    BatchQuerySet.move = move


if __name__ == "__main__":
    main(sys.argv[1], json.loads(os.environ["CHILD"]))

"""A process of its own for the tests of races and deaths: started by tests/services/actors.py.

Stops at the named point of the code (units/faults.py) to sleep, to wait for a line or to die by SIGKILL, if told so. Says "ready",
waits for a line on standard input, acts, and prints how many letters it sent.
"""

import os
import signal
import sys
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection


def main(act: str, told: dict) -> None:
    connection.settings_dict["NAME"] = told["database"]
    for name, value in told["settings"].items():
        setattr(settings, name, value)
    settings.WEBHOOKS = told.get("webhooks", [])
    listen(told.get("point"), told.get("sleep"))
    if told.get("unguarded"):
        switch_the_guard_off()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(f"{acts()[act](datetime.fromisoformat(told['at']), told)}\n")


def acts() -> dict:
    from reminders import chasing, outbox, services
    from reminders.assignment_chasing import ASSIGNMENTS
    from tasks.models import Assignment
    from tasks.services.errors import ActRefused

    def chase(at, told):
        rows = list(Assignment.objects.select_related("office"))
        try:
            return len(
                chasing.chase(ASSIGNMENTS, office=rows[0].office, rows=rows, text="请抓紧。", by=None, at=at).envelopes
            )
        except ActRefused as refusal:
            return str(refusal)

    def beat(at, told):
        """Tick every second of the story, as fast as the machine can; what each tick says would leave, leaves."""
        sent = 0
        for second in range(told["ticks"]):
            sent += len(services.run_now(at + timedelta(seconds=second)).mails)
        return sent

    return {
        "beat": beat,
        "plan": lambda at, told: len(services.plan_all(at)),
        "chase": chase,
        "run": lambda at, told: len(services.run_now(at).mails),
        "send": lambda at, told: len(outbox.send_many(outbox.due(at), lambda: at)),
    }


def listen(point: str | None, seconds: float | str | None) -> None:
    """Sleep for so many seconds at point, wait there for a line ("wait"), or die there as by kill -9."""
    from units import faults

    def listener(name):
        if name == point and seconds == "wait":
            sys.stdin.readline()
        elif name == point and seconds is not None:
            time.sleep(seconds)
        elif name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    faults.listener = listener


def switch_the_guard_off() -> None:
    """Claim and chase without asking whether somebody did so already: the tests that rely on the guard must fail then."""
    from reminders import chasing, outbox
    from reminders.models import OutgoingMail

    letters = OutgoingMail.objects.select_related("office__reminder_policy")
    outbox._claim = lambda keys, at, token, on: list(letters.filter(pk__in=keys))
    outbox._take = lambda mail, token, letter, at: True
    chasing._why_not = lambda kind, row, told, day: ""

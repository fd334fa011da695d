"""A process of its own for the races: `python -m tests.tasks.child ACT`, told by CHILD (JSON).

Sleeps inside the critical section (units/faults.py), says "ready", waits for a line on standard input, acts, and prints
"done", or the sentence of the refusal.
"""

import json
import os
import sys
import time

import django
from django.conf import settings


def main(act: str, told: dict) -> None:
    settings.DATABASES["default"]["NAME"] = told["database"]
    django.setup()
    from units import faults

    faults.listener = lambda name: time.sleep(told["sleep"]) if name == "draft locked" else None
    if told.get("unguarded"):
        from tasks.services import drafts

        drafts._fitting_previous = lambda plan, task, previous: previous
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(f"{do(act, told)}\n")


def do(act: str, told: dict) -> str:
    from tasks.models import Plan, Task
    from tasks.services.drafts import task_restore, task_save
    from tasks.services.errors import ActRefused
    from tasks.services.issue import plan_issue
    from tests.world import AT

    try:
        if act == "restore":
            previous = Task.objects.get(pk=told["previous"])
            task_restore(plan=Plan.objects.get(pk=told["plan"]), previous=previous, by=None, at=AT)
        elif act == "save":
            task_save(task=Task.objects.get(pk=told["task"]), values={"units_raw": told["units"]}, by=None, at=AT)
        else:
            plan_issue(plan=Plan.objects.get(pk=told["plan"]), by=None, at=AT)
    except ActRefused as refusal:
        return str(refusal)
    return "done"


if __name__ == "__main__":
    main(sys.argv[1], json.loads(os.environ["CHILD"]))

"""A process of its own for the races: started by tests/services/actors.py.

Sleeps inside the critical section (units/faults.py), says "ready", waits for a line on standard input, acts, and prints
"done", or the sentence of the refusal.
"""

import sys
import time

from django.db import connection

POINTS = ("draft locked", "answer locked", "assignment locked")


def main(act: str, told: dict) -> None:
    connection.settings_dict["NAME"] = told["database"]
    from units import faults

    faults.listener = lambda name: time.sleep(told["sleep"]) if name in POINTS else None
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
        elif act == "answer":
            return answer(told)
        elif act == "accept":
            accept(told)
        elif act == "reassign":
            reassign(told)
        elif act == "edit":
            return edit(told)
        elif act == "save":
            task_save(task=Task.objects.get(pk=told["task"]), values={"units_raw": told["units"]}, by=None, at=AT)
        else:
            plan_issue(plan=Plan.objects.get(pk=told["plan"]), by=None, at=AT)
    except ActRefused as refusal:
        return str(refusal)
    return "done"


def answer(told: dict) -> str:
    """Send the form of one page, as a second press of the button would."""
    from tasks.models import Assignment
    from tasks.services.reports import report_submit
    from tests.world import AT
    from units.models import User

    report = report_submit(
        assignment=Assignment.objects.get(pk=told["assignment"]),
        values={"progress": "已公开。"},
        links=[],
        version=0,
        by=User.objects.get(pk=told["by"]),
        at=AT,
        closing=False,
        form_key=told["key"],
    )
    return str(report.pk)


def accept(told: dict) -> None:
    """Accept one answer, as a clerk at the review would."""
    from tasks.models import ProgressReport
    from tasks.services.review import report_accept
    from tests.world import AT
    from units.models import User

    report = ProgressReport.objects.select_related("assignment__task").get(pk=told["report"])
    report_accept(report=report, by=User.objects.get(pk=told["by"]), at=AT)


def reassign(told: dict) -> None:
    """Give one unit's task to another, as a clerk would."""
    from tasks.models import Assignment
    from tasks.services.reassign import assignment_reassign
    from tests.world import AT
    from units.models import Unit

    row = Assignment.objects.get(pk=told["assignment"])
    assignment_reassign(assignment=row, unit=Unit.objects.get(pk=told["unit"]), by=None, at=AT, reason="职责调整")


def edit(told: dict) -> str:
    """Report again and again for so many seconds, each time as a person would; return how often."""
    from uuid import uuid4

    from tasks.models import Assignment
    from tasks.services.reports import report_submit
    from tests.world import AT
    from units.models import User

    by, row = User.objects.get(pk=told["by"]), Assignment.objects.get(pk=told["assignment"])
    until, count = time.monotonic() + told["seconds"], 0
    while time.monotonic() < until:
        said = {"values": {"progress": f"第{count}次。"}, "links": [], "version": 0, "closing": False}
        report_submit(assignment=row, by=by, at=AT, form_key=uuid4(), **said)
        count += 1
    return str(count)

"""Two people at one draft at the same moment, with real processes on the real database."""

import json
import os
import subprocess
import sys
import time

import pytest
from django.db import connection

from tasks.models import Task
from tests.world import make_office, make_plan, make_task, make_unit

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts, apart=0.0, **told) -> list[str]:
    """Let one process for each act start at the same moment, or so many seconds apart; return what each said."""
    told |= {"database": str(connection.settings_dict["NAME"]), "sleep": 0.5}
    environment = os.environ | {"CHILD": json.dumps(told)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [sys.executable, "-m", "tests.tasks.child"]
    children = [subprocess.Popen([*command, act], env=environment, **pipes) for act in acts]
    try:
        for child in children:
            assert child.stdout.readline() == "ready\n", child.stderr.read()
        for child in children:
            child.stdin.write("go\n")
            child.stdin.flush()
            time.sleep(apart)
        said = [child.communicate(timeout=60) for child in children]
    finally:
        for child in children:
            child.kill()
    assert [complaint for _, complaint in said if "Traceback" in complaint] == []
    return [answer.strip() for answer, _ in said]


@pytest.fixture
def dropped():
    """A draft, and a row of last year that it does not carry on."""
    office = make_office()
    old = make_task(make_plan(office, "2025年要点", 2025), make_unit(office))
    return {"plan": make_plan(office).pk, "previous": old.pk}


def carried_on(dropped) -> int:
    return Task.objects.filter(plan=dropped["plan"]).count()


def test_two_press_restore_at_once_and_one_row_comes_back(dropped):
    said = sorted(together("restore", "restore", **dropped))
    assert said[0] == "done"
    assert "已经由本年" in said[1]
    assert carried_on(dropped) == 1


def test_d11_with_the_guard_switched_off_two_rows_come_back(dropped):
    together("restore", "restore", unguarded=True, **dropped)
    assert carried_on(dropped) == 2


@pytest.mark.parametrize("acts", [("save", "issue"), ("issue", "save")])
def test_a_plan_is_issued_as_it_was_saved_or_the_save_is_refused(acts):
    office = make_office()
    make_unit(office, "县住建局")
    plan = make_plan(office)
    task = make_task(plan, make_unit(office, "县财政局"), units_raw="县财政局")
    said = together(*acts, apart=0.2, plan=plan.pk, task=task.pk, units="县住建局")
    assigned = set(task.assignments.values_list("unit__short_name", flat=True))
    named = set(task.parties.values_list("unit__short_name", flat=True))
    assert assigned == named
    if acts[0] == "save":
        assert (said, assigned) == (["done", "done"], {"县住建局"})
    else:
        assert "不能再改" in said[1]
        assert assigned == {"县财政局"}

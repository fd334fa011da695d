"""Two people at one draft at the same moment, with real processes on the real database."""

import pytest

from tasks.models import Task
from tests.tasks.processes import together
from tests.world import make_office, make_plan, make_task, make_unit

pytestmark = pytest.mark.django_db(transaction=True)


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

"""Many answers at the same moment, with real processes on the real database (D01, D05, D11)."""

import pytest

from tasks.models import Assignment, Task
from tasks.services.reassign import assignment_reassign
from tasks.services.reports import report_submit
from tasks.services.review import WITH_LEAD
from tests.tasks.processes import together
from tests.world import (
    AT,
    issue,
    make_assignment,
    make_clerk,
    make_office,
    make_person,
    make_plan,
    make_task,
    make_unit,
)
from units.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 8
EDITORS, SECONDS = 8, 4
KEY = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def page():
    """An assignment and the person whose page is sent."""
    office = make_office()
    unit = make_unit(office)
    make_task(plan := make_plan(office), unit)
    issue(plan)
    return {"assignment": Assignment.objects.get().pk, "by": make_person(office, unit=unit).pk}


def test_d05_one_form_sent_many_times_at_once_is_one_answer_and_one_entry(page):
    said = together(*["answer"] * PRESSES, key=KEY, **page)
    assert len(set(said)) == 1  # every press got the answer of the first
    assert Assignment.objects.get().reports.count() == 1
    assert AuditEntry.objects.filter(verb="报告进展").count() == 1


def test_d11_without_the_forms_key_each_press_is_an_answer(page):
    together(*["answer"] * PRESSES, key=None, **page)
    assert Assignment.objects.get().reports.count() == PRESSES


def test_d01_many_people_report_at_the_same_time_and_nothing_is_locked_or_lost():
    office = make_office()
    units = [make_unit(office, f"县第{n}局") for n in range(EDITORS)]
    plan = make_plan(office)
    make_task(plan, *units)
    issue(plan)
    pages = [
        {"assignment": Assignment.objects.get(unit=unit).pk, "by": make_person(office, unit=unit).pk} for unit in units
    ]
    counts = together(*["edit"] * EDITORS, each=pages, seconds=SECONDS)  # a locked database would be a traceback
    assert sum(map(int, counts)) == sum(row.reports.count() for row in Assignment.objects.all())
    assert all(int(count) > 0 for count in counts)


def test_two_leads_of_one_task_are_accepted_at_once_and_the_others_are_done_with_the_second():
    """Each accepting holds its lead's row and needs the other's to see whether it is the last."""
    office = make_office()
    leads, assist = [make_unit(office), make_unit(office, "县住建局")], make_unit(office, "县教体局")
    task = make_task(make_plan(office), *leads, role="lead", done_rule=Task.DoneRule.LEAD)
    task.parties.create(position=3, text="县教体局", unit=assist, role="assist")
    issue(task.plan)
    told = [{"report": hand_in(task, unit).pk, "by": make_clerk(office).pk} for unit in leads]
    assert together("accept", "accept", each=told) == ["done", "done"]  # a deadlock would be a traceback
    assert set(task.assignments.values_list("state", flat=True)) == {"done"}
    assert AuditEntry.objects.filter(verb=WITH_LEAD).count() == 1


def test_a_task_is_handed_to_and_fro_at_once_and_one_unit_has_it():
    """Each handing over holds the row of one unit and needs that of the other, which had the task before."""
    unit = make_unit(office := make_office())
    first, other = make_assignment(unit), make_unit(office, "县住建局")
    second = assignment_reassign(assignment=first, unit=other, by=None, at=AT, reason="职责调整")
    assignment_reassign(assignment=second, unit=unit, by=None, at=AT, reason="调整有误")
    told = [{"assignment": first.pk, "unit": other.pk}, {"assignment": second.pk, "unit": unit.pk}]
    said = together("reassign", "reassign", each=told)  # a deadlock would be a traceback
    assert "done" in said
    assert Assignment.objects.exclude(state="cancelled").count() == 1


def hand_in(task, unit):
    row, by = task.assignments.get(unit=unit), make_person(task.plan.office, unit=unit)
    return report_submit(assignment=row, values={"progress": "已公开。"}, links=[], version=0, by=by, at=AT)

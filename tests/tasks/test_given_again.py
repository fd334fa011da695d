"""A task that was ended for a unit is given to the same unit again: the one assignment of both begins anew."""

from datetime import date, timedelta

import pytest

from tasks.models import Assignment
from tasks.past import as_of
from tasks.services.errors import ActRefused
from tasks.services.lifecycle import assignment_cancel, assignment_receive
from tasks.services.reassign import assignment_reassign
from tasks.services.reports import report_submit
from tests.world import AT, make_assignment, make_clerk, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)


@pytest.fixture
def first():
    return make_assignment(make_unit(make_office()))


@pytest.fixture
def clerk(first):
    return make_clerk(first.office)


def test_a_wrong_handing_over_is_turned_back(first, clerk):
    other = make_unit(first.office, "县住建局")
    assignment_receive(assignment=first, by=None, at=AT)
    second = assignment_reassign(assignment=first, unit=other, by=clerk, at=AT, reason="职责调整")
    back = assignment_reassign(assignment=second, unit=first.unit, by=clerk, at=LATER, reason="调整有误")
    assert back.pk == first.pk
    back.refresh_from_db()
    assert (back.state, back.received_at, back.via, back.changed_at) == ("assigned", None, "由县住建局调整", LATER)
    assert (back.due_on, back.due_version, back.assigned_at) == (first.due_on, 2, AT)
    assert Assignment.objects.get(unit=other).state == "cancelled"


def test_what_it_was_before_is_still_known_of_past_days(first, clerk):
    other = make_unit(first.office, "县住建局")
    second = assignment_reassign(assignment=first, unit=other, by=clerk, at=AT, reason="职责调整")
    assignment_reassign(assignment=second, unit=first.unit, by=clerk, at=LATER, reason="调整有误")
    then = as_of("2026-05-12", date(2026, 11, 26))
    assert {row.unit_id: row.state for row in then.show(Assignment.objects.all())} == {
        first.unit_id: "cancelled",
        other.pk: "assigned",
    }


def test_what_the_unit_said_before_stays_and_it_can_answer_again(first, clerk):
    liaison = make_person(first.office, unit=first.unit)
    said = {"links": [], "version": 0, "by": liaison, "at": AT}
    report_submit(assignment=first, values={"progress": "已公开一半。"}, closing=False, **said)
    other = make_unit(first.office, "县住建局")
    second = assignment_reassign(assignment=first, unit=other, by=clerk, at=AT, reason="职责调整")
    back = assignment_reassign(assignment=second, unit=first.unit, by=clerk, at=LATER, reason="调整有误")
    report_submit(assignment=back, values={"progress": "已全部公开。"}, **said | {"at": LATER})
    assert list(back.reports.order_by("pk").values_list("state", flat=True)) == ["recorded", "submitted"]
    assert Assignment.objects.get(pk=first.pk).state == "in_review"


def test_a_unit_that_has_the_task_is_still_refused(first, clerk):
    other = make_unit(first.office, "县住建局")
    second = assignment_reassign(assignment=first, unit=other, by=clerk, at=AT, reason="职责调整")
    back = assignment_reassign(assignment=second, unit=first.unit, by=clerk, at=LATER, reason="调整有误")
    with pytest.raises(ActRefused, match="调整单位"):
        assignment_reassign(assignment=second, unit=other, by=clerk, at=LATER, reason="再调整")
    assignment_cancel(assignment=back, by=clerk, at=LATER, reason="不再办理")
    assert not Assignment.objects.exclude(state="cancelled").exists()

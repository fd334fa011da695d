"""A task that was ended for a unit is given to the same unit again: the one assignment of both begins anew."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.urls import reverse

from reminders.duties.assignments import read
from reports.burden import burden
from tasks import past
from tasks.models import Assignment, Tally
from tasks.past import as_of
from tasks.services.errors import ActRefused
from tasks.services.issue import plan_extend
from tasks.services.lifecycle import assignment_cancel, assignment_receive
from tasks.services.periods import current_period
from tasks.services.reassign import assignment_reassign
from tasks.services.reports import report_submit
from tasks.services.review import report_return
from tasks.services.reviving import end_again
from tests.world import AT, make_assignment, make_clerk, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)
OCTOBER = datetime(2026, 10, 12, 2, tzinfo=UTC)


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


class TestADutyThatReturns:
    """每季度末: turns on the last days of June, September and December 2026, for the paper is of May."""

    @pytest.fixture
    def first(self):
        return make_assignment(make_unit(make_office()), None, deadline_kind="periodic", deadline_raw="每季度末")

    def test_a_paper_that_names_the_unit_anew_asks_it_for_the_turns_from_then_on(self, first, clerk):
        assignment_cancel(assignment=first, by=clerk, at=AT, reason="不再办理")
        named, tasks = {(first.task_id, first.unit_id)}, [first.task]
        plan_extend(plan=first.plan, tasks=tasks, by=clerk, at=OCTOBER, named_anew=named)
        first.refresh_from_db()
        assert (first.state, first.due_on, first.joined_on) == ("assigned", date(2026, 12, 31), date(2026, 10, 12))
        assert current_period(first).label == "第四季度"
        asked = {load.unit: +load.asks for load in burden(clerk, 2026).loads}
        assert asked == {first.unit.short_name: {12: 1}}

    def test_what_the_other_unit_reported_meanwhile_is_not_asked_of_the_first(self, first, clerk):
        other = make_unit(first.office, "县住建局")
        second = assignment_reassign(assignment=first, unit=other, by=clerk, at=AT, reason="职责调整")
        liaison = make_person(first.office, unit=other)
        said = {"values": {"progress": "二季度已公开。"}, "links": [], "version": 0, "by": liaison}
        report_submit(assignment=second, at=LATER, **said)
        back = assignment_reassign(assignment=second, unit=first.unit, by=clerk, at=OCTOBER, reason="再调整")
        own = make_person(first.office, unit=first.unit)
        report = report_submit(assignment=back, at=OCTOBER, **said | {"by": own})
        assert (report.period.label, report.state) == ("第四季度", "submitted")
        back.refresh_from_db()
        assert back.due_on == date(2026, 12, 31)

    def test_ended_again_it_is_as_it_was(self, first, clerk):
        assignment_cancel(assignment=first, by=clerk, at=AT, reason="不再办理")
        named, tasks = {(first.task_id, first.unit_id)}, [first.task]
        before = model_to_dict(Assignment.objects.get(), exclude=["due_version", "changed_at"])
        done = plan_extend(plan=first.plan, tasks=tasks, by=clerk, at=OCTOBER, named_anew=named)
        end_again(Assignment.objects.get(), done.revived[first.pk], OCTOBER)
        assert model_to_dict(Assignment.objects.get(), exclude=["due_version", "changed_at"]) == before


def test_the_triggers_stand_after_all_migrations():
    assert past.is_kept(connection)
    make_assignment(make_unit(make_office()))
    assert Tally.objects.get().number == 1


class TestWhatCameBackBefore:
    """An answer that was sent back, whose task was then ended and given to the same unit again."""

    @pytest.fixture
    def back(self, first, clerk):
        first.liaison = make_person(first.office, unit=first.unit, email="liaison@qingshan.example")
        hand_in_and_return(first, clerk, AT)
        other = make_unit(first.office, "县住建局")
        second = assignment_reassign(assignment=first, unit=other, by=clerk, at=AT, reason="职责调整")
        back = assignment_reassign(assignment=second, unit=first.unit, by=clerk, at=LATER, reason="调整有误")
        assignment_receive(assignment=back, by=first.liaison, at=LATER)
        return back

    def places(self, client, liaison):
        client.force_login(liaison)
        row = Assignment.objects.get(unit__short_name="县财政局")
        pages = [client.get(reverse("my_tasks")), client.get(row.get_absolute_url())]
        standing = read(row.office, None)
        found = Assignment.objects.filter(pk=row.pk).returned().exists()
        return [*("缺少链接" in words_above(page) for page in pages), row.pk in standing.returned, found]

    def test_is_not_asked_for_again(self, back, first, client):
        assert self.places(client, first.liaison) == [False, False, False, False]

    def test_what_comes_back_now_is(self, back, first, client, clerk):
        hand_in_and_return(back, clerk, LATER, version=2)
        assert self.places(client, first.liaison) == [True, True, True, True]


def words_above(page) -> str:
    """What a page says before the answers of before, where each return stands with its reason."""
    return page.content.decode().partition("<h2>报送记录")[0]


def hand_in_and_return(row, clerk, at, version=0):
    liaison = row.unit.memberships.get().user
    said = {"values": {"progress": "已公开。"}, "links": [], "version": version, "by": liaison, "at": at}
    report = report_submit(assignment=row, **said)
    report_return(report=report, by=clerk, at=at, reason="缺少链接")

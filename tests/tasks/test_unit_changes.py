"""Reforms: names change, units merge; tasks go on and what was done stays where it was done."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from reminders.models import Reminder
from reminders.services import plan_all
from tasks.services.errors import ActRefused
from tasks.services.issue import plan_close
from tasks.services.lifecycle import assignment_cancel
from tasks.services.reports import report_submit
from tasks.services.review import report_accept
from tasks.services.unit_changes import unit_merge, unit_rename
from tests.world import (
    AT,
    issue,
    make_assignment,
    make_clerk,
    make_group,
    make_office,
    make_person,
    make_plan,
    make_task,
    make_unit,
)
from units.models import AuditEntry, Membership, Unit, UnitAlias
from units.names import NameBook

pytestmark = pytest.mark.django_db
WHY = "县机构改革方案"


@pytest.fixture
def office():
    return make_office()


def test_a_renamed_unit_answers_to_its_old_names(office):
    unit = make_unit(office, "县发改局")
    unit_rename(unit=unit, name="青山县发展和改革委员会", short_name="县发改委", by=None, at=AT, reason=WHY)
    book = NameBook(office)
    assert [book.find(name).unit for name in ("县发改局", "县发改委", "青山县发展和改革委员会")] == [unit] * 3
    assert AuditEntry.objects.get(verb="更名").changes["简称"] == ["县发改局", "县发改委"]


def test_a_name_that_is_taken_is_refused(office):
    make_unit(office, "县财政局")
    with pytest.raises(ValidationError, match="已经有单位在用"):
        unit_rename(unit=make_unit(office, "县国资局"), name="国资", short_name="县财政局", by=None, at=AT, reason=WHY)


def test_a_name_that_means_another_unit_or_a_group_is_refused_and_an_own_old_one_is_not(office):
    unit, other = make_unit(office, "县国资局"), make_unit(office)
    UnitAlias.objects.create(office=office, name="县财政国资局", unit=other)
    UnitAlias.objects.create(office=office, name="县国资中心", unit=unit)
    make_group(office, "各国资单位", unit)
    for field, name in (("name", "县财政国资局"), ("short_name", "各国资单位"), ("short_name", "青山县财政局")):
        names = {"name": "青山县国有资产局", "short_name": "县国资"} | {field: name}
        with pytest.raises(ValidationError) as refused:
            unit_rename(unit=unit, **names, by=None, at=AT, reason=WHY)
        assert list(refused.value.message_dict) == [field]
    unit_rename(unit=unit, name="青山县国资中心", short_name="县国资中心", by=None, at=AT, reason=WHY)
    assert NameBook(office).find("县国资中心").unit == unit


def test_both_need_a_reason(office):
    unit, other = make_unit(office), make_unit(office, "县住建局")
    with pytest.raises(ActRefused, match="依据"):
        unit_rename(unit=unit, name="甲", short_name="乙", by=None, at=AT, reason=" ")
    with pytest.raises(ActRefused, match="依据"):
        unit_merge(unit=unit, into=other, by=None, at=AT, reason="")


class TestMerge:
    """One unit goes into another."""

    @pytest.fixture
    def merged(self, office):
        """A merge after one task was done by the old unit, one is open, and one is held by both."""
        old, new = make_unit(office, "县扶贫办"), make_unit(office, "县农业农村局")
        make_group(office, "各部门", old)
        plan = make_plan(office)
        tasks = [make_task(plan, old), make_task(plan, old), make_task(plan, old, new)]
        issue(plan)
        liaison, clerk = make_person(office, unit=old), make_clerk(office)
        done = tasks[0].assignments.get()
        said = {"values": {"progress": "已公开。"}, "links": [], "version": 0}
        report_accept(report=report_submit(assignment=done, by=liaison, at=AT, **said), by=clerk, at=AT)
        counts = unit_merge(unit=old, into=new, by=clerk, at=AT, reason=WHY)
        return old, new, tasks, counts

    def test_what_is_open_moves_and_what_is_done_stays(self, merged):
        old, new, tasks, counts = merged
        assert counts == {"moved": 1, "ended": 1, "activities": 0}
        assert tasks[0].assignments.get().unit == old
        assert tasks[1].assignments.get(state="assigned").unit == new
        assert list(tasks[2].assignments.exclude(state="cancelled").values_list("unit", flat=True)) == [new.pk]

    def test_an_ended_assignment_of_the_other_unit_begins_anew(self, office):
        old, new = make_unit(office, "县扶贫办"), make_unit(office, "县农业农村局")
        plan = make_plan(office)
        task = make_task(plan, old, new)
        issue(plan)
        clerk = make_clerk(office)
        ended = task.assignments.get(unit=new)
        assignment_cancel(assignment=ended, by=clerk, at=AT, reason="由县扶贫办办理")
        assert unit_merge(unit=old, into=new, by=clerk, at=AT, reason=WHY)["moved"] == 1
        ended.refresh_from_db()
        assert (ended.state, ended.due_version, ended.due_on) == ("assigned", 2, task.due_on)
        assert task.assignments.get(unit=old).state == "cancelled"

    def test_what_an_archived_plan_holds_open_is_not_said_to_move(self, office, client):
        unit = make_unit(office, "县扶贫办")
        assignments = [make_assignment(unit), make_assignment(unit)]
        clerk = make_clerk(office)
        plan_close(plan=assignments[0].plan, by=clerk, at=AT)
        client.force_login(clerk)
        body = client.get(reverse("unit_change", args=[unit.pk])).content.decode()
        assert "没有办完的1件任务和没有办完的活动移交给并入的单位" in body
        assert unit_merge(unit=unit, into=make_unit(office), by=clerk, at=AT, reason=WHY)["moved"] == 1

    def test_every_role_at_the_old_unit_ends_with_an_entry_and_one_to_come_never_begins(self, office):
        old, new = make_unit(office, "县扶贫办"), make_unit(office, "县农业农村局")
        today = timezone.localdate(AT)
        now, until, later, past = (make_person(office, unit=old) for _ in range(4))
        terms = {until: (None, date(2026, 12, 31)), later: (date(2026, 6, 1), None), past: (None, date(2026, 4, 30))}
        for person, (from_on, to_on) in terms.items():
            Membership.objects.filter(user=person).update(from_on=from_on, to_on=to_on)
        unit_merge(unit=old, into=new, by=None, at=AT, reason=WHY)
        assert now.memberships.get().to_on == until.memberships.get().to_on == today
        assert past.memberships.get().to_on == date(2026, 4, 30)
        assert not later.memberships.exists()
        verbs = AuditEntry.objects.filter(object_type="units.membership", reason=WHY).values_list("verb", flat=True)
        assert sorted(verbs) == ["取消任职", "离任", "离任"]

    def test_a_role_that_was_put_off_after_a_reminder_never_begins_again(self, office):
        old, new = make_unit(office, "县扶贫办"), make_unit(office, "县农业农村局")
        liaison = make_person(office, unit=old, email="liaison@qingshan.example")
        make_assignment(old)
        plan_all(AT)
        reminded = Reminder.objects.get().contact
        Membership.objects.update(from_on=date(2027, 3, 1))
        unit_merge(unit=old, into=new, by=None, at=AT, reason=WHY)
        assert not liaison.memberships.current(AT.date()).exists()
        assert not liaison.memberships.current(date(2027, 3, 1)).exists()
        assert AuditEntry.objects.filter(object_ref=str(reminded.pk), verb="取消任职").count() == 1

    def test_the_old_names_mean_the_new_unit_and_groups_follow(self, merged, office):
        old, new, *_ = merged
        assert NameBook(office).find("县扶贫办").unit == new
        assert list(office.unit_groups.get().members.all()) == [new]
        assert not Unit.objects.active(AT.date()).filter(pk=old.pk).exists()

    def test_its_people_see_the_tasks_no_more_from_the_next_day(self, merged):
        old, *_ = merged
        assert old.memberships.get().to_on == AT.date()

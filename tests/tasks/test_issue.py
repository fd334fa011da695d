"""Issuing a plan: groups become units, once and for good."""

from datetime import date

import pytest

from tasks.models import Assignment
from tasks.services.errors import ActRefused
from tasks.services.issue import obstacles, outlook, plan_close, plan_extend, plan_issue
from tasks.services.roll_forward import plan_roll_forward
from tests.world import AT, issue, make_clerk, make_group, make_office, make_person, make_plan, make_task, make_unit
from units.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def test_a_group_becomes_one_assignment_per_member(office):
    towns = [make_unit(office, f"{n}镇", kind="town") for n in "甲乙丙"]
    plan = make_plan(office)
    task = make_task(plan, make_group(office, "各镇", *towns))
    issue(plan)
    assert {(a.unit, a.via, a.state) for a in task.assignments.all()} == {(t, "各镇", "assigned") for t in towns}


def test_a_unit_named_and_in_a_group_gets_one_assignment_with_the_stronger_role(office):
    town = make_unit(office, "甲镇", kind="town")
    plan = make_plan(office)
    task = make_task(plan, make_group(office, "各镇", town))
    task.parties.create(position=2, text="甲镇", role="lead", unit=town)
    issue(plan)
    assignment = task.assignments.get()
    assert (assignment.role, assignment.via) == ("lead", "")


def test_later_changes_of_the_group_do_not_touch_what_was_issued(office):
    town = make_unit(office, "甲镇", kind="town")
    group = make_group(office, "各镇", town)
    plan = make_plan(office)
    make_task(plan, group)
    issue(plan)
    group.members.add(make_unit(office, "乙镇", kind="town"))
    group.members.remove(town)
    assert Assignment.objects.get().unit == town


def test_an_unsettled_phrase_and_an_empty_group_block_the_issue(office):
    plan = make_plan(office)
    task = make_task(plan, make_group(office, "有关单位"))
    task.parties.create(position=2, text="县某某局", role="responsible")
    with pytest.raises(ActRefused, match=r"没有成员单位.*县某某局"):
        plan_issue(plan=plan, by=None, at=AT)
    assert not Assignment.objects.exists()


def test_a_phrase_kept_as_text_does_not_block(office):
    plan = make_plan(office)
    task = make_task(plan, make_unit(office))
    task.parties.create(position=2, text="等", role="responsible", ignored=True)
    issue(plan)
    assert task.assignments.count() == 1


def test_a_plan_is_issued_once(office):
    plan = make_plan(office)
    make_task(plan, make_unit(office))
    issue(plan)
    with pytest.raises(ActRefused, match="不能重复下发"):
        plan_issue(plan=plan, by=None, at=AT)
    assert Assignment.objects.count() == 1
    assert AuditEntry.objects.filter(verb="下发").count() == 1


def test_a_task_added_later_is_assigned_and_nothing_is_taken_away(office):
    unit, clerk = make_unit(office), make_clerk(office)
    plan = make_plan(office)
    make_task(plan, unit)
    issue(plan)
    task = make_task(plan, unit)
    assert len(plan_extend(plan=plan, tasks=[task], by=clerk, at=AT).added) == 1
    assert plan_extend(plan=plan, tasks=[task], by=clerk, at=AT).added == []
    assert task.assignments.count() == 1


def test_a_moved_day_moves_with_the_assignment_and_is_reminded_anew(office):
    plan = make_plan(office)
    task = make_task(plan, make_unit(office))
    issue(plan)
    task.due_on = date(2026, 10, 31)
    task.save()
    plan_extend(plan=plan, tasks=[task], by=None, at=AT)
    assert AuditEntry.objects.get(verb="随文件调整").changes == {"完成期限": ["2026-12-31", "2026-10-31"]}
    assignment = task.assignments.get()
    assert (str(assignment.due_on), str(assignment.original_due_on), assignment.due_version) == (
        "2026-10-31",
        "2026-10-31",
        2,
    )


def test_a_task_that_had_no_day_gets_one(office):
    plan = make_plan(office)
    task = make_task(plan, make_unit(office), due_on=None)
    issue(plan)
    task.due_on = date(2026, 10, 31)
    plan_extend(plan=plan, tasks=[task], by=None, at=AT)
    assert task.assignments.get().due_on == date(2026, 10, 31)


def test_a_changed_role_moves_with_the_assignment(office):
    plan = make_plan(office)
    task = make_task(plan, make_unit(office))
    issue(plan)
    task.parties.update(role="lead")
    plan_extend(plan=plan, tasks=[task], by=None, at=AT)
    assert task.assignments.get().role == "lead"


def test_a_task_nobody_gets_blocks_the_issue(office):
    plan = make_plan(office)
    make_task(plan)
    make_task(plan, make_unit(office, active_to=date(2020, 1, 1)))
    assert obstacles(plan) == ["第1项：没有责任单位。", "第2项：“县财政局”已停用。"]


def test_a_closed_plan_is_closed_once(office):
    plan = make_plan(office)
    make_task(plan, make_unit(office))
    with pytest.raises(ActRefused, match="未下发"):
        plan_close(plan=plan, by=None, at=AT)
    assert plan_close(plan=issue(plan), by=None, at=AT).state == "closed"


@pytest.mark.parametrize(
    ("raw", "moved"),
    [
        ("2023-12-31", "2026-12-31"),
        ("2023.6", "2026.6"),
        ("2023 年底前", "2026 年底前"),
        ("二〇二三年6月底前", "二〇二六年6月底前"),
        ("12月底前", "12月底前"),
    ],
)
def test_years_in_deadlines_are_moved_however_they_are_written(office, raw, moved):
    plan = make_plan(office, year=2023)
    make_task(plan, make_unit(office), deadline_raw=raw)
    new = plan_roll_forward(plan=plan, year=2026, title="2026年要点", by=None, at=AT)
    assert new.tasks.get().deadline_raw == moved


@pytest.mark.parametrize("raw", ["本月底前", "印发之日起本月底前"])
def test_a_day_that_hangs_on_the_date_of_issue_is_carried_on_as_one_that_is_yet_to_be_set(office, raw):
    plan = make_plan(office, year=2025, dated_on=date(2025, 3, 5))
    make_task(plan, make_unit(office), deadline_raw=raw, due_on=date(2025, 3, 31))
    task = plan_roll_forward(plan=plan, year=2026, title="2026年要点", by=None, at=AT).tasks.get()
    assert (task.deadline_raw, task.deadline_kind, task.due_on) == (raw, "vague", None)


@pytest.mark.parametrize("rows", [1, 20])
def test_the_number_of_queries_does_not_grow_with_the_tasks(office, rows, django_assert_max_num_queries):
    clerk, plan = make_clerk(office), make_plan(office)
    towns = [make_unit(office, f"第{n}镇", kind="town") for n in range(3)]
    group = make_group(office, "各镇", *towns)
    for _ in range(rows):
        make_task(plan, group)
    with django_assert_max_num_queries(20):
        plan_issue(plan=plan, by=clerk, at=AT)


def test_rolled_forward_the_days_move_and_the_words_stay(office):
    plan = make_plan(office, year=2023)
    heading = plan.headings.create(level=1, text="一、总则", position=1)
    child = plan.headings.create(level=2, text="（一）细则", position=2, parent=heading)
    unit = make_unit(office)
    make_task(plan, unit, deadline_raw="2023年6月底前", heading=child, requirement="2023年内公开。")
    new = plan_roll_forward(plan=plan, year=2026, title="2026年要点", by=None, at=AT)
    task = new.tasks.get()
    assert (task.deadline_raw, str(task.due_on), task.requirement) == ("2026年6月底前", "2026-06-30", "2023年内公开。")
    assert (task.heading.text, task.heading.parent.text, task.heading.plan) == ("（一）细则", "一、总则", new)
    assert task.parties.get().unit == unit
    with pytest.raises(ActRefused):
        plan_roll_forward(plan=plan, year=2026, title="2026年要点", by=None, at=AT)


def test_before_it_is_issued_a_returning_duty_whose_turns_have_days_is_not_called_undated(office, time_machine):
    time_machine.move_to(AT)
    plan, unit = make_plan(office), make_unit(office)
    for raw in ("每季度末", "每周", "及时"):
        kind = "vague" if raw == "及时" else "periodic"
        make_task(plan, unit, due_on=None, deadline_kind=kind, deadline_raw=raw)
    assert outlook(plan)["undated"] == 2  # every week is no turn to report on
    issue(plan)
    assert Assignment.objects.filter(due_on=None).count() == 2


def test_before_it_is_issued_the_units_without_somebody_to_write_to_are_named(office):
    told, silent, no_mail = (make_unit(office, f"{n}镇", kind="town") for n in "甲乙丙")
    make_person(office, unit=told, email="jia@qingshan.example")
    make_person(office, unit=no_mail, email="")
    plan = make_plan(office)
    make_task(plan, told, silent, no_mail)
    assert set(outlook(plan)["unreached"]) == {silent, no_mail}

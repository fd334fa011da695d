"""Answers of every kind: how it stands, no news, turns, numbers of times, the unit's leader, the lead for all."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.models import Assignment, ProgressReport, Task
from tasks.services.errors import ActRefused
from tasks.services.extensions import extension_ask
from tasks.services.instructions import instruction_give, instruction_reply
from tasks.services.issue import plan_extend, plan_issue
from tasks.services.lifecycle import assignment_set_due
from tasks.services.periods import current_period
from tasks.services.reassign import assignment_reassign
from tasks.services.reports import report_no_news, report_submit, times_done
from tasks.services.review import report_accept, report_pass, report_return, report_send_back
from tasks.services.rules import plan_set_rules
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

pytestmark = pytest.mark.django_db
JULY, Q3 = datetime(2026, 7, 6, 2, 0, tzinfo=UTC), date(2026, 9, 30)


@pytest.fixture
def unit():
    return make_unit(make_office())


def say(assignment, by, progress="已公开。", version=0, at=AT, **more):
    values = {"progress": progress, **{key: more.pop(key) for key in ("problem", "count") if key in more}}
    return report_submit(assignment=assignment, values=values, links=[], version=version, by=by, at=at, **more)


def fresh(row):
    row.refresh_from_db()
    return row


class TestProgress:
    """Telling how it stands, without asking to close."""

    def test_it_is_recorded_at_once_and_the_unit_goes_on(self, unit):
        assignment, liaison = make_assignment(unit), make_person(unit.office, unit=unit)
        report = say(assignment, liaison, closing=False)
        assert report.state == "recorded"
        assert fresh(assignment).state == "in_progress"
        assert say(assignment, liaison, "全部公开。").state == "submitted"

    def test_no_news_is_one_press_and_leaves_a_draft_alone(self, unit):
        assignment, liaison = make_assignment(unit), make_person(unit.office, unit=unit)
        ProgressReport.objects.create(assignment=assignment, author=liaison, created_at=AT, progress="写到一半")
        report_no_news(assignment=assignment, by=liaison, at=AT)
        assert sorted(assignment.reports.values_list("state", flat=True)) == ["draft", "recorded"]

    def test_one_page_sent_twice_is_one_answer(self, unit):
        assignment, liaison = make_assignment(unit), make_person(unit.office, unit=unit)
        key = "11111111-2222-3333-4444-555555555555"
        first = say(assignment, liaison, closing=False, form_key=key)
        assert say(assignment, liaison, closing=False, form_key=key) == first
        assert assignment.reports.count() == 1


class TestTurns:
    """Duties that return: one answer a turn, the day moves on, the last one closes."""

    @pytest.fixture
    def quarterly(self, unit):
        plan = make_plan(unit.office)
        make_task(plan, unit, due_on=None, deadline_kind="periodic", deadline_raw="每季度末")
        issue(plan)
        return Assignment.objects.get()

    def test_turns_that_are_over_when_the_plan_is_issued_are_not_asked_for(self, quarterly):
        assert list(quarterly.task.periods.values_list("label", flat=True)) == ["第二季度", "第三季度", "第四季度"]
        assert (quarterly.due_on, quarterly.original_due_on) == (date(2026, 6, 30), date(2026, 6, 30))

    def test_the_day_moves_on_with_each_answer_and_the_last_one_waits_for_review(self, quarterly, unit):
        liaison, states = make_person(unit.office, unit=unit), []
        for turn in ("二", "三", "四"):
            report = say(quarterly, liaison, f"第{turn}季度已报。")
            states.append((report.period.label, report.state, fresh(quarterly).due_on))
        assert states == [
            ("第二季度", "recorded", date(2026, 9, 30)),
            ("第三季度", "recorded", date(2026, 12, 31)),
            ("第四季度", "submitted", date(2026, 12, 31)),
        ]
        assert quarterly.due_version == 3  # reminders start anew for each day

    def test_an_answer_that_was_returned_is_given_again_for_the_same_turn(self, quarterly, unit):
        liaison, clerk = make_person(unit.office, unit=unit), make_clerk(unit.office)
        say(quarterly, liaison, "二季度。")
        say(quarterly, liaison, "三季度。")
        last = say(quarterly, liaison, "四季度。")
        report_return(report=last, by=clerk, at=AT, reason="请补充")
        again = say(quarterly, liaison, "四季度，已补充。", version=last.version + 1)
        assert (again.period.label, again.state) == ("第四季度", "submitted")

    def test_the_last_turn_cannot_be_passed_over_with_no_news(self, quarterly, unit):
        liaison = make_person(unit.office, unit=unit)
        for _ in range(2):
            report_no_news(assignment=quarterly, by=liaison, at=AT)
        with pytest.raises(ActRefused, match="最后一期"):
            report_no_news(assignment=quarterly, by=liaison, at=AT)

    def test_a_unit_that_takes_over_in_mid_year_is_asked_for_the_turns_that_are_not_over(self, quarterly, unit):
        other = make_unit(unit.office, "县住建局")
        clerk, liaison = make_clerk(unit.office), make_person(unit.office, unit=other)
        new = assignment_reassign(assignment=quarterly, unit=other, by=clerk, at=JULY, reason="职责调整")
        assert (new.due_on, new.original_due_on, current_period(new).label) == (Q3, Q3, "第三季度")
        report = say(new, liaison, "三季度。")
        assert (report.period.label, fresh(new).due_on) == ("第三季度", date(2026, 12, 31))

    def test_a_day_that_was_moved_moves_with_the_turn_on_which_both_stand(self, quarterly, unit):
        other, clerk = make_unit(unit.office, "县住建局"), make_clerk(unit.office)
        say(quarterly, make_person(unit.office, unit=unit), "二季度。")
        assignment_set_due(assignment=quarterly, due_on=date(2026, 10, 15), by=clerk, at=AT, reason="会议改期")
        new = assignment_reassign(assignment=quarterly, unit=other, by=clerk, at=JULY, reason="职责调整")
        assert (new.due_on, new.original_due_on) == (date(2026, 10, 15), Q3)

    def test_a_unit_that_a_corrected_paper_adds_begins_with_the_turn_of_that_day(self, quarterly, unit):
        other = make_unit(unit.office, "县住建局")
        say(quarterly, make_person(unit.office, unit=unit), "二季度。")
        quarterly.task.parties.create(position=2, text="县住建局", unit=other)
        plan_extend(plan=quarterly.plan, tasks=[quarterly.task], by=make_clerk(unit.office), at=JULY)
        new = Assignment.objects.get(unit=other)
        assert (new.due_on, current_period(new).label) == (Q3, "第三季度")
        assert fresh(quarterly).due_on == Q3

    def test_a_turn_that_was_missed_stays_owed_when_the_paper_is_corrected(self, quarterly, unit):
        plan_extend(plan=quarterly.plan, tasks=[quarterly.task], by=make_clerk(unit.office), at=JULY)
        assert (fresh(quarterly).due_on, current_period(quarterly).label) == (date(2026, 6, 30), "第二季度")

    def test_a_task_that_a_corrected_paper_lets_return_begins_with_the_turn_of_that_day(self, unit):
        assignment = make_assignment(unit)
        task = assignment.task
        Task.objects.filter(pk=task.pk).update(due_on=None, deadline_kind="periodic", deadline_raw="每季度末")
        task.refresh_from_db()
        plan_extend(plan=assignment.plan, tasks=[task], by=make_clerk(unit.office), at=JULY)
        assert (fresh(assignment).due_on, current_period(fresh(assignment)).label) == (Q3, "第三季度")

    def test_issuing_costs_the_same_for_1_and_20_returning_duties(self, unit):
        counts = []
        for number in (1, 20):
            plan = make_plan(unit.office, title=f"{number}项")
            for _ in range(number):
                make_task(plan, unit, due_on=None, deadline_kind="periodic", deadline_raw="每半年")
            with CaptureQueriesContext(connection) as seen:
                plan_issue(plan=plan, by=make_clerk(unit.office), at=AT)
            counts.append(len(seen))
        assert counts[0] == counts[1]


class TestNumbers:
    """不少于5次: answers count."""

    def test_closing_needs_the_number_or_a_reason(self, unit):
        duties = [{"text": "不少于3次", "kind": "quota", "due_on": None, "count": 3}]
        assignment, liaison = make_assignment(unit, duties=duties), make_person(unit.office, unit=unit)
        say(assignment, liaison, count=2, closing=False)
        with pytest.raises(ActRefused, match="到目前报送了2次"):
            say(assignment, liaison, "年底了。")
        assert say(assignment, liaison, "年底了。", count=1).state == "submitted"
        assert times_done(assignment) == 3

    def test_a_reason_is_enough_where_the_number_was_not_reached(self, unit):
        duties = [{"text": "不少于3次", "kind": "quota", "due_on": None, "count": 3}]
        assignment, liaison = make_assignment(unit, duties=duties), make_person(unit.office, unit=unit)
        assert say(assignment, liaison, problem="场地维修，未能开展。").state == "submitted"


class TestLeader:
    """The plan may ask for the unit's leader first."""

    @pytest.fixture
    def assignment(self, unit):
        assignment = make_assignment(unit)
        assignment.task.plan.leader_first = True
        assignment.task.plan.save()
        return assignment

    def test_the_answer_waits_for_the_leader_and_then_for_the_office(self, unit, assignment):
        liaison, leader = make_person(unit.office, unit=unit), make_person(unit.office, "unit_leader", unit=unit)
        report = say(assignment, liaison)
        assert (report.state, fresh(assignment).state) == ("at_leader", "in_progress")
        with pytest.raises(ActRefused, match="本单位领导审核"):
            say(assignment, liaison, "再报一次。")
        report_pass(report=report, by=leader, at=AT)
        assert (fresh(report).state, report.passed_by, fresh(assignment).state) == ("submitted", leader, "in_review")

    def test_the_leader_sends_it_back_with_a_reason_and_a_draft_to_mend(self, unit, assignment):
        liaison, leader = make_person(unit.office, unit=unit), make_person(unit.office, "unit_leader", unit=unit)
        report = say(assignment, liaison)
        report_send_back(report=report, by=leader, at=AT, reason="数字不对")
        assert fresh(report).state == "returned"
        assert assignment.reports.get(state="draft").progress == "已公开。"

    def test_a_unit_without_a_leader_reports_to_the_office(self, unit, assignment):
        assert say(assignment, make_person(unit.office, unit=unit)).state == "submitted"


def test_where_the_lead_reports_for_all_the_others_are_done_with_it(unit):
    other = make_unit(unit.office, "县住建局")
    plan = make_plan(unit.office)
    task = make_task(plan, unit, role="lead", done_rule=Task.DoneRule.LEAD)
    task.parties.create(position=2, text="县住建局", unit=other, role="assist")
    issue(plan)
    lead, assist = task.assignments.get(unit=unit), task.assignments.get(unit=other)
    liaison = make_person(unit.office, unit=other)
    extension_ask(assignment=assist, new_due_on=date(2027, 1, 31), reason="材料未齐", by=liaison, at=AT)
    waiting = say(assist, liaison)
    report_accept(report=say(lead, make_person(unit.office, unit=unit)), by=make_clerk(unit.office), at=AT)
    assert (fresh(assist).state, fresh(waiting).state) == ("done", "void")
    assert AuditEntry.objects.filter(verb="随牵头单位办结").count() == 1
    assert assist.extensions.get().state == "refused"  # nothing is left to decide on


def test_what_is_done_with_the_lead_was_handed_in_when_the_lead_handed_in(unit):
    """Due 10 June, reported by the lead on the 9th, accepted on the 20th: the office's time is nobody's delay."""
    others = [make_unit(unit.office, name) for name in ("县住建局", "县教体局", "县民政局")]
    clerk, people = make_clerk(unit.office), [make_person(unit.office, unit=one) for one in (unit, *others)]
    task = make_task(make_plan(unit.office), unit, due_on=date(2026, 6, 10), role="lead", done_rule=Task.DoneRule.LEAD)
    for place, one in enumerate(others, start=2):
        task.parties.create(position=place, text=str(one), unit=one, role="assist")
    issue(task.plan)
    lead, silent, sent_back, late = (task.assignments.get(unit=one) for one in (unit, *others))
    first, again = datetime(2026, 6, 9, 2, 0, tzinfo=UTC), datetime(2026, 6, 12, 2, 0, tzinfo=UTC)
    report = say(sent_back, people[2], at=AT)
    report_return(report=report, by=clerk, at=first, reason="请补充")
    say(late, people[3], at=again)
    answer = say(lead, people[0], at=first)
    report_accept(report=answer, by=clerk, at=datetime(2026, 6, 20, 2, 0, tzinfo=UTC))
    assert [fresh(row).state for row in (lead, silent, sent_back, late)] == ["done"] * 4
    assert [row.submitted_at for row in (lead, silent, sent_back, late)] == [first, first, first, again]
    assert [row.was_late for row in (lead, silent, sent_back, late)] == [False, False, False, True]


class TestOtherUnit:
    """Giving the task to another unit."""

    def test_the_old_one_ends_and_the_new_one_starts_with_the_same_day(self, unit):
        assignment, other = make_assignment(unit), make_unit(unit.office, "县住建局")
        new = assignment_reassign(
            assignment=assignment, unit=other, by=make_clerk(unit.office), at=AT, reason="职责调整"
        )
        assert (new.unit, new.due_on, new.state) == (other, assignment.due_on, "assigned")
        assert fresh(assignment).state == "cancelled"

    def test_a_unit_that_holds_it_or_is_of_another_office_is_refused(self, unit):
        assignment, clerk = make_assignment(unit), make_clerk(unit.office)
        there = make_unit(make_office("beihe", "北河县人民政府办公室", "北河县"))
        for target in (unit, there):
            with pytest.raises(ActRefused):
                assignment_reassign(assignment=assignment, unit=target, by=clerk, at=AT, reason="调整")
        assert fresh(assignment).state == "assigned"


def test_an_instruction_is_answered_once(unit):
    assignment, leader = make_assignment(unit), make_person(unit.office, "office_leader")
    liaison = make_person(unit.office, unit=unit)
    instruction = instruction_give(assignment=assignment, text="请本周内公开。", by=leader, at=AT)
    instruction_reply(instruction=instruction, text="已公开。", by=liaison, at=AT)
    with pytest.raises(ActRefused, match="已经回复"):
        instruction_reply(instruction=instruction, text="再次回复。", by=liaison, at=AT)


def test_how_units_report_is_set_for_a_plan_and_written_down(unit):
    plan, clerk = make_plan(unit.office), make_clerk(unit.office)
    plan_set_rules(plan=plan, by=clerk, at=AT, leader_first=True, shares_lead=False)
    plan_set_rules(plan=plan, by=clerk, at=AT, leader_first=True, shares_lead=False)
    assert fresh(plan).leader_first
    assert AuditEntry.objects.get(verb="设置填报规则").changes == {"先经单位领导审核": ["否", "是"]}

"""What is said beside the due days, to whom else, and when not: escalation, instructions, leaders, standing duties."""

from datetime import UTC, date, datetime, timedelta

import pytest

from calendar_events.models import DayOverride
from reminders.models import ContactPause, EscalationStep, PlanTiming, QuietPeriod, Reminder, ReminderPolicy
from reminders.services import plan_all, run_now
from tasks.models import Assignment
from tasks.services.cancelling import assignments_cancel, assignments_restore
from tasks.services.instructions import instruction_give, instruction_reply
from tasks.services.reassign import assignment_reassign
from tasks.services.reports import report_submit
from tests.world import make_assignment, make_clerk, make_office, make_person, make_unit
from units.models import Membership

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)  # ten o'clock in Shanghai
FAR = date(2027, 6, 30)
LEADER = Membership.Role.UNIT_LEADER


@pytest.fixture
def desk(smtp_server):
    class Desk:
        office = make_office()
        unit = make_unit(office)
        liaison = make_person(office, unit=unit, email="liaison@qingshan.example")
        leader = make_person(office, LEADER, unit=unit, email="leader@qingshan.example")
        head = make_person(office, LEADER, unit=unit, email="head@qingshan.example")
        clerk = make_clerk(office)
        mails = smtp_server.messages

        def heard(self):
            """Who got a letter since the last look, each with what its subject counts."""
            found = {mail["To"].partition("@")[0]: mail["Subject"].partition("：")[2] for mail in self.mails}
            self.mails.clear()
            return found

        def step(self, days, audience, *members):
            step = EscalationStep.objects.create(office=self.office, after_days=days, audience=audience)
            step.members.set(members)

    desk = Desk()
    Membership.objects.filter(user=desk.head).update(is_head=True)
    return desk


def days(count):
    return MONDAY + timedelta(days=count)


def test_what_is_late_goes_up_step_by_step_and_each_step_is_said_once(desk):
    desk.step(1, "leader")
    desk.step(3, "head")
    desk.step(5, "office", desk.clerk.memberships.get())
    make_assignment(desk.unit, date(2026, 12, 18))
    run_now(MONDAY)
    assert desk.heard() == {"liaison": "已逾期1项", "leader": "逾期告知1项"}
    run_now(days(1))
    assert desk.heard() == {}
    run_now(days(2))
    assert desk.heard() == {"head": "逾期告知1项"}
    run_now(days(7))
    assert set(desk.heard()) == {"liaison", desk.clerk.email.partition("@")[0]}


def test_without_steps_nobody_but_the_liaison_hears(desk):
    make_assignment(desk.unit, date(2026, 12, 1))
    run_now(MONDAY)
    assert list(desk.heard()) == ["liaison"]


def test_an_instruction_is_said_at_once_and_not_again_when_it_is_answered(desk):
    assignment = make_assignment(desk.unit, FAR)
    run_now(MONDAY)
    desk.heard()
    instruction = instruction_give(assignment=assignment, text="请加快。", by=desk.clerk, at=MONDAY)
    run_now(days(1))
    assert desk.heard() == {"liaison": "领导批示1项"}
    instruction_reply(instruction=instruction, text="已加快。", by=desk.liaison, at=days(1))
    run_now(days(2))
    assert desk.heard() == {}


def test_what_was_given_to_another_unit_is_taken_leave_of_by_those_who_heard_of_it(desk):
    other = make_unit(desk.office, "县审计局")
    make_person(desk.office, unit=other, email="other@qingshan.example")
    assignment = make_assignment(desk.unit, FAR)
    run_now(MONDAY)
    desk.heard()
    assignment_reassign(assignment=assignment, unit=other, by=desk.clerk, at=MONDAY, reason="职责调整")
    make_person(desk.office, unit=desk.unit, email="newcomer@qingshan.example")
    run_now(days(1))
    assert desk.heard() == {"liaison": "不再由您办理1项", "other": "新下发1项"}
    run_now(days(2))
    assert desk.heard() == {}


def test_what_was_ended_by_mistake_is_said_to_be_back_and_gone_again_when_it_ends_again(desk):
    act = {"by": desk.clerk, "at": MONDAY, "reason": "文件更正"}
    assignment = make_assignment(desk.unit, FAR)
    run_now(MONDAY)
    desk.heard()
    former, subjects = {}, []
    for day in range(1, 4):
        if former:
            assignments_restore(office=desk.office, former=former, **act)
            former = {}
        else:
            former = assignments_cancel(assignments=[assignment], **act)
        for hour in range(2):
            run_now(days(day) + timedelta(hours=hour))
        assignment.refresh_from_db()
        subjects.append(desk.heard())
    assert subjects == [{"liaison": f"{words}1项"} for words in ("不再由您办理", "重新办理", "不再由您办理")]
    run_now(days(7))
    assert desk.heard() == {}


class TestGivenAgain:
    """To another unit and back: each time it is said once, in one word to each reader."""

    @pytest.fixture
    def told(self, desk):
        """A task of which the liaison heard, and how to take it from the unit and give it to it again."""
        other = make_unit(desk.office, "县审计局")
        desk.row = make_assignment(desk.unit, FAR)
        run_now(MONDAY)
        desk.heard()

        def taken(at):
            desk.other = assignment_reassign(assignment=desk.row, unit=other, by=desk.clerk, at=at, reason="职责调整")

        def given(at):
            act = {"by": desk.clerk, "at": at, "reason": "调整有误"}
            desk.row = assignment_reassign(assignment=desk.other, unit=desk.unit, **act)

        desk.taken, desk.given = taken, given
        return desk

    def heard(self, desk, *counts):
        """What was heard after the sweeps of so many days."""
        for count in counts:
            run_now(days(count))
        return desk.heard()

    def test_between_two_sweeps_it_is_told_as_given_again(self, told):
        told.taken(days(0) + timedelta(hours=3))
        told.given(days(0) + timedelta(hours=4))
        run_now(days(1))
        body = told.mails[0].get_body(("plain",)).get_content()
        assert "12月21日重新下发" in body
        assert told.heard() == {"liaison": "新下发1项"}
        assert self.heard(told, 2, 3) == {}

    def test_who_heard_that_it_is_gone_hears_that_it_is_back_and_a_newcomer_that_it_is_there(self, told):
        told.taken(days(0))
        assert self.heard(told, 1) == {"liaison": "不再由您办理1项"}
        make_person(told.office, unit=told.unit, email="newcomer@qingshan.example")
        told.given(days(1) + timedelta(hours=3))
        assert self.heard(told, 2) == {"liaison": "重新办理1项", "newcomer": "新下发1项"}
        assert self.heard(told, 3, 4) == {}
        told.taken(days(4) + timedelta(hours=3))
        assert self.heard(told, 7) == {"liaison": "不再由您办理1项", "newcomer": "不再由您办理1项"}
        told.given(days(7) + timedelta(hours=3))
        assert self.heard(told, 8) == {"liaison": "重新办理1项", "newcomer": "重新办理1项"}
        assert self.heard(told, 9, 10) == {}

    def test_after_that_once_more_between_two_sweeps_it_is_told_too(self, told):
        told.taken(days(0))
        run_now(days(1))
        told.given(days(1) + timedelta(hours=3))
        assert self.heard(told, 2) == {"liaison": "重新办理1项"}
        told.taken(days(2) + timedelta(hours=3))
        told.given(days(2) + timedelta(hours=4))
        assert self.heard(told, 3) == {"liaison": "新下发1项"}
        assert self.heard(told, 4) == {}
        told.taken(days(4) + timedelta(hours=3))
        assert self.heard(told, 7) == {"liaison": "不再由您办理1项"}

    def test_what_falls_due_soon_stands_once_in_the_letter(self, told):
        told.taken(days(0))
        run_now(days(1))
        told.heard()
        told.given(days(1) + timedelta(hours=3))
        Assignment.objects.filter(pk=told.row.pk).update(due_on=date(2026, 12, 31))
        run_now(days(2))
        body = told.mails[0].get_body(("plain",)).get_content()
        assert body.count("第1项具体要求") == 1
        assert told.heard() == {"liaison": "重新办理1项，即将到期1项"}
        assert self.heard(told, 3) == {}


def test_an_ending_that_was_taken_back_before_the_letter_left_is_not_spoken_of(desk):
    assignment = make_assignment(desk.unit, FAR)
    run_now(MONDAY)
    desk.heard()
    former = assignments_cancel(assignments=[assignment], by=desk.clerk, at=MONDAY, reason="文件更正")
    plan_all(days(1))
    assignments_restore(office=desk.office, former=former, by=desk.clerk, at=MONDAY, reason="撤销")
    run_now(days(1))
    assert desk.heard() == {}


def test_a_standing_duty_is_asked_for_its_yearly_note_once(desk):
    make_assignment(desk.unit, None)
    run_now(datetime(2026, 11, 13, 2, tzinfo=UTC))
    assert desk.heard() == {"liaison": "新下发1项"}
    run_now(datetime(2026, 11, 16, 2, tzinfo=UTC))
    assert desk.heard() == {"liaison": "长期任务年度反馈1项"}
    run_now(MONDAY)
    assert desk.heard() == {}


def test_what_was_reported_on_new_years_morning_is_this_years_note(desk):
    """In China the year begins eight hours before it does in UTC."""
    ReminderPolicy.objects.create(office=desk.office, year_end_from="01-04")
    assignment = make_assignment(desk.unit, None)
    run_now(MONDAY)
    morning = datetime(2026, 12, 31, 23, tzinfo=UTC)
    values = {"progress": "已坚持公开。"}
    report_submit(assignment=assignment, values=values, links=[], version=0, by=desk.liaison, at=morning, closing=False)
    desk.heard()
    run_now(datetime(2027, 1, 5, 2, tzinfo=UTC))
    assert desk.heard() == {}


def test_who_pauses_hears_afterwards_what_came_due_meanwhile(desk):
    member = desk.liaison.memberships.get()
    ContactPause.objects.create(contact=member, from_on=MONDAY.date(), to_on=days(2).date(), why="出差")
    make_assignment(desk.unit)
    run = run_now(MONDAY)
    assert [row.why for row in run.suppressed] == ["暂停收信至12月23日（出差）"]
    assert desk.heard() == {}
    run_now(days(3))
    assert desk.heard() == {"liaison": "即将到期1项"}


def test_quiet_days_are_silent_and_made_up_for(desk):
    QuietPeriod.objects.create(office=desk.office, from_on=MONDAY.date(), to_on=days(1).date(), why="两会")
    make_assignment(desk.unit)
    assert [row.why for row in run_now(MONDAY).suppressed] == ["静默日期（两会）不发送"]
    run_now(days(2))
    assert desk.heard() == {"liaison": "即将到期1项"}


def test_a_plan_may_have_steps_of_its_own(desk):
    own = make_assignment(desk.unit, date(2026, 12, 28))
    make_assignment(desk.unit, date(2026, 12, 28))
    PlanTiming.objects.create(plan=own.task.plan, steps=[1])
    Reminder.objects.all().delete()
    run_now(MONDAY)
    assert desk.heard() == {"liaison": "即将到期1项，新下发1项"}


def test_the_cut_off_day_for_the_years_evidence_is_reminded_of_as_well(desk):
    ReminderPolicy.objects.create(office=desk.office, cutoff="12-22", year_end_from="")
    make_assignment(desk.unit, date(2026, 12, 31))
    run_now(MONDAY)
    assert list(Reminder.objects.values_list("stage", flat=True)) == ["c-1"]


def test_the_days_of_an_office_are_its_own(desk):
    """R26: half past two does not exist on one night and comes twice on another; each night has one letter."""
    policy = {"zone": "America/New_York", "send_from": "02:30", "send_until": "05:00", "year_end_from": ""}
    ReminderPolicy.objects.create(office=desk.office, steps=[0], **policy)
    spring, autumn = date(2026, 3, 8), date(2026, 11, 1)  # Sundays
    for due_on in (spring, autumn):
        DayOverride.objects.create(office=desk.office, day=due_on, is_workday=True, name="加班")
        make_assignment(desk.unit, due_on)
    Reminder.objects.all().delete()
    for night in (spring, autumn):
        start = datetime(night.year, night.month, night.day, 0, tzinfo=UTC) - timedelta(hours=2)
        for quarter in range(4 * 12):
            run_now(start + timedelta(minutes=15 * quarter))
    subjects = [mail["Subject"].partition("：")[2] for mail in desk.mails]
    assert subjects == ["即将到期1项，新下发1项", "已逾期1项，即将到期1项"]

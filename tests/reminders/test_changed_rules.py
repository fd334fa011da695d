"""The office changes its rules while letters are under way: nothing is said twice, nothing is lost."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reminders.explain import explain
from reminders.forecast import forecast
from reminders.models import EscalationStep, PlanTiming, Reminder, ReminderPolicy
from reminders.rehearsal import rehearse
from reminders.services import run_now
from tests.world import make_assignment, make_office, make_person, make_unit
from units.models import Membership

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)  # ten o'clock in Shanghai
LATE, SOON = date(2026, 11, 20), date(2026, 12, 29)


@pytest.fixture
def desk(smtp_server):
    class Desk:
        office = make_office()
        unit = make_unit(office)
        liaison = make_person(office, unit=unit, email="liaison@qingshan.example")
        leader = make_person(office, Membership.Role.UNIT_LEADER, unit=unit, email="leader@qingshan.example")
        mails = smtp_server.messages

        def rules(self, **fields):
            ReminderPolicy.objects.update_or_create(office=self.office, defaults={"year_end_from": ""} | fields)
            self.office.refresh_from_db()

        def heard(self):
            found = {mail["To"].partition("@")[0]: mail["Subject"].partition("：")[2] for mail in self.mails}
            self.mails.clear()
            return found

    return Desk()


def days(count):
    return MONDAY + timedelta(days=count)


@pytest.mark.parametrize(
    ("due_on", "before", "after"),
    [
        (SOON, {}, {"steps": [15, 3, 1, 0]}),
        (SOON, {}, {"steps": [15, 8, 7, 6, 3, 1, 0]}),
        (SOON, {}, {"steps": [20]}),
        (LATE, {"overdue_weeks": 8}, {"overdue_weeks": 2}),
    ],
    ids=["a step less", "steps more", "another step", "fewer weeks"],
)
def test_other_steps_do_not_say_again_what_was_said(desk, due_on, before, after):
    desk.rules(**before)
    assignment = make_assignment(desk.unit, due_on)
    run_now(MONDAY)
    assert list(desk.heard()) == ["liaison"]
    desk.rules(**after)
    assert rehearse(days(1)).mails == []
    assert forecast(desk.office, days(1)).days[0].letters == {}
    run_now(days(1))
    assert desk.heard() == {}
    assert "已经提醒" in next(h.now for h in explain(assignment, days(1)).hearers if h.member.user == desk.liaison)


def test_after_a_change_the_next_step_is_said_on_its_day(desk):
    desk.rules()
    make_assignment(desk.unit, SOON)
    run_now(MONDAY)
    desk.rules(steps=[15, 3])
    desk.heard()
    run_now(days(2))
    assert desk.heard() == {}
    run_now(days(3))
    assert desk.heard() == {"liaison": "即将到期1项"}
    assert Reminder.objects.filter(state="said").latest("pk").stage == "-3"


def test_steps_of_its_own_for_one_plan_repeat_nothing(desk):
    desk.rules()
    assignment = make_assignment(desk.unit, SOON)
    run_now(MONDAY)
    desk.heard()
    PlanTiming.objects.create(plan=assignment.task.plan, steps=[10, 2], year_end_from="")
    run_now(days(1))
    assert desk.heard() == {}


def test_a_moved_escalation_step_does_not_tell_the_leader_again(desk):
    desk.rules()
    step = EscalationStep.objects.create(office=desk.office, after_days=3, audience="leader")
    make_assignment(desk.unit, date(2026, 12, 14))
    run_now(MONDAY)
    assert set(desk.heard()) == {"liaison", "leader"}
    step.after_days = 2
    step.save()
    run_now(MONDAY + timedelta(hours=1))
    run_now(days(1))
    assert "leader" not in desk.heard()


def test_when_the_last_escalation_step_is_deleted_the_first_is_not_said_once_more(desk):
    desk.rules()
    for after_days in (1, 3):
        EscalationStep.objects.create(office=desk.office, after_days=after_days, audience="leader")
    make_assignment(desk.unit, date(2026, 12, 14))
    run_now(MONDAY)
    desk.heard()
    EscalationStep.objects.filter(after_days=3).delete()
    run_now(days(1))
    assert "leader" not in desk.heard()


def test_a_newcomer_hears_where_things_stand_although_others_have_heard(desk):
    desk.rules()
    make_assignment(desk.unit, SOON)
    run_now(MONDAY)
    desk.heard()
    make_person(desk.office, unit=desk.unit, email="newcomer@qingshan.example")
    desk.rules(steps=[15, 3])
    run_now(days(1))
    assert list(desk.heard()) == ["newcomer"]

"""Something happens between planning and sending, or between two letters: nothing is lost, and nobody hears what is not his."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reminders.models import ContactPause, EscalationStep, OutgoingMail, QuietPeriod, Reminder, ReminderPolicy
from reminders.services import plan_all, run_now
from tasks.services.issue import plan_close
from tasks.services.lifecycle import assignment_set_due
from tasks.services.unit_changes import unit_merge
from tests.world import make_assignment, make_clerk, make_office, make_person, make_unit
from units.models import Membership, User
from units.services import end_membership

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)  # ten o'clock in Shanghai
SOON, LATE, FAR = date(2026, 12, 28), date(2026, 12, 14), date(2027, 6, 30)


@pytest.fixture
def desk(smtp_server):
    class Desk:
        office = make_office()
        unit = make_unit(office)
        liaison = make_person(office, unit=unit, email="liaison@qingshan.example")
        clerk = make_clerk(office)
        server = smtp_server

        def heard(self):
            found = {mail["To"].partition("@")[0]: mail["Subject"].partition("：")[2] for mail in self.server.messages}
            self.server.messages.clear()
            return found

        def text(self):
            return "".join(mail.get_body(("plain",)).get_content() for mail in self.server.messages)

    return Desk()


def days(count):
    return MONDAY + timedelta(days=count)


def test_r16_a_plan_archived_between_planning_and_sending_is_not_spoken_of(desk):
    assignment = make_assignment(desk.unit, SOON)
    plan_all(MONDAY)
    plan_close(plan=assignment.task.plan, by=desk.clerk, at=MONDAY)
    run_now(MONDAY)
    run_now(days(1))
    assert desk.heard() == {}
    assert set(Reminder.objects.values_list("state", flat=True)) == {"cancelled"}


@pytest.mark.parametrize("away", ["switched off", "paused", "quiet day"])
def test_r17_who_is_away_when_the_letter_would_leave_hears_it_once_afterwards(desk, away):
    make_assignment(desk.unit, date(2027, 1, 4))
    plan_all(MONDAY)
    today = {"from_on": MONDAY.date(), "to_on": MONDAY.date()}
    if away == "switched off":
        User.objects.filter(pk=desk.liaison.pk).update(is_active=False)
    elif away == "paused":
        ContactPause.objects.create(contact=desk.liaison.memberships.get(), **today)
    else:
        QuietPeriod.objects.create(office=desk.office, why="两会", **today)
    run_now(MONDAY)
    assert desk.heard() == {}
    User.objects.filter(pk=desk.liaison.pk).update(is_active=True)
    run_now(days(1))
    assert desk.heard() == {"liaison": "即将到期1项"}
    run_now(days(1) + timedelta(hours=2))
    assert desk.heard() == {}


def test_r14_a_day_moved_away_and_back_is_reminded_of_at_its_own_steps_only(desk):
    ReminderPolicy.objects.create(office=desk.office, year_end_from="")
    assignment = make_assignment(desk.unit, SOON)
    run_now(MONDAY)
    desk.heard()
    for due_on in (FAR, SOON):
        assignment_set_due(assignment=assignment, due_on=due_on, by=desk.clerk, at=MONDAY, reason="核对")
    run_now(days(1))
    assert desk.heard() == {"liaison": "即将到期1项"}  # the day was set anew, so it is said anew, and once
    run_now(days(1) + timedelta(hours=2))
    assert desk.heard() == {}
    assert set(Reminder.objects.values_list("due_version", flat=True)) == {1, 3}


def test_a_day_put_off_is_not_announced_as_a_new_task(desk):
    assignment = make_assignment(desk.unit, SOON)
    run_now(MONDAY)
    assert desk.heard() == {"liaison": "即将到期1项"}
    assignment_set_due(assignment=assignment, due_on=FAR, by=desk.clerk, at=MONDAY, reason="同意延期")
    run_now(days(1))
    assert desk.heard() == {}


def test_the_office_person_of_a_step_who_left_hears_nothing_and_the_office_is_told(desk):
    step = EscalationStep.objects.create(office=desk.office, after_days=2, audience="office")
    member = desk.clerk.memberships.get()
    step.members.add(member)
    make_assignment(desk.unit, LATE)
    plan_all(MONDAY)
    end_membership(member=member, to_on=MONDAY.date(), by=make_clerk(desk.office), at=MONDAY)
    run = run_now(days(1))
    assert list(desk.heard()) == ["liaison"]
    assert [(row.to, row.why) for row in run.suppressed] == [
        ("逾期满2个工作日告知办公室指定人员", "指定人员都不能收信，请核对提醒规则")
    ]


def test_a_late_task_of_a_unit_without_a_leader_is_listed_once(desk):
    for audience in ("leader", "head"):
        EscalationStep.objects.create(office=desk.office, after_days=2, audience=audience)
    make_person(desk.office, Membership.Role.UNIT_LEADER, unit=desk.unit, email="leader@qingshan.example")
    for _ in range(2):
        make_assignment(desk.unit, LATE)
    run = run_now(MONDAY)
    assert desk.heard() == {"liaison": "已逾期2项", "leader": "逾期告知2项"}
    assert [(row.to, row.why) for row in run.suppressed] == [("县财政局 单位主要负责人", "没有登记，或者不能收信")]


def test_after_a_merger_only_the_other_unit_hears(desk):
    into = make_unit(desk.office, "县发展局")
    make_person(desk.office, unit=into, email="into@qingshan.example")
    make_assignment(desk.unit, SOON)
    plan_all(MONDAY)
    unit_merge(unit=desk.unit, into=into, by=desk.clerk, at=MONDAY, reason="机构改革")
    run_now(days(1))
    assert desk.heard() == {"into": "即将到期1项"}


def test_a_contact_who_changed_units_hears_of_the_new_units_tasks_only(desk):
    other = make_unit(desk.office, "县审计局")
    make_assignment(desk.unit, SOON, requirement="公开财政预算。")
    make_assignment(other, SOON, requirement="公开审计结果。")
    plan_all(MONDAY)
    Membership.objects.filter(user=desk.liaison).update(unit=other)
    run_now(MONDAY)
    run_now(days(1))
    text = desk.text()
    assert "公开审计结果" in text
    assert "公开财政预算" not in text
    assert len(desk.server.messages) == 1


def test_one_mailbox_of_people_at_two_offices_gets_each_offices_own_letter(desk):
    other = make_office("linxian", "邻县人民政府办公室", "邻县")
    theirs = make_unit(other, "邻县财政局")
    make_person(other, unit=theirs, email="Liaison@qingshan.example")
    make_assignment(desk.unit, SOON, requirement="公开青山预算。")
    make_assignment(theirs, SOON, requirement="公开邻县预算。")
    run_now(MONDAY)
    texts = [mail.get_body(("plain",)).get_content() for mail in desk.server.messages]
    assert sorted(("青山预算" in text, "邻县预算" in text) for text in texts) == [(False, True), (True, False)]


@pytest.mark.parametrize(
    ("due_on", "days_of_letters"),
    [
        (date(2028, 2, 29), ["2028-02-08", "2028-02-18", "2028-02-24", "2028-02-28", "2028-02-29"]),
        (date(2031, 1, 1), ["2030-12-11", "2030-12-23", "2030-12-27", "2030-12-31"]),
    ],
    ids=["a leap day", "across years whose holidays nobody knows"],
)
def test_r23_the_steps_before_a_rare_day(desk, due_on, days_of_letters):
    """Years beyond the table of holidays are counted by weekdays and the law: nothing leaves on New Year's Day."""
    make_assignment(desk.unit, due_on)
    Reminder.objects.all().delete()
    start = datetime(due_on.year, due_on.month, due_on.day, 2, tzinfo=UTC)
    for back in range(40, -1, -1):
        run_now(start - timedelta(days=back))
    mails = OutgoingMail.objects.filter(state="sent", local_date__gt=start.date() - timedelta(days=36))
    found = [day.isoformat() for day in mails.order_by("local_date").values_list("local_date", flat=True)]
    assert [day for day in found if day in days_of_letters] == days_of_letters
    assert len(found) <= len(days_of_letters) + 1


def test_at_one_minute_to_midnight_the_day_is_still_todays(desk):
    ReminderPolicy.objects.create(office=desk.office, send_from="00:00", send_until="23:59:59", year_end_from="")
    make_assignment(desk.unit, date(2026, 12, 21))
    make_assignment(desk.unit, date(2026, 12, 22))
    Reminder.objects.all().delete()
    midnight = datetime(2026, 12, 21, 16, tzinfo=UTC)
    run_now(midnight - timedelta(minutes=1))
    assert "12月21日（周一），今天到期" in desk.text()
    desk.server.messages.clear()
    run_now(midnight)
    assert "12月22日（周二），今天到期" in desk.text()
    assert desk.heard() == {"liaison": "已逾期1项，即将到期1项"}

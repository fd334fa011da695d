"""The ledger follows the state of the duties, whatever happened since the last sweep."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calendar_events.models import Activity, ActivitySchedule
from reminders import outbox, planning
from reminders.models import GroupRobot, OutgoingMail, PlanningRun, Reminder, ReminderPolicy
from reminders.rehearsal import rehearse
from reminders.services import plan_all, run_now
from tasks.lights import time_left
from tasks.models import Assignment
from tasks.services.lifecycle import assignment_reopen
from tasks.services.reports import report_submit
from tasks.services.review import report_accept, report_return
from tests.world import make_assignment, make_clerk, make_office, make_person, make_unit
from units.models import Membership

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
FAR = date(2027, 6, 30)


@pytest.fixture
def desk(smtp_server):
    class Desk:
        office = make_office()
        unit = make_unit(office)
        liaison = make_person(office, unit=unit, email="caizheng@qingshan.example")
        clerk = make_clerk(office)
        server = smtp_server

        def answer(self, assignment, at=MONDAY):
            values = {"progress": "已公开。"}
            assignment.refresh_from_db()
            return report_submit(assignment=assignment, values=values, links=[], version=0, by=self.liaison, at=at)

        @property
        def subjects(self):
            return [message["Subject"].strip().partition("：")[2] for message in self.server.messages]

        def ledger(self, *fields):
            return list(Reminder.objects.order_by("pk").values_list(*fields))

    return Desk()


def days(count):
    return MONDAY + timedelta(days=count)


def test_a_unit_with_a_leader_but_no_liaison_is_listed(desk):
    silent = make_unit(desk.office, "县审计局")
    make_person(desk.office, Membership.Role.UNIT_LEADER, unit=silent)
    make_assignment(silent)
    run = run_now(MONDAY)
    assert [(row.to, row.why) for row in run.suppressed] == [("县审计局", "单位没有在任的联络员")]


@pytest.mark.parametrize(
    ("due_on", "today", "workdays", "words"),
    [
        (date(2026, 11, 29), date(2026, 11, 27), 0, "11月29日到期，此前没有工作日"),
        (date(2026, 11, 27), date(2026, 11, 27), 0, "今天到期"),
        (date(2026, 11, 22), date(2026, 11, 23), 0, "已过期限1个工作日"),
        (date(2026, 11, 20), date(2026, 11, 24), -2, "已过期限2个工作日"),
        (date(2026, 11, 30), date(2026, 11, 27), 1, "还有1个工作日"),
    ],
)
def test_time_left_in_words(due_on, today, workdays, words):
    assert time_left(due_on, today, workdays) == words


def test_on_friday_a_task_due_on_sunday_is_not_due_today(desk):
    make_assignment(desk.unit, date(2026, 12, 27))
    run_now(datetime(2026, 12, 25, 2, tzinfo=UTC))
    (message,) = desk.server.messages
    for part in ("plain", "html"):
        text = message.get_body((part,)).get_content()
        assert "12月27日到期，此前没有工作日" in text
        assert "今天到期" not in text


def test_decembers_activity_is_asked_for_in_january_and_old_ones_are_not(desk):
    schedule = ActivitySchedule.objects.create(office=desk.office, year=2026, title="安排表", state="issued")
    common = {"schedule": schedule, "host": desk.unit, "host_text": "县财政局"}
    Activity.objects.create(seq=1, month=12, theme="年末一讲", **common)
    Activity.objects.create(seq=2, month=3, theme="三月一讲", **common)
    run_now(datetime(2027, 1, 4, 2, tzinfo=UTC))
    text = desk.server.messages[0].get_body(("plain",)).get_content()
    assert "年末一讲" in text
    assert "三月一讲" not in text
    assert desk.ledger("stage") == [("place-w5",)]


def test_a_draft_schedule_is_the_offices_own(desk):
    schedule = ActivitySchedule.objects.create(office=desk.office, year=2026, title="安排表")
    Activity.objects.create(schedule=schedule, seq=1, month=12, theme="一讲", host=desk.unit, host_text="县财政局")
    run_now(MONDAY)
    assert desk.server.messages == []


def test_a_letter_that_did_not_leave_joins_the_next_days(desk):
    make_assignment(desk.unit)
    desk.server.script["RCPT"] = ["451 try later"]
    run_now(MONDAY + timedelta(hours=7))  # five in the afternoon: the retry falls behind the hours
    make_assignment(desk.unit, FAR)
    run_now(days(1))
    run_now(days(1) + timedelta(hours=1))
    assert desk.subjects == ["即将到期1项，新下发1项"]
    old, new = OutgoingMail.objects.order_by("pk")
    assert (old.state, new.state) == ("cancelled", "sent")
    assert "并入" in old.last_reply
    assert not Reminder.objects.filter(state="open").exists()


def test_a_week_without_a_sweep_gives_one_letter_and_marks_what_was_overtaken(desk):
    make_assignment(desk.unit)
    plan_all(datetime(2026, 12, 10, 2, tzinfo=UTC))
    run_now(days(1))
    assert desk.subjects == ["即将到期1项"]
    assert desk.ledger("stage", "state") == [("y4", "superseded"), ("y6", "said")]


def test_a_reopened_task_is_announced_with_a_far_day(desk):
    assignment = make_assignment(desk.unit, FAR)
    report_accept(report=desk.answer(assignment), by=desk.clerk, at=MONDAY)
    assignment_reopen(assignment=assignment, by=desk.clerk, at=MONDAY, reason="链接失效")
    run_now(MONDAY)
    run_now(days(1))
    assert desk.subjects == ["重新办理1项"]
    report_accept(report=desk.answer(assignment, days(2)), by=desk.clerk, at=days(2))
    assignment_reopen(assignment=assignment, by=desk.clerk, at=days(2), reason="再次失效")
    run_now(days(2))
    assert desk.subjects == ["重新办理1项"] * 2


def test_a_granted_extension_is_not_announced_as_new(desk):
    make_assignment(desk.unit, FAR)
    run_now(MONDAY)
    Assignment.objects.update(due_on=date(2027, 7, 31), due_version=2)
    run_now(days(1))
    assert desk.subjects == ["新下发1项"]


def test_what_went_into_review_is_cancelled_and_comes_back_with_the_return(desk):
    assignment = make_assignment(desk.unit)
    plan_all(MONDAY)
    report = desk.answer(assignment)
    plan_all(MONDAY)
    assert desk.ledger("state", "mail") == [("cancelled", None)]
    report_return(report=report, by=desk.clerk, at=MONDAY, reason="请补充链接。")
    run_now(MONDAY)
    assert desk.subjects == ["被退回1项，即将到期1项"]


def test_a_rehearsal_says_what_the_run_says_and_writes_nothing(desk):
    ReminderPolicy.objects.create(
        office=desk.office, answers_by_mail=False
    )  # else the run adds a key, the rehearsal none
    make_assignment(desk.unit)
    make_assignment(desk.unit, FAR)
    plan_all(MONDAY)
    make_assignment(desk.unit, date(2026, 12, 18))
    with CaptureQueriesContext(connection) as queries:
        shown = rehearse(MONDAY)
    assert all(query["sql"].startswith("SELECT") for query in queries)
    run = run_now(MONDAY)
    assert [(to, letter.subject, letter.text) for _, to, letter in shown.mails] == [
        (to, letter.subject, letter.text) for _, to, letter in run.mails
    ]
    assert rehearse(MONDAY).mails == []


def queries_of_a_sweep(at=MONDAY):
    with CaptureQueriesContext(connection) as queries:
        outbox.recover(at)
        plan_all(at)
        outbox.due(at)
    return queries.captured_queries


def test_an_idle_sweep_asks_the_same_few_questions_however_many_contacts(desk):
    make_assignment(desk.unit)
    run_now(MONDAY)
    few = queries_of_a_sweep()
    for n in range(20):
        unit = make_unit(desk.office, f"县第{n}局")
        make_person(desk.office, unit=unit)
        make_assignment(unit)
    run_now(MONDAY)
    many = queries_of_a_sweep()
    assert len(many) == len(few) <= 22
    assert all(query["sql"].startswith("SELECT") for query in many)


def test_planning_many_contacts_takes_as_many_queries_as_planning_one(desk):
    make_assignment(desk.unit)
    planning.plan(desk.office, MONDAY)
    for n in range(20):
        unit = make_unit(desk.office, f"县第{n}局")
        make_person(desk.office, unit=unit)
        make_assignment(unit)
    with CaptureQueriesContext(connection) as queries:
        planning.plan(desk.office, MONDAY)
    assert OutgoingMail.objects.count() == 21
    assert len(queries) < 40


def test_one_office_that_cannot_be_planned_does_not_hold_up_the_others(desk, monkeypatch):
    make_assignment(desk.unit)
    make_office("other", "邻县人民政府办公室", "邻县")
    plan = planning.plan

    def broken(office, *args, **kwargs):
        if office.slug == "other":
            raise ValueError("steps are no list")
        return plan(office, *args, **kwargs)

    monkeypatch.setattr(planning, "plan", broken)
    run = run_now(MONDAY)
    assert len(desk.server.messages) == 1
    assert "出错" in run.suppressed[0].why


@pytest.mark.parametrize("broken", [{"steps": ["three", 1]}, {"zone": "Asia/Nowhere"}, {"cutoff": "02-30"}])
def test_r20_rules_that_cannot_be_read_hold_up_only_their_own_office(desk, broken):
    """Its letter was planned while the rules were right; a clumsy restore broke them afterwards."""
    other = make_office("other", "邻县人民政府办公室", "邻县")
    theirs = make_unit(other, "邻县财政局")
    make_person(other, unit=theirs, email="other@linxian.example")
    make_assignment(theirs)
    make_assignment(desk.unit)
    GroupRobot.objects.create(office=other, name="群", kind="wecom", url="http://127.0.0.1:9/", enabled=True)
    plan_all(MONDAY)
    ReminderPolicy.objects.update_or_create(office=other, defaults=broken)
    assert [to for _, to, _ in rehearse(MONDAY).mails] == ["caizheng@qingshan.example"]
    for minute in range(3):
        run = run_now(MONDAY + timedelta(minutes=minute))
    assert [message["To"] for message in desk.server.messages] == ["caizheng@qingshan.example"]
    assert [row.to for row in run.suppressed] == ["邻县人民政府办公室"]
    assert PlanningRun.objects.filter(office=other).exclude(error="").count() == 1
    ReminderPolicy.objects.filter(office=other).delete()
    run_now(MONDAY + timedelta(minutes=4))
    assert OutgoingMail.objects.filter(state="sent").count() == 2


def test_a_person_of_two_units_gets_one_letter(desk):
    second = make_unit(desk.office, "县审计局")
    Membership.objects.create(user=desk.liaison, office=desk.office, unit=second, role="liaison")
    make_assignment(desk.unit)
    make_assignment(second)
    run_now(MONDAY)
    assert desk.subjects == ["即将到期2项"]

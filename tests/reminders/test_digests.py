"""One digest per person and day: what is due and was not said, nothing twice, nothing that is settled."""

from datetime import UTC, date, datetime, timedelta

import pytest

from calendar_events.models import Activity, ActivitySchedule
from reminders import digest, outbox, services
from reminders.models import OutgoingMail, Reminder, ReminderPolicy
from reminders.services import run_now
from tasks.services.extensions import extension_ask, extension_decide
from tasks.services.reports import report_submit
from tasks.services.review import report_return
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
from units.services import end_membership

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)  # ten o'clock in Shanghai, 8 working days before 31 December


@pytest.fixture
def desk(smtp_server):
    class Desk:
        office = make_office()
        unit = make_unit(office)
        liaison = make_person(office, unit=unit, email="Caizheng@qingshan.example")
        clerk = make_clerk(office)
        mails = smtp_server.messages
        server = smtp_server

        def assignment(self, due_on=date(2026, 12, 31), **fields):
            return make_assignment(self.unit, due_on, **fields)

        def submit(self, assignment):
            return report_submit(
                assignment=assignment, values={"progress": "已公开。"}, links=[], version=0, by=self.liaison, at=AT
            )

    return Desk()


def test_what_is_due_and_new_and_overdue_stands_in_one_mail(desk):
    desk.assignment(requirement="公开财政预算。")
    desk.assignment(due_on=date(2026, 12, 18), requirement="公开决算。")
    desk.assignment(due_on=date(2027, 6, 30), requirement="公开来年计划。")
    run = run_now(MONDAY)
    (mail,) = desk.mails
    assert mail["To"] == "Caizheng@qingshan.example"
    assert mail["Subject"].strip() == "【青山县政府办公室】政务公开任务提醒：已逾期1项，即将到期1项，新下发1项"
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    for words in (
        "公开财政预算。",
        "公开决算。",
        "公开来年计划。",
        "2026年12月31日",
        "还有8个工作日",
        "已过期限1个工作日",
    ):
        assert words in text
        assert words in html
    assert [entry.reminder.kind for entry in run.mails[0][2].entries] == ["overdue", "due", "new"]


def test_a_second_run_sends_nothing(desk):
    desk.assignment()
    run_now(MONDAY)
    run_now(MONDAY)
    run_now(MONDAY + timedelta(hours=3))
    assert len(desk.mails) == 1
    assert Reminder.objects.get().state == "said"


def test_each_stage_is_said_once_and_a_missed_week_gives_one_mail(desk):
    desk.assignment(date(2026, 12, 30))
    for day in range(9, 23):  # 15 and 7 working days before; nothing runs from the 23rd to the 29th
        run_now(datetime(2026, 12, day, 2, tzinfo=UTC))
    said = [mail["Subject"] for mail in desk.mails]
    run_now(datetime(2026, 12, 30, 2, tzinfo=UTC))
    assert len(desk.mails) == len(said) + 1
    assert list(Reminder.objects.order_by("pk").values_list("stage", "state")) == [
        ("-15", "said"),
        ("-7", "said"),
        ("0", "said"),
    ]


def test_nothing_is_said_on_days_off_and_outside_the_hours(desk):
    desk.assignment()
    saturday, evening = MONDAY - timedelta(days=2), MONDAY + timedelta(hours=10)
    assert [row.why for row in run_now(saturday).suppressed] == ["非工作日不发送"]
    assert [row.why for row in run_now(evening).suppressed] == ["只在08:30至17:30发送"]
    assert desk.mails == []
    assert not Reminder.objects.exists()


def test_a_make_up_saturday_is_a_day_for_mail(desk):
    desk.assignment(due_on=date(2026, 10, 13))
    run_now(datetime(2026, 10, 10, 2, tzinfo=UTC))
    assert len(desk.mails) == 1


def test_nothing_before_the_issue(desk):
    make_task(make_plan(desk.office), desk.unit, due_on=date(2026, 12, 1))
    run_now(MONDAY)
    assert desk.mails == []


def test_many_past_deadlines_are_silent_before_the_issue_and_one_digest_after_it(desk):
    plan = make_plan(desk.office)
    for _ in range(500):
        make_task(plan, desk.unit, due_on=date(2026, 3, 31))
    run_now(MONDAY)
    assert desk.mails == []
    issue(plan)
    run_now(MONDAY)
    run_now(MONDAY + timedelta(days=1))
    assert len(desk.mails) == 1
    assert Reminder.objects.filter(state="said").count() == 500


def test_an_answered_task_is_not_mentioned_and_an_empty_digest_is_not_sent(desk):
    assignment = desk.assignment()
    services.plan_all(MONDAY)
    desk.submit(assignment)
    for pk in outbox.due(MONDAY):
        outbox.send(pk, MONDAY)
    assert desk.mails == []
    assert (OutgoingMail.objects.get().state, Reminder.objects.get().state) == ("cancelled", "cancelled")


def test_a_returned_answer_is_said_with_the_reason(desk):
    assignment = desk.assignment(due_on=date(2027, 6, 30))
    run_now(MONDAY)
    report_return(report=desk.submit(assignment), by=desk.clerk, at=AT, reason="请补充链接。")
    run_now(MONDAY + timedelta(days=1))
    run_now(MONDAY + timedelta(days=2))
    assert len(desk.mails) == 2
    assert "退回理由：请补充链接。" in desk.mails[1].get_body(("plain",)).get_content()


def test_a_moved_day_is_reminded_anew_and_the_old_one_is_not_named(desk):
    assignment = desk.assignment()
    run_now(MONDAY)
    request = extension_ask(
        assignment=assignment, new_due_on=date(2027, 1, 8), reason="材料未齐", by=desk.liaison, at=MONDAY
    )
    extension_decide(extension=request, granted=True, by=desk.clerk, at=MONDAY)
    run_now(MONDAY + timedelta(days=8))
    text = desk.mails[-1].get_body(("plain",)).get_content()
    assert len(desk.mails) == 2
    assert "2027年1月8日" in text
    assert "2026年12月31日）" not in text


def test_an_open_duty_is_announced_once_and_never_overdue(desk):
    desk.assignment(due_on=None, deadline_raw="长期坚持")
    for day in range(5):
        run_now(MONDAY + timedelta(days=day))
    assert len(desk.mails) == 1
    assert "新下发1项" in desk.mails[0]["Subject"]


def test_the_host_hears_of_this_months_activity(desk):
    schedule = ActivitySchedule.objects.create(office=desk.office, year=2026, title="安排表", state="issued")
    Activity.objects.create(
        schedule=schedule, seq=1, month=12, self_selected=True, host=desk.unit, host_text="县财政局"
    )
    Activity.objects.create(
        schedule=schedule,
        seq=2,
        month=11,
        theme="已办",
        host=desk.unit,
        host_text="县财政局",
        state="held",
        report_url="https://qingshan.example/1",
    )
    run_now(MONDAY)
    text = desk.mails[0].get_body(("plain",)).get_content()
    assert "主题待定" in text
    assert "已办" not in text


def test_who_left_hears_nothing_and_the_office_is_told_who_is_unreachable(desk):
    desk.assignment()
    end_membership(member=desk.liaison.memberships.get(), by=None, at=AT, to_on=date(2026, 12, 1))
    silent = make_unit(desk.office, "县审计局")
    make_assignment(silent)
    make_person(desk.office, unit=silent, email="")
    run = run_now(MONDAY)
    assert desk.mails == []
    assert {(row.to[:4], row.why) for row in run.suppressed} == {
        ("县财政局", "单位没有在任的联络员"),
        ("县审计局", "联系人没有登记邮箱"),
    }


def test_the_stop_switch_stops(desk):
    desk.assignment()
    ReminderPolicy.objects.create(office=desk.office, enabled=False)
    assert [row.why for row in run_now(MONDAY).suppressed] == ["办公室已停止发送提醒"]
    assert desk.mails == []
    ReminderPolicy.objects.update(enabled=True)
    run_now(MONDAY)
    assert len(desk.mails) == 1


def test_what_comes_after_todays_mail_waits_for_tomorrow(desk):
    desk.assignment()
    run_now(MONDAY)
    desk.assignment(due_on=date(2027, 6, 30))
    run_now(MONDAY + timedelta(hours=2))
    assert len(desk.mails) == 1
    run_now(MONDAY + timedelta(days=1))
    assert len(desk.mails) == 2


def test_the_papers_of_a_batch_are_read_at_once(desk, monkeypatch):
    for n in range(20):
        unit = make_unit(desk.office, f"县第{n}局")
        make_person(desk.office, unit=unit)
        make_assignment(unit)
    services.plan_all(MONDAY)
    made = []
    monkeypatch.setattr(digest.Papers, "__init__", _counting(digest.Papers.__init__, made))
    run_now(MONDAY)
    assert (len(desk.mails), len(made)) == (20, 1)


def _counting(real, made):
    def init(self, *args):
        made.append(1)
        real(self, *args)

    return init

"""Every mail and every mail not sent can be explained: in words, from what plans and sends."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from reminders import hold
from reminders.assignment_chasing import ASSIGNMENTS
from reminders.chasing import chase
from reminders.explain import explain
from reminders.models import (
    ContactPause,
    EscalationStep,
    MailServerState,
    OutgoingMail,
    QuietPeriod,
    Reminder,
)
from reminders.services import plan_all, run_now
from reminders.stage_words import stage_words
from tasks.models import Assignment
from tasks.services.cancelling import assignment_cancel
from tasks.services.review import report_accept
from tests.reminders.explaining.desk import DUE, IN_TIME, MONDAY, days, lines
from tests.world import make_assignment, make_person, make_unit
from units.models import Membership, User

pytestmark = pytest.mark.django_db


def now(assignment, at=MONDAY):
    """What is true of the only contact."""
    (hearer,) = explain(Assignment.objects.get(pk=assignment.pk), at).hearers
    return hearer.now


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("-7", "提前7个工作日"),
        ("0", "到期当天"),
        ("w2", "逾期第2周"),
        ("y3", "年底任务第3周汇总"),
        ("c-3", "佐证材料截止前3个工作日"),
        ("c-0", "佐证材料截止当天"),
        ("new", "新下发"),
        ("anew-1798675200", "重新下发"),
        ("chase-2", "第2次催办"),
        ("chase-preview-2", "活动：发布预告，第2次催办"),
        ("returned-41", "被退回"),
        ("reopened-1796119200", "重新办理"),
        ("instruction-7", "领导批示"),
        ("leader-7", "待单位领导审核"),
        ("standing-2026", "2026年度反馈"),
        ("up-head-3", "逾期满3个工作日告知单位主要负责人"),
        ("preview", "活动：发布预告"),
        ("hold-w2", "活动：举办活动，逾期第2周"),
        ("something-else", "something-else"),
    ],
)
def test_stages_in_words(stage, words):
    assert stage_words(stage) == words


def test_what_was_said_when_and_what_the_server_answered(desk):
    assignment = make_assignment(desk.unit, IN_TIME)
    run_now(MONDAY)
    (hearer,) = explain(assignment, MONDAY).hearers
    (line,) = hearer.lines
    assert (line.kind, line.stage, line.at) == ("即将到期", "提前7个工作日", MONDAY)
    assert line.outcome == "服务器答复：已接收"
    assert line.mail == OutgoingMail.objects.get()
    assert not line.repeated
    assert hearer.now == "今天已经提醒"
    assert now(assignment, days(1)) == "12月7日已经提醒，今天不重复"


def test_a_letter_that_may_have_come_twice_is_marked(desk):
    assignment = make_assignment(desk.unit, IN_TIME)
    run_now(MONDAY)
    OutgoingMail.objects.update(repeated=True)
    (hearer,) = explain(assignment, MONDAY).hearers
    assert hearer.lines[0].repeated


@pytest.mark.parametrize("due_on", [IN_TIME, DUE, date(2027, 3, 1), date(2026, 12, 4)])
def test_the_day_that_is_promised_is_the_day_on_which_the_next_letter_leaves(desk, due_on):
    assignment = make_assignment(desk.unit, due_on)
    run_now(MONDAY)
    (hearer,) = explain(assignment, MONDAY).hearers
    told = len(desk.server.messages)
    for count in range(1, 120):
        run_now(days(count))
        if len(desk.server.messages) > told:
            break
    day = days(count).date()
    stage = Reminder.objects.latest("pk").stage
    year = "" if day.year == 2026 else f"{day.year}年"
    assert hearer.next == f"{year}{day.month}月{day.day}日（{stage_words(stage)}）"


def test_before_the_first_step_it_says_so_and_names_the_day(desk):
    assignment = make_assignment(desk.unit, date(2027, 3, 1))
    Assignment.objects.update(state="in_progress")
    (hearer,) = explain(Assignment.objects.get(), MONDAY).hearers
    assert hearer.now == "还没有到提醒的日子"
    assert hearer.next.startswith("2027年2月")
    assert hearer.next.endswith("（提前15个工作日）")
    assert assignment.pk


def test_after_the_last_week_nothing_more_is_promised(desk):
    desk.rules(overdue_weeks=2)
    assignment = make_assignment(desk.unit, date(2026, 11, 20))
    run_now(MONDAY)
    (hearer,) = explain(assignment, MONDAY).hearers
    assert hearer.next == "已到逾期第2周，不再自动提醒，任务仍列在办公室的逾期清单里"
    for week in range(1, 20):
        run_now(MONDAY + timedelta(weeks=week))
    assert len(desk.server.messages) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "in_review", "submitted_at": MONDAY}, "已报送，等待审核，暂停提醒"),
        ({"state": "done", "done_at": MONDAY}, "已办结"),
    ],
)
def test_a_duty_that_is_with_nobody_is_silent(desk, change, words):
    assignment = make_assignment(desk.unit, IN_TIME)
    Assignment.objects.update(**change)
    assert now(assignment) == words
    (hearer,) = explain(Assignment.objects.get(), MONDAY).hearers
    assert hearer.next == ""


def test_the_whole_way_ends_in_silence_and_the_ledger_says_why(desk):
    assignment = make_assignment(desk.unit, IN_TIME)
    plan_all(MONDAY)
    report_accept(report=desk.answer(assignment), by=desk.clerk, at=MONDAY)
    run_now(MONDAY + timedelta(minutes=1))
    assert now(assignment) == "已办结"
    assert lines(assignment) == [("提前7个工作日", "事项已处理或不再需要")]


def test_an_ended_duty_is_explained_too(desk):
    assignment = make_assignment(desk.unit, IN_TIME)
    run_now(MONDAY)
    assignment_cancel(assignment=assignment, reason="上级取消", by=desk.clerk, at=MONDAY)
    run_now(days(1))
    assert lines(assignment, days(1))[0] == ("不再由您办理", "服务器答复：已接收")


@pytest.mark.parametrize(("state", "words"), [("draft", "文件未下发"), ("closed", "文件已归档")])
def test_a_paper_that_is_not_at_work_is_silent(desk, state, words):
    assignment = make_assignment(desk.unit, IN_TIME)
    type(assignment.task.plan).objects.update(state=state)
    assert now(assignment) == words


def test_a_standing_duty_names_the_day_of_its_yearly_note(desk):
    assignment = make_assignment(desk.unit, None)
    Assignment.objects.update(state="in_progress")
    at = datetime(2026, 6, 1, 2, tzinfo=UTC)
    (hearer,) = explain(Assignment.objects.get(), at).hearers
    assert hearer.now == "长期任务，不按日期提醒"
    assert hearer.next == "11月16日（2026年度反馈）"
    assert assignment.pk


def test_the_letter_of_today_has_left_and_the_rest_waits_for_the_next_working_day(desk):
    friday = days(4)
    make_assignment(desk.unit, date(2026, 12, 22))
    run_now(friday)
    late = make_assignment(desk.unit, date(2026, 12, 22))
    assert now(late, friday) == "今天的邮件已发，并入12月14日的邮件"
    plan_all(friday)
    assert now(late, friday) == "今天的邮件已发，并入12月14日的邮件"


def test_a_contact_who_cannot_be_reached_is_named_with_the_reason(desk):
    assignment = make_assignment(desk.unit, IN_TIME)
    member = desk.liaison.memberships.get()
    pause = ContactPause.objects.create(contact=member, from_on=MONDAY, to_on=date(2026, 12, 18), why="住院")
    assert now(assignment) == "暂停收信至12月18日（住院）"
    pause.delete()
    User.objects.filter(pk=desk.liaison.pk).update(email="")
    assert now(assignment) == "联系人没有登记邮箱"


def test_letters_that_came_back_are_listed_and_then_the_address_is_off(desk):
    assignment = make_assignment(desk.unit, IN_TIME)
    desk.server.refused["caizheng@qingshan.example"] = "550 5.1.1 no such user"
    run_now(MONDAY)
    (hearer,) = explain(assignment, MONDAY).hearers
    (words,) = hearer.came_back
    assert words.startswith("12月7日的邮件：对方服务器说这个地址不存在")
    assert "550" in words
    run_now(days(1))
    assert "多次退信" in now(assignment, days(1))


def test_a_unit_without_a_liaison_is_said_to_have_none(desk):
    other = make_unit(desk.office, "县审计局")
    make_person(desk.office, Membership.Role.UNIT_LEADER, unit=other)
    found = explain(make_assignment(other, IN_TIME), MONDAY)
    assert found.nobody
    assert found.hearers == []


def test_who_left_keeps_what_was_said_to_him_and_hears_no_more(desk):
    assignment = make_assignment(desk.unit, IN_TIME)
    run_now(MONDAY)
    Membership.objects.filter(user=desk.liaison).update(to_on=MONDAY.date())
    assert now(assignment, days(1)) == "已卸任或账号已停用，不再发邮件"
    assert len(lines(assignment, days(1))) == 1


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 12, 7, 0, 0, tzinfo=UTC), "不在发送时间，8:30后发"),
        (datetime(2026, 12, 7, 12, 0, tzinfo=UTC), "不在发送时间，12月8日8:30后发"),
        (datetime(2026, 12, 12, 2, 0, tzinfo=UTC), "非工作日，12月14日8:30后发"),
    ],
)
def test_outside_the_hours_the_moment_is_named(desk, at, words):
    assert now(make_assignment(desk.unit, IN_TIME), at) == words


def test_a_quiet_day_is_named(desk):
    QuietPeriod.objects.create(office=desk.office, from_on=MONDAY, to_on=date(2026, 12, 9), why="县两会")
    assert now(make_assignment(desk.unit, IN_TIME)) == "静默日期（县两会），12月10日8:30后发"


def test_an_office_that_stopped_its_mail(desk):
    desk.rules(enabled=False)
    assert now(make_assignment(desk.unit, IN_TIME)) == "办公室已停止发送"


def test_mail_on_hold_is_said_before_anything_else(desk):
    assignment = make_assignment(desk.unit, IN_TIME)
    hold.hold("恢复备份", MONDAY)
    assert now(assignment) == "邮件已扣留（恢复备份），等系统管理员放行"
    run_now(MONDAY)
    assert now(assignment) == "邮件已扣留（恢复备份），等系统管理员放行"


def test_a_letter_in_the_queue_says_what_it_waits_for(desk, settings):
    assignment = make_assignment(desk.unit, IN_TIME)
    assert now(assignment) == "几分钟内列入今天的邮件"
    plan_all(MONDAY)
    assert now(assignment) == "排队中，几分钟内发出"
    assert lines(assignment) == [("提前7个工作日", "排队中，几分钟内发出")]
    settings.EMAIL_PORT = 1
    run_now(MONDAY)
    assert now(assignment) == "邮件服务器连不上，10:01再试"
    MailServerState.objects.update(stopped=True)
    assert now(assignment) == "邮件服务器拒绝了本平台，等系统管理员处理，10:01再试"


def test_a_letter_that_was_put_off_names_the_answer_and_the_time(desk):
    assignment = make_assignment(desk.unit, IN_TIME)
    desk.server.script["RCPT"] = ["450 4.7.1 greylisted"]
    run_now(MONDAY)
    words = now(assignment)
    assert "450" in words
    assert words.endswith("10:05再试")


def test_a_chase_stands_beside_what_was_computed(desk):
    assignment = make_assignment(desk.unit, IN_TIME)
    run_now(MONDAY)
    at = MONDAY + timedelta(hours=1)
    chase(ASSIGNMENTS, office=desk.office, rows=[assignment], text="请抓紧。", by=desk.clerk, at=at)
    run_now(at)
    assert lines(assignment, at) == [
        ("第1次催办", "服务器答复：已接收"),
        ("提前7个工作日", "服务器答复：已接收"),
    ]


def test_those_whom_it_went_up_to_are_named_for_the_office_and_not_for_the_unit(desk):
    step = EscalationStep.objects.create(office=desk.office, after_days=1, audience="office")
    step.members.add(desk.clerk.memberships.get())
    assignment = make_assignment(desk.unit, date(2026, 12, 4))
    run_now(MONDAY)
    everybody = explain(assignment, MONDAY).hearers
    assert {hearer.member.user for hearer in everybody} == {desk.liaison, desk.clerk}
    (told,) = [hearer for hearer in everybody if hearer.member.user == desk.clerk]
    assert told.lines[0].stage == "逾期满1个工作日告知办公室指定人员"
    assert [hearer.member.user for hearer in explain(assignment, MONDAY, unit_only=True).hearers] == [desk.liaison]


def test_hours_of_the_office_are_those_of_its_own_clock(desk):
    desk.rules(send_from=time(9), zone="Asia/Urumqi")
    assert now(make_assignment(desk.unit, IN_TIME), MONDAY) == "不在发送时间，9:00后发"


def test_an_hour_after_midnight_has_its_nought(desk):
    desk.rules(send_from=time(0, 30), send_until=time(1))
    assert now(make_assignment(desk.unit, IN_TIME), MONDAY) == "不在发送时间，12月8日0:30后发"


def test_where_nobody_is_reminded_of_what_is_late_it_is_not_said_that_the_day_is_yet_to_come(desk):
    desk.rules(overdue_weeks=0)
    late, coming = make_assignment(desk.unit, date(2026, 11, 20)), make_assignment(desk.unit, date(2027, 3, 1))
    Assignment.objects.update(state="in_progress")
    assert now(late) == "已逾期，按规则逾期后不自动提醒；可以发催办邮件"
    assert now(coming) == "还没有到提醒的日子"

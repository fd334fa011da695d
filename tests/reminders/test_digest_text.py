"""What a digest reads like: for a liaison, a leader, somebody of the office; long lists, long words, old mail programs."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calendar_events.models import Activity, ActivitySchedule
from reminders import drafts
from reminders.digest import _subject
from reminders.models import EscalationStep, OutgoingMail, Reminder
from reminders.papers import SHOWN, shortened
from reminders.services import plan_all, run_now
from tasks.services.instructions import instruction_give
from tasks.services.lifecycle import assignment_cancel
from tasks.services.reassign import assignment_reassign
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
from units.models import Membership

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)  # 8 working days before Thursday, 31 December
FAR = date(2027, 6, 30)


@pytest.fixture
def desk(smtp_server):
    class Desk:
        office = make_office()
        unit = make_unit(office)
        liaison = make_person(office, unit=unit, email="caizheng@qingshan.example")
        clerk = make_clerk(office)

        def letter(self, person=None, at=MONDAY):
            """Return subject, text and HTML of the last letter to a person after a run."""
            run_now(at)
            to = (person or self.liaison).email
            message = [message for message in smtp_server.messages if message["To"] == to][-1]
            return message["Subject"].strip(), *(message.get_body((part,)).get_content() for part in ("plain", "html"))

        def answer(self, assignment, words="已公开。"):
            return report_submit(
                assignment=assignment, values={"progress": words}, links=[], version=0, by=self.liaison, at=AT
            )

    return Desk()


def test_an_item_says_what_where_who_when_and_how_long(desk):
    plan = make_plan(desk.office)
    make_task(plan, desk.unit, requirement="公开财政预算。")
    issue(plan)
    assignment = plan.tasks.get().assignments.get()
    for words in desk.letter()[1:]:
        for said in (
            "公开财政预算。",
            "《2026年青山县政务公开工作要点》第1项",
            "单位：县财政局",
            "期限：2026年12月底前　2026年12月31日（周四），还有8个工作日",
            "去办理",
            f"/assignments/{assignment.pk}/",
        ):
            assert said in words


def test_every_kind_stands_under_its_heading_the_most_urgent_first(desk):
    late, returned, instructed, gone = (make_assignment(desk.unit, FAR) for _ in range(4))
    run_now(MONDAY - timedelta(days=7))
    late.due_on = date(2026, 12, 18)
    late.save()
    report_return(report=desk.answer(returned), by=desk.clerk, at=AT, reason="请补充链接。")
    instruction_give(assignment=instructed, text="务必本周办结。", by=make_person(desk.office, "office_leader"), at=AT)
    assignment_cancel(assignment=gone, by=desk.clerk, at=AT, reason="文件废止")
    make_assignment(desk.unit, date(2026, 12, 31))
    schedule = ActivitySchedule.objects.create(office=desk.office, year=2026, title="安排表", state="issued")
    Activity.objects.create(schedule=schedule, seq=1, month=12, theme="预算公开讲", host=desk.unit, host_text="财政")
    subject, text, _ = desk.letter()
    headings = re.findall(r"^【(.+?)】", text, re.M)
    assert headings == ["已逾期", "被退回", "领导批示", "即将到期", "活动", "以下任务不再由您办理，不必再报"]
    assert "退回理由：请补充链接。" in text
    assert "领导批示：务必本周办结。（" in text
    assert "请确定举办时间和地点：预算公开讲" in text
    assert "2027年6月30日" not in text.partition("不必再报")[2]
    assert subject.endswith(
        "政务公开任务提醒：已逾期1项，被退回1项，领导批示1项，即将到期1项，活动1项，不再由您办理1项"
    )
    assert Reminder.objects.filter(state="open").count() == 0


def test_what_is_said_twice_of_one_task_stands_in_one_place(desk):
    assignment = make_assignment(desk.unit, date(2026, 12, 18), requirement="公开财政预算。")
    report_return(report=desk.answer(assignment), by=desk.clerk, at=AT, reason="请补充链接。")
    leader = make_person(desk.office, "office_leader")
    for words in ("务必办结。", "请报结果。"):
        instruction_give(assignment=assignment, text=words, by=leader, at=AT)
    subject, text, _ = desk.letter()
    assert subject.endswith("已逾期1项，被退回1项，领导批示2项")
    assert "以下1项政务公开工作需要办理" in text
    assert re.findall(r"^【(.+?)】", text, re.M) == ["已逾期"]
    assert text.count("公开财政预算。") == 1
    for words in ("退回理由：请补充链接。", "领导批示：务必办结。", "领导批示：请报结果。"):
        assert words in text


def test_a_leader_and_the_office_read_other_words_than_the_liaison(desk):
    make_assignment(desk.unit, date(2026, 12, 1), requirement="公开财政预算。")
    leader = make_person(desk.office, "unit_leader", desk.unit)
    EscalationStep.objects.create(office=desk.office, after_days=3, audience="leader")
    step = EscalationStep.objects.create(office=desk.office, after_days=3, audience="office")
    step.members.add(desk.clerk.memberships.get())
    run_now(MONDAY)
    for person, heading in ((leader, "贵单位以下任务已逾期"), (desk.clerk, "以下单位的任务已逾期")):
        subject, text, _ = desk.letter(person)
        assert f"【{heading}】1项" in text
        assert "请督促办理" in text
        assert "查看：" in text
        assert "去办理" not in text
        assert "不用登录" not in text
        assert subject.endswith("逾期告知1项")
    text = desk.letter()[1]
    assert "【已逾期】1项" in text
    assert "需要办理" in text
    assert "去办理：" in text


def test_a_leader_is_told_what_waits_for_him(desk):
    leader = make_person(desk.office, "unit_leader", desk.unit)
    assignment = make_assignment(desk.unit, FAR)
    assignment.task.plan.leader_first = True
    assignment.task.plan.save()
    desk.answer(assignment)
    _, text, html = desk.letter(leader)
    for words in (text, html):
        assert "有1份填报等您审核" in words
        assert "去审核" in words
        assert reverse("leader_queue") in words


def test_a_person_of_two_units_sees_whose_each_item_is(desk):
    audit = make_unit(desk.office, "县审计局")
    Membership.objects.create(user=desk.liaison, office=desk.office, unit=audit, role="liaison")
    make_assignment(desk.unit, requirement="公开预算。")
    make_assignment(audit, requirement="公开审计结果。")
    text = desk.letter()[1]
    assert re.search(r"公开预算。.*?单位：县财政局", text, re.S)
    assert re.search(r"公开审计结果。.*?单位：县审计局", text, re.S)
    assert "这封邮件里县财政局的任务" in text
    assert "这封邮件里县审计局的任务" in text


def test_two_liaisons_with_one_mailbox_are_told_once_and_have_a_link_each(desk):
    second = make_person(desk.office, unit=desk.unit, email=desk.liaison.email)
    make_assignment(desk.unit, requirement="公开财政预算。")
    subject, text, _ = desk.letter()
    assert subject.endswith("：即将到期1项")
    assert text.count("公开财政预算。") == 1
    for person in (desk.liaison, second):
        assert f"这封邮件里县财政局 {person.name}的任务" in text
    assert len(set(re.findall(r"/a/[^/\s]+/", text))) == 2


def test_after_thirty_items_of_a_group_the_rest_is_counted(desk):
    plan = make_plan(desk.office)
    for _ in range(33):
        make_task(plan, desk.unit)
    issue(plan)
    subject, text, html = desk.letter()
    assert "即将到期33项" in subject
    for words in (text, html):
        assert "第30项具体要求" in words
        assert "第31项具体要求" not in words
        assert "另有3项" in words


def test_long_words_are_cut_and_line_breaks_go(desk):
    make_assignment(desk.unit, requirement="推进财政预算公开，\r\n" + "及时、准确、" * 60)
    text = desk.letter()[1]
    line = next(line for line in text.splitlines() if "推进财政预算公开" in line)
    assert line.startswith("1. 推进财政预算公开， 及时")
    assert line.endswith("…")
    assert len(line) <= SHOWN + 4
    assert shortened("短句。") == "短句。"


def test_a_subject_is_one_line_and_never_too_long(desk):
    make_assignment(desk.unit)
    desk.office.short_name = "青山县人民政府\n办公室" + "委" * 29
    desk.office.save()
    assert desk.letter()[0] == f"【青山县人民政府 办公室{'委' * 29}】政务公开任务提醒：即将到期1项"
    every = [(kind, range(9999)) for kind in Reminder.Kind]
    assert len(_subject(desk.office, every)) < 200  # nothing is cut off


def test_the_html_part_asks_nobody_for_anything_and_knows_no_script(desk):
    make_assignment(desk.unit, requirement="公开<b>预算</b>&决算。")
    html = desk.letter()[2]
    assert "公开&lt;b&gt;预算&lt;/b&gt;&amp;决算。" in html
    assert not re.search(r"<(img|script|link|style|iframe|form)\b|src=|url\(|@import|class=", html)
    assert not re.search(r"https?://(?!127\.0\.0\.1|localhost|testserver)", html)
    assert html.count("<table") == html.count("</table>")


def test_writing_a_letter_asks_the_database_nothing(desk):
    for n in range(5):
        unit = make_unit(desk.office, f"县第{n}局")
        make_person(desk.office, unit=unit)
        make_assignment(unit)
    plan_all(MONDAY)
    ready = drafts.prepare(OutgoingMail.objects.select_related("office__reminder_policy"), MONDAY, leaving=True)
    with CaptureQueriesContext(connection) as asked:
        letters = [draft.compose() for draft in ready.values()]
    assert len(letters) == 5
    assert all("/a/" in letter.text for letter in letters)
    assert len(asked) == 0


def test_what_was_issued_just_before_its_day_is_told_as_new_too(desk):
    for at, text in ((MONDAY - timedelta(days=3), "公开财政预算。"), (AT, "公开住房保障信息。")):
        plan = make_plan(desk.office, f"{text}要点")
        make_task(plan, desk.unit, requirement=text, due_on=date(2026, 12, 31))
        issue(plan, at=at)
    subject, text, html = desk.letter()
    assert subject.endswith("：即将到期2项")
    for body in (text, html):
        assert body.count("12月18日新下发，还没有签收") == 1
        assert body.index("公开财政预算。") < body.index("还没有签收")


def test_what_a_unit_was_given_of_an_older_paper_just_before_its_day_is_told_as_new_too(desk):
    other = make_unit(desk.office, "县审计局")
    first, again = make_assignment(other), make_assignment(desk.unit)
    assignment_reassign(assignment=first, unit=desk.unit, by=None, at=MONDAY - timedelta(days=3), reason="职责调整")
    act = {"by": None, "at": MONDAY - timedelta(days=2), "reason": "职责调整"}
    second = assignment_reassign(assignment=again, unit=other, **act)
    assignment_reassign(assignment=second, unit=desk.unit, **act)
    _, text, html = desk.letter()
    for body in (text, html):
        assert body.count("12月18日新下发，还没有签收") == body.count("12月19日重新下发，还没有签收") == 1

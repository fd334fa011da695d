"""A liaison answers from the letter without a password: what is taken, what is shown, what is refused."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reminders.assignment_chasing import ASSIGNMENTS
from reminders.chasing import chase
from reminders.models import OutgoingMail, Reminder
from reminders.services import run_now
from tasks.models import Assignment, Plan, ProgressReport
from tasks.services.evidence import evidence_add, evidence_draft
from tasks.services.instructions import instruction_give
from tasks.services.lifecycle import assignment_cancel
from tasks.services.reports import report_save_draft, report_submit
from tasks.services.review import report_return
from tests.reminders.answering.desk import MONDAY
from tests.world import (
    AT,
    issue,
    make_clerk,
    make_person,
    make_plan,
    make_task,
)
from units.models import AuditEntry, Membership, RateCount

pytestmark = pytest.mark.django_db


def test_the_letter_has_one_link_in_both_parts_and_it_opens_its_items(desk, client):
    assignment = desk.assignment(requirement="公开财政预算。")
    link = desk.run()
    assert desk.links() == desk.links("html") == [link]
    page = client.get(link)
    text = page.content.decode()
    assert page.status_code == 200
    for words in ("公开财政预算。", "2026年12月31日", "签收", "暂无新进展", "做完了，申请办结"):
        assert words in text
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert assignment.get_absolute_url() in text


def test_a_chase_letter_has_one_too(desk, client):
    assignment = desk.assignment(date(2027, 6, 30))
    run_now(MONDAY)
    desk.server.messages.clear()
    chase(ASSIGNMENTS, office=desk.office, rows=[assignment], text="请尽快。", by=make_clerk(desk.office), at=MONDAY)
    assert client.get(desk.run()).status_code == 200


def test_looking_changes_nothing_however_often(desk, client):
    assignment = desk.assignment()
    link = desk.run()
    before = _everything()
    for _ in range(20):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    for method in (client.options, client.put, client.delete, client.trace):  # what scanners of mail try, too
        assert method(link).status_code == 405
    assert _everything() == before
    assert "sessionid" not in client.cookies
    assert assignment.state == "assigned"


def _everything():
    models = (Assignment, ProgressReport, Reminder, OutgoingMail, AuditEntry, Session, RateCount, Membership)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_receipt_no_news_and_an_answer_are_taken_and_stand_in_the_history(desk, client):
    received, quiet, told_of, closed = (desk.assignment() for _ in range(4))
    link = desk.run()
    assert desk.send(link, "receive", received).url == f"{link}?done={received.pk}"
    desk.send(link, "no_news", quiet)
    said = {"links-0-url": "https://qingshan.example/1", "links-0-published_on": "2026-12-20"}
    desk.send(link, "progress", told_of, progress="正在办。")
    answer = desk.send(link, "close", closed, progress="已公开。", **said)
    states = [Assignment.objects.get(pk=row.pk).state for row in (received, quiet, told_of, closed)]
    assert states == ["in_progress", "in_progress", "in_progress", "in_review"]
    report = ProgressReport.objects.get(assignment=closed)
    assert (report.author, report.state, report.progress) == (desk.liaison, "submitted", "已公开。")
    assert [(link.url, link.published_on) for link in report.evidence.all()] == [
        ("https://qingshan.example/1", date(2026, 12, 20))
    ]
    entries = AuditEntry.objects.filter(object_ref=str(closed.pk), object_type="tasks.assignment", verb="报送")
    assert [(entry.actor_name, entry.origin) for entry in entries] == [(desk.liaison.name, "由邮件链接 127.0.0.1")]
    assert "已报送，等办公室审核。" in client.get(answer.url).content.decode()
    assert not Session.objects.exists()


def test_pressed_twice_it_is_one_answer(desk):
    first, second = desk.assignment(), desk.assignment()
    link, key = desk.run(), "3f0e5a0a-6f8c-4a53-9d3d-0b6a2f6f8c11"
    other = key.replace("3f", "4f")
    for _ in range(2):
        assert desk.send(link, "progress", first, progress="正在办。", key=key).status_code == 302
        assert desk.send(link, "no_news", second, key=other).status_code == 302
        assert desk.send(link, "receive", second).status_code == 302
    assert list(ProgressReport.objects.order_by("pk").values_list("assignment", flat=True)) == [first.pk, second.pk]


def test_what_is_wrong_is_said_and_what_was_typed_stays(desk):
    assignment = desk.assignment()
    link = desk.run()
    empty = desk.send(link, "close", assignment, progress="", problem="缺人。")
    assert empty.status_code == 422
    assert "请填写进展情况" in empty.content.decode()
    assert "缺人。" in empty.content.decode()
    wrong = desk.send(link, "close", assignment, progress="已公开。", **{"links-0-url": "网站首页"})
    assert "这不是一个完整的网址" in wrong.content.decode()
    assert "已公开。" in wrong.content.decode()
    assert not ProgressReport.objects.exists()


def test_enter_in_a_field_keeps_a_draft_and_reports_nothing(desk, client):
    assignment = desk.assignment()
    link = desk.run()
    answer = desk.send(link, "draft", assignment, progress="")
    assert "草稿已保存，还没有报送。" in client.get(answer.url).content.decode()
    assert ProgressReport.objects.get().state == "draft"
    first = re.search(r'<button[^>]*value="(\w+)"', client.get(link).content.decode().partition("填报进展")[2])
    assert first[1] == "draft"


def test_a_draft_saved_meanwhile_is_shown_beside_what_was_typed(desk):
    assignment = desk.assignment()
    link = desk.run()
    other = make_person(desk.office, unit=desk.unit)
    report_save_draft(assignment=assignment, values={"progress": "同事写的。"}, links=[], version=0, by=other, at=AT)
    stale = desk.send(link, "close", assignment, progress="我写的。")
    text = stale.content.decode()
    assert stale.status_code == 422
    assert "同事写的。" in text
    assert "我写的。" in text
    assert f"{other.name}先保存的版本" in text
    assert desk.send(link, "close", assignment, progress="我们写的。", version="1").status_code == 302
    assert ProgressReport.objects.get().progress == "我们写的。"


def test_an_answer_after_a_colleagues_is_refused_and_both_are_shown(desk):
    assignment = desk.assignment()
    link = desk.run()
    report_submit(
        assignment=assignment,
        values={"progress": "同事已报。"},
        links=[],
        version=0,
        by=make_person(desk.office, unit=desk.unit),
        at=AT,
    )
    late = desk.send(link, "close", assignment, progress="我写的。")
    for words in ("现在不能填报", "同事已报。", "我写的。"):
        assert words in late.content.decode()
    assert late.status_code == 422
    assert ProgressReport.objects.count() == 1


def test_a_draft_of_the_portal_is_carried_on_with_its_links(desk, client):
    assignment = desk.assignment()
    link = desk.run()
    links = [("https://qingshan.example/1", "预算", None), ("https://qingshan.example/2", "决算", None)]
    report_save_draft(
        assignment=assignment, values={"progress": "写了一半。"}, links=links, version=0, by=desk.liaison, at=AT
    )
    text = client.get(link).content.decode()
    for words in ("写了一半。", "https://qingshan.example/1", "https://qingshan.example/2", "预算"):
        assert words in text


def test_what_was_reported_last_and_the_files_of_a_draft_go_along(desk, client):
    first, second = desk.assignment(), desk.assignment()
    link = desk.run()
    desk.send(link, "progress", first, progress="一季度已公开。")
    draft = evidence_draft(assignment=second, by=desk.liaison, at=AT)
    evidence_add(report=draft, upload=SimpleUploadedFile("说明.txt", "已公开。".encode()), by=desk.liaison, at=AT)
    text = client.get(link).content.decode()
    assert "已带出上次报送的内容" in text
    assert text.count("一季度已公开。") == 2  # as the last answer, and in the form
    assert "草稿里的文件会一起报送：说明.txt" in text
    draft.refresh_from_db()
    assert desk.send(link, "close", second, progress="已公开。", version=draft.version).status_code == 302
    assert [file.name for file in ProgressReport.objects.get(state="submitted").files.all()] == ["说明.txt"]


def test_the_units_leader_comes_first_where_the_plan_says_so(desk, client):
    assignment = desk.assignment()
    make_person(desk.office, "unit_leader", desk.unit)
    Plan.objects.update(leader_first=True)
    link = desk.run()
    assert "做完了，送领导审核" in client.get(link).content.decode()
    answer = desk.send(link, "close", assignment, progress="已公开。")
    assert ProgressReport.objects.get().state == "at_leader"
    assert "已送本单位领导审核" in client.get(answer.url).content.decode()
    assert desk.send(link, "no_news", assignment).status_code == 422


def test_what_was_returned_and_what_a_leader_wrote_is_shown(desk, client):
    assignment, clerk = desk.assignment(), make_clerk(desk.office)
    values = {"progress": "已公开。"}
    report = report_submit(assignment=assignment, values=values, links=[], version=0, by=desk.liaison, at=AT)
    report_return(report=report, by=clerk, at=AT, reason="请补充链接。")
    instruction_give(assignment=assignment, text="务必本周办结。", by=make_person(desk.office, "office_leader"), at=AT)
    text = client.get(desk.run()).content.decode()
    for words in ("退回理由", "请补充链接。", "务必本周办结。", "已公开。"):
        assert words in text


def test_each_turn_of_a_returning_duty_is_reported(desk, client):
    plan = make_plan(desk.office)
    task = make_task(plan, desk.unit, due_on=None, deadline_kind="periodic", deadline_raw="每季度末")
    with time_machine.travel(AT):
        issue(plan)
    assignment = task.assignments.get()
    link = desk.run()
    periods = [period.label for period in task.periods.order_by("position")]
    assert f"报送{periods[0]}进展" in client.get(link).content.decode()
    desk.send(link, "progress", assignment, progress="本季已公开。")
    assert ProgressReport.objects.get().period.label == periods[0]
    assert f"{periods[1]}进展" in client.get(link).content.decode()


def test_turns_that_were_over_before_the_unit_got_the_task_are_not_asked_for(desk, client):
    plan = make_plan(desk.office)
    task = make_task(plan, desk.unit, due_on=None, deadline_kind="periodic", deadline_raw="每季度末")
    with time_machine.travel(AT):
        issue(plan)
    task.assignments.update(assigned_at=AT + timedelta(days=60), due_on=date(2026, 9, 30))
    assert "报送第三季度进展" in client.get(desk.run()).content.decode()


def test_what_ended_meanwhile_is_said_and_not_taken(desk, client):
    ended, closed = desk.assignment(requirement="终止的。"), desk.assignment(requirement="归档的。")
    link = desk.run()
    assignment_cancel(assignment=ended, by=make_clerk(desk.office), at=MONDAY, reason="文件废止")
    Plan.objects.filter(pk=closed.task.plan_id).update(state="closed")
    for row, words in ((ended, "现在不能填报"), (closed, "已经归档")):
        answer = desk.send(link, "progress", row, progress="正在办。")
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "正在办。" in answer.content.decode()
    assert not ProgressReport.objects.exists()
    assert "没有要填报的" in client.get(link).content.decode()


def test_answers_are_counted_too(desk):
    assignment = desk.assignment()
    link = desk.run()
    codes = [desk.send(link, "receive", assignment).status_code for _ in range(31)]
    assert codes == [302] * 30 + [422]


def test_the_page_asks_the_same_few_questions_for_one_item_and_for_twenty(desk, client):
    costs = []
    for count in (1, 19):
        for _ in range(count):
            desk.assignment()
        desk.server.messages.clear()
        link = desk.run(MONDAY if count == 1 else MONDAY + timedelta(days=1))
        with CaptureQueriesContext(connection) as asked:
            client.get(link)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_a_long_letter_offers_thirty_forms_and_names_the_rest(desk, client):
    plan = make_plan(desk.office)
    for _ in range(34):
        make_task(plan, desk.unit)
    issue(plan)
    text = client.get(desk.run()).content.decode()
    assert text.count("做完了，申请办结") == 30
    assert "另有4项" in text

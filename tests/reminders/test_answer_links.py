"""A liaison answers from the letter without a password: only that letter's items, only as long as the link holds."""

import logging
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reminders import answer_links
from reminders.chasing import chase
from reminders.models import OutgoingMail, Reminder, ReminderPolicy
from reminders.rehearsal import rehearse
from reminders.services import run_now
from tasks.models import Assignment, Plan, ProgressReport
from tasks.services.evidence import evidence_add, evidence_draft
from tasks.services.instructions import instruction_give
from tasks.services.lifecycle import assignment_cancel
from tasks.services.reports import report_save_draft, report_submit
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
from units.models import AuditEntry, Membership, RateCount
from units.redaction import told
from units.services import end_membership

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)  # ten o'clock in Shanghai
LINK = re.compile(r"/a/[^/\s\"]+/")


@pytest.fixture
def desk(smtp_server, client):
    class Desk:
        office = make_office()
        unit = make_unit(office)
        liaison = make_person(office, unit=unit, email="caizheng@qingshan.example")
        server = smtp_server

        def assignment(self, due_on=date(2026, 12, 31), unit=None, **fields):
            return make_assignment(unit or self.unit, due_on, **fields)

        def run(self, at=MONDAY):
            run_now(at)
            return self.links()[-1]

        def links(self, part="plain"):
            bodies = [message.get_body((part,)).get_content() for message in smtp_server.messages]
            return [link for body in bodies for link in LINK.findall(body)]

        def send(self, link, act, assignment, **more):
            empty = {"links-TOTAL_FORMS": "1", "links-INITIAL_FORMS": "0", "version": "0"}
            return client.post(link, {"act": act, "assignment": assignment.pk, **empty, **more})

    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        yield Desk()


def is_gone(answer) -> bool:
    return answer.status_code == 404 and "这个链接不能用了" in answer.content.decode()


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
    chase(assignments=[assignment], text="请尽快。", by=make_clerk(desk.office), at=MONDAY)
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


GONE = {
    "left": lambda desk: end_membership(
        member=desk.liaison.memberships.get(), by=None, at=MONDAY, to_on=date(2026, 12, 20)
    ),
    "other address": lambda desk: _set(desk.liaison, email="neu@qingshan.example"),
    "switched off": lambda desk: _set(desk.liaison, is_active=False),
    "administrator": lambda desk: _set(desk.liaison, admin_role="system"),
    "leader now": lambda desk: _set(desk.liaison.memberships.get(), role="unit_leader"),
    "policy off": lambda desk: ReminderPolicy.objects.create(office=desk.office, answers_by_mail=False),
    "never left": lambda desk: OutgoingMail.objects.update(state="failed"),
    "still queued": lambda desk: OutgoingMail.objects.update(state="queued"),
    "cancelled": lambda desk: OutgoingMail.objects.update(state="cancelled"),
    "expired": lambda desk: OutgoingMail.objects.update(local_date=date(2026, 12, 6)),
}


def _set(thing, **fields):
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


@pytest.mark.parametrize("why", GONE)
def test_the_link_holds_no_longer(desk, client, why):
    assignment = desk.assignment(requirement="公开财政预算。")
    link = desk.run()
    GONE[why](desk)
    for answer in (client.get(link), desk.send(link, "close", assignment, progress="已公开。")):
        assert is_gone(answer)
        assert "公开财政预算。" not in answer.content.decode()
        assert "登录平台" in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("state", ["sent", "handing", "unclear"])
def test_it_holds_while_the_letter_may_be_in_the_readers_hands_and_to_its_last_day(desk, client, state):
    desk.assignment()
    link = desk.run()
    OutgoingMail.objects.update(state=state, local_date=date(2026, 12, 7))
    assert client.get(link).status_code == 200


def test_a_letter_repeated_after_an_unclear_answer_may_have_come(desk, client):
    desk.assignment()
    link = desk.run()
    OutgoingMail.objects.update(state="queued", repeated=True)
    assert client.get(link).status_code == 200


def test_two_spellings_of_an_address_are_one(desk, client):
    desk.assignment()
    link = desk.run()
    _set(desk.liaison, email="CaiZheng@Qingshan.example")
    assert client.get(link).status_code == 200


def test_a_forged_token_opens_nothing(desk, client):
    desk.assignment()
    link = desk.run()
    token = link.split("/")[2]
    value, _, signature = token.partition(".")
    mail, _, contact = value.partition("-")
    other = signing.Signer(salt="another room", sep=".").sign(value)
    unlike = "A" if signature[-2] != "A" else "B"
    for text in (
        f"{mail}-{int(contact) + 1}.{signature}",
        f"{value}.{signature[:-2]}{unlike}{signature[-1]}",
        value,
        other,
        "x",
        "1-2-3.",
    ):
        assert is_gone(client.get(reverse("answer_link", args=[text])))


def test_a_letter_to_somebody_else_opens_nothing_of_mine(desk, client):
    """Signed by us, of a letter and a contact that do not belong together: no letter of ours says this, and it opens nothing."""
    mine = desk.assignment()
    other = make_person(desk.office, unit=make_unit(desk.office, "县审计局"))
    desk.run()
    mail = OutgoingMail.objects.get(address=desk.liaison.email)
    link = reverse("answer_link", args=[answer_links.token(mail.pk, other.memberships.get().pk)])
    assert is_gone(client.get(link))
    assert is_gone(desk.send(link, "receive", mine))


def test_only_the_letters_own_items_can_be_answered(desk, client):
    named = desk.assignment()
    link = desk.run()
    later = desk.assignment(requirement="后来的任务。")
    strangers = desk.assignment(unit=make_unit(desk.office, "县审计局"))
    there = make_office("beihe", "北河县人民政府办公室", "北河县")
    foreign = make_assignment(make_unit(there))
    assert "后来的任务。" not in client.get(link).content.decode()
    for row in (later, strangers, foreign):
        assert is_gone(desk.send(link, "close", row, progress="已公开。"))
    for data in ({"act": "receive"}, {"act": "receive", "assignment": "x"}, {"assignment": named.pk, "act": "cancel"}):
        assert is_gone(client.post(link, data))
    assert not ProgressReport.objects.exists()


def test_the_letters_of_two_units_of_one_person_open_each_its_own(desk, client):
    audit = make_unit(desk.office, "县审计局")
    Membership.objects.create(user=desk.liaison, office=desk.office, unit=audit, role="liaison")
    mine, other = desk.assignment(requirement="财政的任务。"), desk.assignment(unit=audit, requirement="审计的任务。")
    desk.run()
    links = desk.links()
    assert len(desk.server.messages) == 1
    pages = [client.get(link).content.decode() for link in links]
    assert [("财政的任务。" in page, "审计的任务。" in page) for page in pages] == [(True, False), (False, True)]
    assert is_gone(desk.send(links[0], "receive", other))
    assert desk.send(links[1], "receive", other).status_code == 302
    assert mine.state == "assigned"


def test_a_leader_of_a_unit_gets_no_link(desk):
    desk.assignment(date(2026, 12, 1))
    make_person(desk.office, "unit_leader", desk.unit)
    desk.office.escalation_steps.create(after_days=3, audience="leader")
    run_now(MONDAY)
    assert len(desk.server.messages) == 2
    assert len(desk.links()) == 1


def test_without_the_offices_choice_no_letter_carries_one(desk):
    desk.assignment()
    ReminderPolicy.objects.create(office=desk.office, answers_by_mail=False)
    run_now(MONDAY)
    assert desk.links() == []


def test_the_office_never_sees_a_link(desk, client):
    desk.assignment()
    shown = rehearse(MONDAY).mails
    assert len(shown) == 1
    assert not LINK.search(shown[0][2].text + shown[0][2].html)
    desk.run()
    client.force_login(make_clerk(desk.office))
    assert not LINK.search(client.get(reverse("mail", args=[OutgoingMail.objects.get().pk])).content.decode())


def test_a_form_without_its_token_is_refused(desk):
    assignment = desk.assignment()
    link = desk.run()
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(link)
    posted = {"act": "receive", "assignment": assignment.pk}
    assert strict.post(link, posted).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]
    assert strict.post(link, {**posted, "csrfmiddlewaretoken": token}).status_code == 302


def test_nothing_else_opens_and_nobody_is_logged_in(desk, client):
    assignment = desk.assignment()
    link = desk.run()
    client.get(link)
    desk.send(link, "receive", assignment)
    for address in (assignment.get_absolute_url(), reverse("my_tasks")):
        assert client.get(address).url.startswith("/login/")


def test_whoever_is_logged_in_on_this_browser_is_not_taken_for_the_reader(desk, client):
    assignment = desk.assignment()
    link, clerk = desk.run(), make_clerk(desk.office)
    client.force_login(clerk)
    assert clerk.name not in client.get(link).content.decode()
    desk.send(link, "no_news", assignment)
    assert ProgressReport.objects.get().author == desk.liaison
    assert client.get(reverse("overview")).status_code == 200


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


def test_guessing_is_slowed_down_and_does_not_stop_who_has_a_link(desk, client):
    desk.assignment()
    link = desk.run()
    wrong = reverse("answer_link", args=["1-1.x"])
    codes = [client.get(wrong).status_code for _ in range(31)]
    assert codes == [404] * 30 + [429]
    assert client.get(link).status_code == 200


def test_answers_are_counted_too(desk):
    assignment = desk.assignment()
    link = desk.run()
    codes = [desk.send(link, "receive", assignment).status_code for _ in range(31)]
    assert codes == [302] * 30 + [422]


def test_the_key_is_neither_in_the_history_nor_in_the_log(desk):
    desk.assignment()
    link = desk.run()
    token = link.split("/")[2]
    assert token not in told(f"POST {link}")
    assert "x" not in told(f"POST /a/{'x' * 43}/")
    handler = next(handler for handler in logging.getLogger().handlers if handler.filters)
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (link,), None)
    assert handler.filter(record)
    assert record.getMessage() == "Not Found: /a/***/"
    assert token not in str(list(AuditEntry.objects.values())) + str(list(OutgoingMail.objects.values()))


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

"""What was handed in by the link is taken back there: by whoever handed it in, within half an hour, before anybody decided."""

import re
from datetime import date, timedelta

import pytest
import time_machine

from tasks.models import Assignment, ProgressReport
from tasks.services.lifecycle import assignment_set_due
from tasks.services.review import report_return
from tests.reminders.answering.desk import MONDAY
from tests.world import make_clerk, make_person
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
LATE = "没有撤销：只能在办理后的半小时之内、由办理的人撤销。"


def hand_in(desk, client, assignment, link):
    """Hand an answer in and return the page after it, and what its button 撤销 sends."""
    page = client.get(desk.send(link, "close", assignment, progress="已公开。").url).content.decode()
    return page, {"stamp": re.search(r'name="stamp" value="([^"]+)"', page)[1]}


def test_it_goes_on_as_a_draft_with_what_was_written(desk, client):
    assignment = desk.assignment()
    link = desk.run()
    page, sent = hand_in(desk, client, assignment, link)
    assert 'name="act" value="withdraw">撤销' in page
    answer = desk.send(link, "withdraw", assignment, **sent)
    assert answer.url == f"{link}?withdrawn={assignment.pk}"
    page = client.get(answer.url).content.decode()
    assert "已撤回，改好之后再报送。" in page
    assert page.count("已公开。") >= 2  # what was handed in, and in the form
    assert Assignment.objects.get().state == "in_progress"
    assert set(ProgressReport.objects.values_list("state", flat=True)) == {"withdrawn", "draft"}
    entry = AuditEntry.objects.get(verb="撤回")
    assert (entry.actor_name, entry.origin) == (desk.liaison.name, "由邮件链接 127.0.0.1")


def test_nothing_is_offered_for_what_waits_for_nobody(desk, client):
    assignment = desk.assignment()
    link = desk.run()
    for act in ("receive", "no_news"):
        assert "撤销</button>" not in client.get(desk.send(link, act, assignment).url).content.decode()


def test_after_half_an_hour_it_is_neither_offered_nor_done(desk, client):
    assignment = desk.assignment()
    link = desk.run()
    _, sent = hand_in(desk, client, assignment, link)
    with time_machine.travel(MONDAY + timedelta(hours=1, minutes=30), tick=False):
        assert "撤销</button>" not in client.get(f"{link}?done={assignment.pk}").content.decode()
        assert LATE in desk.send(link, "withdraw", assignment, **sent).content.decode()
    assert Assignment.objects.get().state == "in_review"


def test_a_colleague_cannot_take_it_back(desk, client):
    make_person(desk.office, unit=desk.unit, email="tongshi@qingshan.example")
    assignment = desk.assignment()
    desk.run()
    mine, theirs = desk.links()
    _, sent = hand_in(desk, client, assignment, mine)
    assert "撤销</button>" not in client.get(f"{theirs}?done={assignment.pk}").content.decode()
    assert LATE in desk.send(theirs, "withdraw", assignment, **sent).content.decode()
    assert Assignment.objects.get().state == "in_review"


@pytest.mark.parametrize("stamp", ["", "昨天", "2026-12-21T10:00:00"])
def test_a_page_that_is_out_of_date_takes_nothing_back(desk, client, stamp):
    assignment = desk.assignment()
    link = desk.run()
    hand_in(desk, client, assignment, link)
    assert "已经有人处理" in desk.send(link, "withdraw", assignment, stamp=stamp).content.decode()
    assert Assignment.objects.get().state == "in_review"


def test_what_the_office_decided_stays(desk, client):
    assignment = desk.assignment()
    link = desk.run()
    _, sent = hand_in(desk, client, assignment, link)
    clerk = make_clerk(desk.office)
    at = MONDAY + timedelta(hours=1)
    report_return(report=ProgressReport.objects.get(), reason="请补链接。", by=clerk, at=at)
    assert LATE in desk.send(link, "withdraw", assignment, **sent).content.decode()
    assert set(ProgressReport.objects.values_list("state", flat=True)) == {"returned", "draft"}


def test_another_day_that_the_office_set_meanwhile_is_not_taken_back_with_it(desk, client):
    assignment = desk.assignment()
    link = desk.run()
    _, sent = hand_in(desk, client, assignment, link)
    later, clerk = date(2027, 1, 15), make_clerk(desk.office)
    row = Assignment.objects.get()
    assignment_set_due(assignment=row, due_on=later, reason="另行通知。", by=clerk, at=MONDAY + timedelta(minutes=70))
    with time_machine.travel(MONDAY + timedelta(minutes=75), tick=False):
        assert "撤销</button>" not in client.get(f"{link}?done={assignment.pk}").content.decode()
        sent["stamp"] = Assignment.objects.get().changed_at.isoformat()
        assert LATE in desk.send(link, "withdraw", assignment, **sent).content.decode()
    assert (Assignment.objects.get().due_on, Assignment.objects.get().state) == (later, "in_review")


def test_a_refusal_is_said_once(desk, client):
    assignment = desk.assignment()
    link = desk.run()
    hand_in(desk, client, assignment, link)
    assert "没有提交：没有" not in desk.send(link, "withdraw", assignment, stamp="").content.decode()

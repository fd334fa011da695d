"""The office and a unit's leader: an answer passed on, accepted with others, and a silent unit chased by a letter that arrives."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reminders.models import OutgoingMail
from tasks.services.reports import report_submit
from tests.browser.desk import fits, letters_leave, log_in, says
from tests.world import issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def test_passed_on_accepted_together_and_chased(live_server, new_context, smtp_server, size):
    office = make_office()
    unit, plan = make_unit(office), make_plan(office, leader_first=True)
    liaison, leader = make_person(office, unit=unit), make_person(office, "unit_leader", unit=unit)
    for text in ("公开财政预算和决算。", "公开住房保障信息。"):
        make_task(plan, unit, requirement=text)
    make_task(plan, unit, requirement="公开救灾款物信息。", due_on=timezone.localdate() - timedelta(days=5))
    issue(plan)
    for row in unit.assignments.order_by("pk")[:2]:
        report_submit(
            assignment=row, values={"progress": "已公开。"}, links=[], version=0, by=liaison, at=datetime.now(UTC)
        )

    chief = log_in(new_context, leader, size)
    expect(chief.get_by_role("heading", name="等我审核")).to_be_visible()  # something waits: the leader begins there
    fits(chief)
    for _ in range(2):
        chief.get_by_role("button", name="同意，报送办公室").first.click()
    expect(chief.get_by_text("没有等您审核的反馈")).to_be_visible()

    desk = log_in(new_context, make_clerk(office), size)
    desk.goto("/review/")
    fits(desk)
    desk.get_by_text("退回修改").first.click()
    expect(desk.get_by_label("常用理由").first).to_be_visible()
    fits(desk)
    desk.get_by_role("link", name="全选本页").click()
    desk.get_by_role("button", name="通过勾选的").click()
    expect(desk.get_by_role("heading", name=re.compile("将通过2份反馈"))).to_be_visible()
    fits(desk)
    desk.get_by_role("button", name="确认通过，办结").click()
    expect(desk.get_by_role("status")).to_contain_text("已通过2份反馈")

    desk.goto(f"/overview/{plan.year}/")
    desk.get_by_role("link", name="催办全部逾期的").click()
    fits(desk)
    expect(desk.get_by_text("【催办】1项")).to_be_visible()
    desk.get_by_label("邮件开头").fill("请于本周五前报送。")
    desk.get_by_role("button", name="发出催办（1封）").click()
    says(desk, "已催办1件任务，共1封邮件")
    assert OutgoingMail.objects.get(kind="chase").opening == "请于本周五前报送。"
    letters_leave(office)
    assert [mail for mail in smtp_server.messages if mail["To"] == liaison.email and "催办" in mail["Subject"]]

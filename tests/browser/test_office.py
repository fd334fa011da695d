"""The office and a unit's leader on a phone: an answer passed on, accepted with others, and a silent unit chased."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from reminders.models import OutgoingMail
from tasks.services.reports import report_submit
from tests.browser.test_whole_path import PHONE, log_in
from tests.world import issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_passed_on_accepted_together_and_chased(live_server, new_context):
    office = make_office()
    unit, plan = make_unit(office), make_plan(office, leader_first=True)
    liaison, leader = make_person(office, unit=unit), make_person(office, "unit_leader", unit=unit)
    for text in ("公开财政预算和决算。", "公开住房保障信息。", "公开救灾款物信息。"):
        make_task(plan, unit, requirement=text)
    issue(plan)
    for row in unit.assignments.order_by("pk")[:2]:
        report_submit(
            assignment=row, values={"progress": "已公开。"}, links=[], version=0, by=liaison, at=datetime.now(UTC)
        )

    chief = log_in(new_context, leader, PHONE)
    chief.get_by_role("link", name="有2份填报等您审核").click()
    fits(chief)
    for _ in range(2):
        chief.get_by_role("button", name="同意，报送办公室").first.click()
    expect(chief.get_by_text("没有等您审核的反馈")).to_be_visible()

    desk = log_in(new_context, make_clerk(office), PHONE)
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

    desk.goto("/assignments/?show=unanswered")
    fits(desk)
    desk.get_by_label("勾选县财政局第3项").check()
    desk.get_by_role("button", name="催办勾选的").click()
    fits(desk)
    expect(desk.get_by_text("【催办】1项")).to_be_visible()
    desk.get_by_label("邮件开头").fill("请于本周五前报送。")
    desk.get_by_role("button", name="发出催办（1封）").click()
    expect(desk.get_by_role("status")).to_contain_text("已催办1件任务，共1封邮件")
    fits(desk)
    assert OutgoingMail.objects.get(kind="chase").opening == "请于本周五前报送。"

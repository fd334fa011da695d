"""Next year's draft on a phone, in a real browser: rolled forward, a row dropped and taken back, one changed, all told."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.desk import PHONE, log_in
from tests.world import issue, make_clerk, make_office, make_plan, make_task, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def test_from_last_years_plan_to_the_history_of_the_new_one(live_server, new_context):
    city = make_office("city", "某市人民政府办公室", "某市")
    upper = make_plan(city, "某市要点", 2027)
    make_task(upper, make_unit(city), requirement="推进政策解读，丰富解读形式。")
    issue(upper)
    office = make_office(parent=city)
    plan = make_plan(office)
    for text in ("公开财政预算和决算。", "公开住房保障信息。"):
        make_task(plan, make_unit(office, f"县第{len(text)}局"), requirement=text, due_on=date(2026, 12, 31))
    issue(plan)
    phone = log_in(new_context, make_clerk(office), PHONE)

    def fits():
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    phone.goto(f"/plans/{plan.pk}/")
    phone.get_by_text("沿用到下一年").click()
    phone.get_by_role("button", name="生成草稿").click()
    expect(phone.get_by_role("heading", name="与上年对照")).to_be_visible()
    fits()
    phone.get_by_role("button", name=re.compile("不再沿用.*第2项")).click()
    expect(phone.get_by_text("未沿用", exact=True)).to_be_visible()
    phone.get_by_role("button", name=re.compile("恢复.*第2项")).click()
    expect(phone.get_by_role("status")).to_contain_text("已恢复沿用这一项")

    phone.get_by_role("link", name=re.compile("修改.*第1项")).click()
    fits()
    phone.get_by_label("完成时限").fill("6月底前")
    phone.get_by_label("完成时限").press("Enter")  # looks, does not save
    expect(phone.get_by_text("2027-06-30", exact=True)).to_be_visible()
    phone.get_by_label("查找上级任务").fill("解读")
    phone.locator("#main").get_by_role("button", name="查找").click()
    phone.get_by_role("radio", name=re.compile("《某市要点》第1项")).check()
    fits()
    phone.get_by_role("button", name="保存").click()
    expect(phone.get_by_role("status")).to_contain_text("“6月底前”读作2027-06-30")
    expect(phone.locator("tr", has_text="公开财政预算")).to_contain_text("有改动")

    phone.get_by_role("link", name="2027年青山县政务公开工作要点").click()
    expect(phone.get_by_text("对应：《某市要点》第1项")).to_be_visible()
    fits()
    phone.get_by_role("main").get_by_role("link", name="操作记录").click()
    phone.get_by_text("看改动").click()
    expect(phone.locator("details[open] del", has_text="2027-12-31")).to_be_visible()
    fits()

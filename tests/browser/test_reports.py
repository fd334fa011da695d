"""The office looks: from a plot to a list, to a past day, to the circular; and the public looks at what is done."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from docx import Document
from playwright.sync_api import expect

from reports.quarters import quarter_of
from tasks.models import Assignment
from tasks.services.lifecycle import assignment_cancel
from tasks.services.reports import report_submit
from tasks.services.review import report_accept
from tasks.services.rules import plan_set_rules
from tests.browser.desk import fits, log_in, says
from tests.world import issue, make_clerk, make_group, make_office, make_person, make_plan, make_task, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def test_from_the_overview_to_a_past_day_and_the_circular(live_server, new_context, size):
    now = datetime.now(UTC)
    long_ago = now - timedelta(days=100)
    office = make_office()
    clerk = make_clerk(office)
    units = [make_unit(office), make_unit(office, "县教体局")]
    liaison = make_person(office, unit=units[0])
    plan = make_plan(office, year=now.year)
    heading = plan.headings.create(level=1, text="一、重点领域信息公开", position=1)
    for days in (-30, 3, 60):
        due_on = (now + timedelta(days=days)).date()
        make_task(plan, make_group(office, f"第{days}组", *units), due_on=due_on, heading=heading)
    issue(plan, by=clerk, at=long_ago)
    plan_set_rules(plan=plan, by=clerk, at=long_ago, is_public=True)
    row = Assignment.objects.filter(unit=units[0]).order_by("pk").first()
    answered = now - timedelta(days=50)
    links = [("https://www.qingshan.example/1.html", "财政预算公开", None)]
    report = report_submit(
        assignment=row, values={"progress": "已公开。"}, links=links, version=0, by=liaison, at=answered
    )
    report_accept(report=report, by=clerk, at=answered)

    page = log_in(new_context, clerk, size)
    page.goto(f"/overview/{now.year}/")
    expect(page.get_by_role("heading", name="各单位进度")).to_be_visible()  # came after the page
    expect(page.get_by_role("img", name=re.compile("办结16.6%|办结16.7%"))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.locator(".figures a", has_text="已逾期").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1件")

    past = (now - timedelta(days=60)).date()
    page.goto(f"/overview/{now.year}/")
    page.get_by_text("看过去某一天的情况").click()
    page.get_by_label("日期").fill(past.isoformat())
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("当天24时为准")).to_be_visible()
    expect(page.locator(".figures .done")).to_contain_text("0 / 6")
    page.locator(".figures a", has_text="未报送").click()
    expect(page.get_by_text("当天24时为准")).to_be_visible()  # the day goes with the address
    expect(page.get_by_role("heading", level=1)).to_contain_text("6件")
    page.get_by_role("link", name="回到今天").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("5件")

    page.goto(f"/circular/?year={now.year}&last={(now - timedelta(days=1)).date()}&late=1")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    expect(page.locator(".draft")).to_contain_text("县教体局1件")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载通报稿（Word）").click()
    assert download.value.suggested_filename.endswith("通报.docx")

    public = new_context().new_page()
    public.set_viewport_size(size)
    public.goto(f"/public/{office.slug}/{now.year}/")
    fits(public)
    public.get_by_text("公开情况（1）").click()
    expect(public.get_by_role("link", name="财政预算公开")).to_be_visible()


def test_the_circular_of_a_quarter_is_made_taken_and_closed(live_server, new_context, size):
    now = datetime.now(UTC)
    today = timezone.localdate()
    over = quarter_of(today)[0] - timedelta(days=1)
    office = make_office()
    clerk, units = make_clerk(office), [make_unit(office), make_unit(office, "县教体局")]
    plan = make_plan(office, year=over.year)
    make_task(plan, *units, due_on=over - timedelta(days=10))
    issue(plan, by=clerk, at=now - timedelta(days=200))
    page = log_in(new_context, clerk, size)
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="通报").click()
    expect(page.get_by_label("止（截至当天24时）")).to_have_value(over.isoformat())  # the last quarter that is over
    fits(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载通报稿（Word）").click()
    assert "2件" in "".join(part.text for part in Document(download.value.path()).paragraphs)
    page.get_by_text("封存", exact=False).first.click()
    page.get_by_role("button", name="确认封存").click()
    says(page, "本季度的数字已经封存")
    assignment_cancel(assignment=Assignment.objects.first(), by=clerk, at=now, reason="机构撤并。")
    page.reload()
    expect(page.get_by_text("封存后有1处变化")).to_be_visible()
    fits(page)

"""A liaison opens the link of a letter on a phone without scripts: reads, answers by keyboard, is told what became of it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reminders.services import run_now
from tasks.models import ProgressReport
from tests.world import issue, make_office, make_person, make_plan, make_task, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]
LONG = "推进惠民惠农财政补贴“一卡通”管理信息公开，" + "及时公开补贴政策清单、补贴对象、发放金额和时间，" * 9
AS_WIDE_AS_IT_IS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture
def letter(live_server, smtp_server, settings):
    """Return the HTML part of a letter about two tasks, one of them overdue."""
    settings.SITE_URL = live_server.url
    office = make_office()
    unit = make_unit(office)
    make_person(office, unit=unit)
    plan, today = make_plan(office), timezone.localdate()
    make_task(plan, unit, due_on=today - timedelta(days=3))
    make_task(plan, unit, due_on=today + timedelta(days=3), requirement=LONG)
    issue(plan)
    # A working day whatever day the test runs on; the link counts from the day of the letter.
    at = timezone.now()
    while not smtp_server.messages:
        run_now(on=at)
        at -= timedelta(days=1)
    return smtp_server.messages[0].get_body(("html",)).get_content()


def test_an_answer_without_scripts(letter, new_context, size):
    page = new_context(java_script_enabled=False).new_page()
    page.set_viewport_size(size)
    sent = []
    page.on("request", lambda request: sent.append(request))
    page.goto(re.search(r"http\S+/a/[^/]+/", letter)[0])
    expect(page.get_by_role("article")).to_have_count(2)
    late = page.get_by_role("article").first
    late.get_by_label("进展情况").fill("已在县政府网站公开。")
    late.get_by_label("网页地址").fill("www.qingshan.example/1")
    late.get_by_role("button", name="做完了，申请办结").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已报送，等办公室审核")
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_role("status")).to_contain_text("已签收")
    assert ProgressReport.objects.get().evidence.get().url == "https://www.qingshan.example/1"
    told = [request.header_value("referer") or "" for request in sent]
    assert not [referer for referer in told if "/a/" in referer]


@pytest.mark.parametrize("width", [375, 800])
def test_letter_and_page_are_never_wider_than_the_screen(letter, new_context, width):
    page = new_context().new_page()
    page.set_viewport_size({"width": width, "height": 740})
    page.set_content(letter)
    assert page.evaluate(AS_WIDE_AS_IT_IS)
    page.goto(re.search(r"http\S+/a/[^/]+/", letter)[0])
    assert page.evaluate(AS_WIDE_AS_IT_IS)

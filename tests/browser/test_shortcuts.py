"""Single keys for the clerk: through the review, to the search; never where somebody types, and not when they are switched off."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tasks.models import ProgressReport
from tasks.services.reports import report_submit
from tests.browser.desk import log_in
from tests.world import issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


@pytest.fixture
def page(live_server, new_context):
    office = make_office()
    unit, plan = make_unit(office), make_plan(office)
    for text in ("公开财政预算。", "公开住房保障信息。", "公开救灾款物信息。"):
        make_task(plan, unit, requirement=text)
    issue(plan)
    liaison = make_person(office, unit=unit)
    for row in unit.assignments.order_by("pk"):
        values = {"progress": "已公开。"}
        report_submit(assignment=row, values=values, links=[], version=0, by=liaison, at=timezone.now())
    return log_in(new_context, make_clerk(office))


def states():
    return sorted(ProgressReport.objects.exclude(state="draft").values_list("state", flat=True))


def test_ten_fingers_through_the_review_and_back(page):
    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(page.get_by_role("heading", name="待审核")).to_be_visible()
    page.keyboard.press("a")  # no answer has the focus: nothing is meant
    for key in "jjka":  # down, down, up, accept
        page.keyboard.press(key)
    expect(page.get_by_role("status")).to_contain_text("已通过：县财政局第1项")
    page.get_by_role("button", name="撤销").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已撤销")
    assert states() == ["submitted"] * 3

    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_label("勾选县财政局第1项")).to_be_checked()
    page.keyboard.press("r")
    page.keyboard.press("Tab")  # from the ready reasons to the words of one's own
    page.keyboard.type("jakx?/请补充链接。")  # what is typed is typed
    expect(page.get_by_label("补充或自己写").first).to_have_value("jakx?/请补充链接。")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已退回：县财政局第1项")
    assert states() == ["returned", "submitted", "submitted"]
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_who_comes_back_later_begins_at_the_first(page):
    page.goto("/review/")
    for key in "jja":
        page.keyboard.press(key)
    expect(page.get_by_role("status")).to_contain_text("已通过：县财政局第2项")
    page.goto("/review/")
    for key in "jx":
        page.keyboard.press(key)
    expect(page.get_by_label("勾选县财政局第1项")).to_be_checked()


def test_keys_that_belong_to_others_are_left_alone(page):
    page.goto("/review/")
    page.keyboard.press("j")
    for key in ("Control+a", "Alt+a", "Meta+a"):
        page.keyboard.press(key)
    composing = "new KeyboardEvent('keydown', {key: 'a', isComposing: true, bubbles: true})"
    page.evaluate(f"document.activeElement.dispatchEvent({composing})")
    expect(page.get_by_role("status")).to_have_count(0)
    assert states() == ["submitted"] * 3


def test_they_are_shown_and_switched_off_for_good(page):
    page.keyboard.press("?")
    panel = page.get_by_role("dialog", name="键盘快捷键")
    expect(panel).to_be_visible()
    panel.get_by_label("使用单键快捷键").uncheck()
    panel.get_by_role("button", name="关闭").click()
    page.goto("/review/")
    for key in ("?", "j", "a", "/"):
        page.keyboard.press(key)
    expect(panel).to_be_hidden()
    assert states() == ["submitted"] * 3
    page.get_by_role("button", name="键盘快捷键").click()
    expect(panel.get_by_label("使用单键快捷键")).not_to_be_checked()


def test_without_scripts_nothing_of_them_is_seen(page, new_context):
    plain = log_in(
        lambda: new_context(java_script_enabled=False),
        make_clerk(make_office("beihe", "北河县人民政府办公室", "北河县")),
    )
    expect(plain.get_by_text("键盘快捷键")).to_have_count(2)
    for part in plain.get_by_text("键盘快捷键").all():
        expect(part).to_be_hidden()

"""Without a mouse: a liaison answers, asks for a later day and adds a file; the office returns one answer and accepts two."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tasks.models import Assignment
from tasks.services.reports import report_submit
from tests.tasks.evidence.samples import pdf
from tests.world import PASSWORD, issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]
FOCUSED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
  const name = at.getAttribute("aria-label") || at.labels?.[0]?.textContent || at.textContent;
  return {
    name: name.replace(/\\s+/g, " ").trim(),
    isPage: at === document.body || at === document.documentElement,
    isSeen: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2 && box.bottom > 0 && box.top < innerHeight,
  };
}"""


class Hands:
    """Somebody who has only a keyboard, and sees where the focus is at every step."""

    def __init__(self, page):
        self.page = page
        self.met = []  # names of what had the focus since the last stop

    def press(self, key):
        self.page.keyboard.press(key)

    def go_to(self, name, key="Tab", most=60):
        """Press key until what is named so has the focus; each stop on the way must be visible."""
        self.met = []
        for _ in range(most):
            self.press(key)
            stop = self.page.evaluate(FOCUSED)
            if stop["isPage"]:
                continue  # from the last stop of the page through the window's frame to the first
            assert stop["isSeen"], stop
            self.met.append(stop["name"])
            if stop["name"].startswith(name):
                return self
        raise AssertionError(f"{name} is not reached: {self.met}")

    def type(self, text):
        self.page.keyboard.insert_text(text)
        return self

    def enter(self):
        """Press Enter on a link or button and wait for the next page."""
        with self.page.expect_navigation():
            self.press("Enter")
        return self

    def reads(self, text):
        """Look at what has the focus: that is where the news is."""
        expect(self.page.locator(":focus")).to_contain_text(text)
        return self


def log_in(new_context, user):
    page = new_context().new_page()
    # From the first page on: told only beside the key that opens it, a busy browser opens its own dialog, and no event comes.
    page.on("filechooser", lambda chooser: None)
    page.goto("/login/")
    expect(page.get_by_label("登录名")).to_be_focused()
    hands = Hands(page).type(user.username).go_to("密码").type(PASSWORD)
    return hands.enter()


@pytest.fixture
def desk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    office = make_office()
    plan = make_plan(office)
    unit = make_unit(office)
    for text in ("公开财政预算和决算。", "公开住房保障信息。", "公开救灾款物信息。"):
        make_task(plan, unit, requirement=text, due_on=timezone.localdate() + timedelta(days=1))
    issue(plan)
    liaison = make_person(office, unit=unit)
    for row in unit.assignments.exclude(task__number="1"):
        values = {"progress": "已公开。"}
        report_submit(assignment=row, values=values, links=[], version=0, by=liaison, at=timezone.now())
    return {"liaison": liaison, "clerk": make_clerk(office)}


def test_answered_returned_and_accepted_without_a_mouse(live_server, new_context, desk):
    hands = log_in(new_context, desk["liaison"])
    page = hands.page

    hands.go_to("跳到正文").press("Enter")
    hands.go_to("公开财政预算和决算").enter()
    assert hands.met[0].startswith("我的提醒")  # the skip link leads past the menu

    hands.go_to("网页地址").type("不是网址")
    hands.go_to("做完了，申请办结").press("Enter")  # the browser itself asks for the progress, and goes there
    expect(page.get_by_label("进展情况")).to_be_focused()
    hands.type("已公开。").go_to("做完了，申请办结").enter()
    hands.reads("没有提交：有1处需要修改").go_to("网页地址").press("Enter")
    expect(page.get_by_label("网页地址").first).to_be_focused()
    page.keyboard.press("Control+A")
    hands.type("www.qingshan.example/1.html")

    hands.go_to("选择文件")
    with page.expect_file_chooser() as chooser:
        hands.press("Space")
    chooser.value.set_files({"name": "截图.pdf", "mimeType": "", "buffer": pdf()})
    hands.go_to("上传所选文件").enter()
    expect(page.get_by_label("已上传的文件")).to_contain_text("截图.pdf")
    hands.go_to("来不及").press("Enter")
    for _ in range(3):  # year, month and day, in the order in which this browser asks for them
        hands.go_to("申请延至").press("ArrowUp")
        hands.press("ArrowUp")
    hands.go_to("理由").type("材料未齐。").go_to("提交申请").enter().reads("延期申请已报办公室")
    hands.go_to("做完了，申请办结").enter().reads("已报送")

    hands = log_in(new_context, desk["clerk"])
    hands.go_to("审核").enter()
    hands.go_to("同意").enter().reads("已同意延期")
    hands.go_to("退回修改：县财政局第1项").press("Enter")
    hands.go_to("常用理由").press("ArrowDown")
    hands.go_to("退回单位").enter().reads("已退回：县财政局第1项")
    assert Assignment.objects.get(task__number="1").reports.get(state="returned").review_note
    for number in ("2", "3"):
        hands.go_to(f"勾选县财政局第{number}项").press("Space")
    hands.go_to("通过勾选的", "Shift+Tab").enter()
    expect(hands.page.get_by_role("heading", name=re.compile("将通过2份反馈"))).to_be_visible()
    hands.go_to("确认通过，办结").enter().reads("已通过2份反馈")
    assert sorted(Assignment.objects.values_list("state", flat=True)) == ["done", "done", "in_progress"]

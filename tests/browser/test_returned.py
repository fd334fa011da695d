"""A unit asks for a later day and gets it; answers, is sent back, answers again with a link, and is accepted."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tasks.models import Assignment
from tests.browser.desk import fits, log_in, says
from tests.world import issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def test_a_later_day_then_returned_answered_again_and_accepted(live_server, new_context, size):
    today, office = timezone.localdate(), make_office()
    unit, plan = make_unit(office), make_plan(office, year=timezone.localdate().year)
    make_task(plan, unit, requirement="公开财政预算和决算。", due_on=today + timedelta(days=2))
    issue(plan)
    later = today + timedelta(days=20)
    hers = log_in(new_context, make_person(office, unit=unit), size)
    desk = log_in(new_context, make_clerk(office), size)

    hers.get_by_role("link", name="公开财政预算和决算").click()
    hers.get_by_text("来不及？申请延期").click()
    hers.get_by_label("申请延至").fill(later.isoformat())
    hers.get_by_label("理由").fill("决算尚未批复。")
    hers.get_by_role("button", name="提交申请").click()
    says(hers, "延期申请已报办公室")
    desk.goto("/review/")
    fits(desk)
    desk.get_by_role("button", name=re.compile("^同意")).click()
    says(desk, "已同意延期")
    hers.reload()
    expect(hers.get_by_text("已延期")).to_be_visible()

    hers.get_by_label("进展情况").fill("已公开。")
    hers.get_by_role("button", name="做完了，申请办结").click()
    says(hers, "已报送，等办公室审核")
    desk.goto("/review/")
    desk.get_by_text("退回修改").click()
    desk.get_by_label(re.compile("补充或自己写")).fill("缺少公开页面的链接。")
    desk.get_by_role("button", name="退回单位").click()
    says(desk, "已退回")
    hers.goto("/my/")
    fits(hers)
    expect(hers.get_by_text("退回理由：缺少公开页面的链接。")).to_be_visible()
    hers.get_by_role("link", name="公开财政预算和决算").click()
    expect(hers.get_by_label("进展情况")).to_have_value("已公开。")  # nothing is typed twice
    hers.get_by_label("网页地址").first.fill("www.qingshan.example/1.html")
    hers.get_by_role("button", name="做完了，申请办结").click()
    says(hers, "已报送")
    hers.get_by_role("button", name="撤销").click()  # a word was forgotten
    says(hers, "已撤回，改好之后再报送")
    hers.get_by_label("进展情况").fill("已公开预算和决算。")
    hers.get_by_role("button", name="做完了，申请办结").click()
    says(hers, "已报送")

    desk.goto("/review/")
    expect(desk.get_by_text("已公开预算和决算。")).to_be_visible()
    desk.get_by_role("button", name="通过，办结").click()
    says(desk, "已通过")
    row = Assignment.objects.get()
    assert (row.state, row.due_on, row.was_late) == ("done", later, False)
    assert list(row.reports.order_by("pk").values_list("state", flat=True)) == ["returned", "withdrawn", "accepted"]

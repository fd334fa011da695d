"""The whole path in a real browser: a paper goes in, a unit answers, the office accepts, a mail leaves, the matrix shows it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from reminders.services import run_now
from tasks.models import Assignment
from tests.browser.desk import fits, log_in, says
from tests.world import make_clerk, make_group, make_office, make_person, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]
PAPER = Path(__file__).parents[2] / "fixtures" / "papers" / "shanghe-2023.xlsx"


def test_from_the_paper_to_the_accepted_answer(live_server, new_context, smtp_server, size):
    office = make_office("shanghe", "商河县人民政府办公室", "商河县")
    names = "县财政局 县发改局 县工信局 县市场监管局 县大数据服务中心 县税务局 县人社局 县退役军人局 县教体局 县民政局 县住建局 县司法局"
    names += " 县自然资源局 县农业农村局 县水务局 县交通运输局 县应急局 县政府办公室 县卫生健康局"
    units = [make_unit(office, name) for name in names.split()]
    make_group(office, "县政府各部门单位", *units)
    make_group(office, "各镇街", make_unit(office, "白桥镇", kind="town"))
    clerk, liaison = make_clerk(office), make_person(office, unit=units[0])

    desk = log_in(new_context, clerk, size)
    desk.get_by_role("navigation", name="主菜单").get_by_role("link", name="导入").click()
    desk.get_by_label("文件", exact=True).set_input_files(PAPER)
    desk.get_by_role("button", name="读取文件").click()
    expect(desk.get_by_text("识别为任务分工表，2023年，任务51项")).to_be_visible()
    fits(desk)
    expect(desk.get_by_label("市生态环境局商河分局")).to_have_value("new:vertical")
    desk.get_by_role("button", name="保存答复，下一步：预览").click()
    expect(desk.get_by_role("link", name="全部 51")).to_be_visible()
    fits(desk)
    desk.get_by_role("button", name="确认导入").click()
    says(desk, "已导入：新增任务51项")
    desk.get_by_role("button", name="下发给各单位").click()
    says(desk, "已下发")

    run_now(datetime(2023, 12, 20, 2, tzinfo=UTC))
    (mail,) = smtp_server.messages
    assert mail["To"] == liaison.email
    assignment = Assignment.objects.get(unit=units[0], task__number="3")
    assert f"/assignments/{assignment.pk}/" in mail.get_body(("plain",)).get_content()

    phone = log_in(new_context, liaison, size)
    phone.get_by_role("link", name="按要求公开国有企业创新驱动").click()
    phone.get_by_label("进展情况").fill("已在县政府网站公开国有企业“十条政策”落实情况。")
    phone.get_by_label("网页地址").fill("https://www.shanghe.example/1.html")
    fits(phone)
    phone.get_by_role("button", name="做完了，申请办结").click()
    says(phone, "已报送")

    desk.get_by_role("navigation", name="主菜单").get_by_role("link", name="审核").click()
    expect(desk.get_by_text("已在县政府网站公开国有企业")).to_be_visible()
    desk.get_by_role("button", name="通过，办结").click()
    says(desk, "已通过")
    desk.goto(f"/plans/{assignment.task.plan_id}/matrix/")
    row = desk.get_by_role("row").filter(has_text="按要求公开国有企业")
    expect(row.get_by_role("link", name="逾期办结")).to_be_visible()

"""A schedule of activities comes in as a Word file or a web page, is issued, and its host sees it."""

import re
from io import BytesIO

import pytest
from django.utils import timezone
from docx import Document
from playwright.sync_api import expect

from tests.browser.desk import fits, log_in, says
from tests.world import make_clerk, make_office, make_person, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]
ROWS = [
    ["序号", "月份", "活动主题", "主办单位", "政务公开讲", "政府开放日", "备注"],
    ["1", "11月", "惠企政策", "县财政局", "√", "", ""],
    ["2", "12月", "自主选定", "许家镇", "", "√", ""],
]


def title():
    return f"{timezone.localdate().year}年“政务公开讲”“政府开放日”活动安排表"


def word() -> bytes:
    paper = Document()
    paper.add_paragraph(title())
    table = paper.add_table(rows=0, cols=len(ROWS[0]))
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def web_page() -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in ROWS)
    return (
        f"<html><head><title>{title()}</title></head><body><p>{title()}</p><table>{rows}</table></body></html>".encode()
    )


@pytest.mark.parametrize(
    ("name", "content"), [("活动安排.docx", word), ("活动安排.html", web_page)], ids=["word", "web"]
)
def test_from_the_schedule_to_its_host(live_server, new_context, size, name, content):
    office = make_office()
    make_unit(office)
    town = make_unit(office, "许家镇", kind="town")
    desk = log_in(new_context, make_clerk(office), size)
    desk.goto("/imports/")
    desk.get_by_label("文件", exact=True).set_input_files({"name": name, "mimeType": "", "buffer": content()})
    desk.get_by_role("button", name="读取文件").click()
    expect(desk.get_by_text(f"识别为活动安排表，{timezone.localdate().year}年，活动2场")).to_be_visible()
    fits(desk)
    desk.get_by_role("button", name="确认导入").click()
    says(desk, "已导入：活动2场")
    desk.get_by_role("link", name="查看并下发活动安排").click()
    fits(desk)
    desk.get_by_role("button", name=re.compile("下发")).first.click()
    says(desk, "已下发")
    host = log_in(new_context, make_person(office, unit=town), size)
    host.get_by_role("link", name=re.compile("主题待定")).click()
    expect(host.get_by_role("heading", level=1)).to_contain_text("主题待定")
    fits(host)

"""An empty installation: two administrators come in by one-time links, one adds the office, one opens its clerk's account."""

import io
import re
from base64 import b32decode

import pytest
from django.core.management import call_command
from django_otp.oath import totp
from playwright.sync_api import expect

from tests.browser.desk import fits
from tests.world import PASSWORD
from units.models import Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def choose_password(page, link, username):
    """Follow a one-time link, choose a password, and log in with it."""
    page.goto(link)
    expect(page.get_by_text(f"您的登录名是 {username}")).to_be_visible()
    fits(page)
    for place in (0, 1):
        page.locator("input[type=password]").nth(place).fill(PASSWORD)
    page.get_by_role("button", name="保存").click()
    if page.get_by_label("登录名").is_visible():
        page.get_by_label("登录名").fill(username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()


def enrol(page):
    """Type what an authenticator shows for the secret on the page."""
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    fits(page)
    page.locator("input[name=code]").fill(f"{totp(b32decode(secret)):06d}")
    page.get_by_role("button", name="启用并登录").click()


@pytest.fixture
def administrator(live_server, settings, new_context, size):
    """Return the function that opens an administrator's account and comes in with it for the first time."""
    settings.SITE_URL = live_server.url

    def come_in(role, username):
        out = io.StringIO()
        call_command("create_admin", role, username, f"{username}先生", stdout=out)
        page = new_context().new_page()
        page.set_viewport_size(size)
        choose_password(page, re.search(r"http\S+", out.getvalue())[0], username)
        enrol(page)
        return page

    return come_in


def test_from_nothing_to_the_first_paper(administrator, new_context, size):
    system = administrator("system", "xitong")
    system.goto("/admin/units/office/add/")
    for name, text in (
        ("name", "青山县人民政府办公室"),
        ("short_name", "青山县政府办"),
        ("slug", "qingshan"),
        ("region", "青山县"),
    ):
        system.locator(f"[name={name}]").fill(text)
    system.locator("[name=_save]").click()
    expect(system.get_by_text("青山县人民政府办公室").first).to_be_visible()

    security = administrator("security", "anquan")
    security.goto("/admin/units/user/add/")
    for name, text in (("name", "经办人甲"), ("username", "jingban1")):
        security.locator(f"[name={name}]").fill(text)
    security.locator("[name=post_office]").select_option(str(Office.objects.get().pk))
    security.locator("[name=role]").select_option("office")
    security.locator("[name=_save]").click()
    security.get_by_role("button", name="生成链接").click()
    link = security.locator("#link").inner_text()

    clerk = new_context().new_page()
    clerk.set_viewport_size(size)
    choose_password(clerk, link, "jingban1")
    expect(clerk.get_by_text("还没有下发的任务分工")).to_be_visible()
    fits(clerk)
    clerk.get_by_role("main").get_by_role("link", name="导入文件").click()
    expect(clerk.get_by_role("button", name="读取文件")).to_be_visible()
    fits(clerk)
    clerk.goto(link)
    expect(clerk.get_by_role("heading", name="链接已失效")).to_be_visible()  # a link is for once
    expect(clerk.locator("input[type=password]")).to_have_count(0)

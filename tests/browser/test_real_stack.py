"""One journey through what production runs: gunicorn, workers, beat, PostgreSQL, Redis, a mail server, TLS. Nothing is in this process."""

import re
import shutil
import subprocess
import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.desk import PATIENCE, PHONE, WIDE, fits, says
from tests.faults import system
from tests.services import scratch
from tests.world import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl for a certificate"),
]
PAPER = """{0}年青山县政务公开工作任务分工表,,,
序号,具体要求,责任单位,完成时限
1,公开财政预算和决算。,县财政局,{0}年12月底前
2,公开社会救助信息。,县民政局,{0}年12月底前
"""
SENT_WITHIN = 180  # seconds until the worker has sent the letter


@pytest.fixture(scope="module")
def production():
    with scratch() as folder:
        key, certificate = folder / "tls.key", folder / "tls.crt"
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
        subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
        hosts = {"GOVOPEN_HOSTS": "localhost", "GOVOPEN_URL": "https://localhost:{port}"}
        with system.running(folder, tls=(certificate, key), **hosts) as running:
            yield running


@pytest.fixture
def window(browser, production):
    """Open a window of its own at a width."""

    contexts = []

    def opened(size):
        base = f"https://localhost:{production.port}"
        context = browser.new_context(base_url=base, ignore_https_errors=True, locale="zh-CN", viewport=size)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: pytest.fail(f"script error: {error.error}"))
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:  # a server that is told to stop waits for lines that stand
        context.close()


def letter(production, address) -> str:
    """Return the text of the one letter to the address, once the worker has sent it."""
    deadline = time.monotonic() + SENT_WITHIN
    while not production.mailbox.letters[address] and time.monotonic() < deadline:
        time.sleep(0.2)
    (message,) = production.mailbox.letters[address]
    return production.mailbox.texts[message]


def test_a_paper_goes_in_a_letter_leaves_and_the_answer_is_accepted(window, production):
    told = production.desk("tests.browser.stack_desk", "fill")
    desk = window(WIDE)
    desk.goto("/login/")
    desk.get_by_label("登录名").fill(told["clerk"])
    desk.get_by_label("密码").fill(PASSWORD)
    desk.get_by_role("main").get_by_role("button", name="登录").click()
    desk.get_by_role("navigation", name="主菜单").get_by_role("link", name="导入").click()
    paper = PAPER.format(timezone.localdate().year).encode()
    desk.get_by_label("文件", exact=True).set_input_files({"name": "分工.csv", "mimeType": "text/csv", "buffer": paper})
    desk.get_by_role("button", name="读取文件").click()
    desk.get_by_role("button", name="确认导入").click()
    says(desk, "已导入：新增任务2项")
    desk.get_by_role("button", name="下发给各单位").click()
    says(desk, "已下发，共生成2件单位任务")

    production.desk("tests.browser.stack_desk", "sweep")
    text = letter(production, told["address"])
    assert "公开财政预算和决算。" in text
    link = re.search(r"https://localhost:\d+(/a/\S+)", text)[1]

    phone = window(PHONE)  # nobody is logged in there
    phone.goto(link)
    phone.get_by_label("进展情况").fill("已在县政府网站公开。")
    fits(phone)
    phone.get_by_role("button", name="做完了，申请办结").click()
    expect(phone.get_by_role("status")).to_contain_text("已报送，等办公室审核。")

    desk.get_by_role("navigation", name="主菜单").get_by_role("link", name="审核").click()
    expect(desk.get_by_text("已在县政府网站公开。")).to_be_visible()
    desk.get_by_role("button", name="通过，办结").click()
    says(desk, "已通过")
    phone.reload()
    expect(phone.get_by_text("已办结")).to_have_count(1)

"""`python -m benchmarks.flows [DEMO]`: the five commonest jobs in a real browser, counted: clicks, typed signs, page loads.

The demonstration offices on a server of their own (DEMO: a folder in which `load_demo` has been run; it is copied). Each walk
begins at the log-in page (or in the letter) and ends when the page says that it is done. How it is counted: docs/flows.md
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.services import browser, clean_environment, free_port, listens, scratch, serve

PHONE, DESK = {"width": 375, "height": 740}, {"width": 1366, "height": 768}
ANSWER = "已在县政府网站公开。"


class Walk:
    """Somebody at a browser, whose hands are counted."""

    def __init__(self, context, told, size):
        self.page, self.told = context.new_page(), told
        self.page.set_viewport_size(size)
        self.clicks = self.typed = self.loads = 0
        self.page.on("response", self._note)

    def _note(self, response):
        request = response.request
        if request.is_navigation_request() and not 300 <= response.status < 400:
            self.loads += 1

    def click(self, what):
        """Press or tap one thing."""
        what.click()
        self.clicks += 1

    def type(self, label, text):
        """Go to a field and fill it: a click, and a sign at a time."""
        self.click(label)
        label.fill(text)
        self.typed += len(text)

    def keys(self, keys):
        """Press single keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        self.typed += len(keys)

    def log_in(self, name):
        """Type name and password; the field of the name has the focus already, Enter sends the form."""
        self.page.goto(self.told["address"] + "/login/")
        expect(self.page.get_by_label("登录名")).to_be_focused()
        for label, text in (("登录名", name), ("密码", self.told["logins"][name])):
            self.page.get_by_label(label).fill(text)
            self.typed += len(text)
        self.page.keyboard.press("Tab")
        self.page.get_by_label("密码").press("Enter")
        self.typed += 2
        expect(self.page.get_by_role("button", name="退出")).to_be_visible()

    def menu(self, name):
        self.click(self.page.get_by_role("navigation", name="主菜单").get_by_role("link", name=name, exact=True))

    def button(self, name):
        self.click(self.page.get_by_role("button", name=name).first)

    def link(self, name):
        self.click(self.page.get_by_role("link", name=name).first)

    def says(self, words):
        expect(self.page.get_by_role("status").first).to_contain_text(words)


def answer_from_the_letter(walk):
    walk.page.goto(walk.told["address"] + walk.told["letter"])
    walk.clicks += 1  # the link in the letter
    progress = walk.page.get_by_label("进展情况").first
    if not progress.is_visible():
        walk.click(walk.page.locator("summary", has_text="填报").first)
    walk.type(progress, ANSWER)
    walk.button("做完了")
    walk.says("等")


def answer_after_log_in(walk):
    walk.log_in("shanghe-caizheng")
    walk.click(walk.page.locator("main .tasklist a").first)
    walk.type(walk.page.get_by_label("进展情况"), ANSWER)
    walk.button("做完了")
    walk.says("等")


def review_ten_one_by_one(walk):
    walk.log_in("shanghe-jingban1")
    walk.link("等我审核")
    for _ in range(10):
        walk.button("通过，办结")
        walk.says("已通过")


def review_ten_together(walk):
    walk.log_in("shanghe-jingban1")
    walk.link("等我审核")
    for place in range(10):
        walk.click(walk.page.locator("h2.tick input").nth(place))
    walk.button("通过勾选的")
    if walk.page.get_by_role("button", name="确认通过").is_visible():  # one of them ought to be looked at twice
        walk.button("确认通过")
    walk.says("已通过10份")


def review_ten_by_keys(walk):
    walk.log_in("shanghe-jingban1")
    walk.keys("gr")
    expect(walk.page.get_by_role("heading", name="待审核")).to_be_visible()
    for _ in range(10):
        with walk.page.expect_navigation():
            walk.keys("ja")
        walk.says("已通过")


def import_a_paper(walk):
    walk.log_in("shanghe-jingban1")
    walk.menu("导入")
    walk.page.get_by_label("文件", exact=True).set_input_files(walk.told["paper"])
    walk.clicks += 2  # the button, and the file in the window that opens
    walk.button("读取文件")
    walk.button("保存答复，下一步：预览")
    walk.button("确认导入")
    walk.button("下发给各单位")
    walk.says("已下发")


def chase_who_is_late(walk):
    walk.log_in("shanghe-jingban1")
    walk.link("催办全部逾期的")
    walk.button("发出催办")
    walk.says("已催办")


def make_the_circular(walk):
    walk.log_in("shanghe-jingban1")
    walk.menu("通报")
    with walk.page.expect_download() as paper:
        walk.link("下载通报稿（Word）")
    assert paper.value.suggested_filename.endswith("通报.docx")


WALKS = (
    (answer_from_the_letter, PHONE),
    (answer_after_log_in, PHONE),
    (review_ten_one_by_one, DESK),
    (review_ten_together, DESK),
    (review_ten_by_keys, DESK),
    (import_a_paper, DESK),
    (chase_who_is_late, DESK),
    (make_the_circular, DESK),
)


def main(demo: str = "") -> None:
    with scratch() as folder:
        var, port = folder / "var", free_port()
        environment = clean_environment() | {"GOVOPEN_VAR": str(var), "DJANGO_SETTINGS_MODULE": "govopen.settings.dev"}

        def run(*command):
            done = subprocess.run(
                [sys.executable, *command], env=environment, check=True, stdout=subprocess.PIPE, text=True
            )
            return done.stdout

        if demo:
            shutil.copytree(demo, var, ignore=shutil.ignore_patterns("media", "mail"))
        else:
            run("manage.py", "migrate", "-v0")
            run("manage.py", "load_demo")
        told = json.loads(run("-m", "benchmarks.flows_desk", str(folder)))
        told["address"] = f"http://127.0.0.1:{port}"
        told["logins"] = logins(var / "logins.txt")
        server = [sys.executable, "manage.py", "runserver", "--noreload", "--insecure", str(port)]
        with serve(server, folder / "server.log", lambda: listens(port), env=environment), sync_playwright() as play:
            environment = os.environ | {"LANGUAGE": "zh_CN"}
            options = {"executable_path": browser.find(), "args": ["--no-sandbox", "--lang=zh-CN"], "env": environment}
            chromium = play.chromium.launch(**options)
            say(f"{'':26}{'clicks':>8}{'typed':>8}{'loads':>8}")
            for do, size in WALKS:
                walk = Walk(chromium.new_context(locale="zh-CN"), told, size)
                do(walk)
                say(f"{do.__name__:26}{walk.clicks:8}{walk.typed:8}{walk.loads:8}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def logins(file: Path) -> dict[str, str]:
    """Return the password of each account of the demonstration."""
    lines = [line.split("　") for line in file.read_text(encoding="utf-8").splitlines() if line]
    return {name: word.removeprefix("密码 ") for name, word, _ in lines}


if __name__ == "__main__":
    main(*sys.argv[1:])

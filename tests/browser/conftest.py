"""A real Chromium that speaks Chinese and may ask nobody but the live server."""

import os

import pytest
from playwright.sync_api import expect

from tests.browser.desk import PATIENCE, PHONE, WIDE
from tests.services import browser

# Playwright keeps an event loop running in this thread, and Django would refuse every query beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

expect.set_options(timeout=PATIENCE)

SWITCHES = [
    "--no-sandbox",  # its own sandbox cannot be built as root or in a container; it visits only the live server
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    program = browser.find()
    if program is None:
        pytest.skip(browser.why_missing())
    environment = {**os.environ, "LANGUAGE": "zh_CN"}
    return {**browser_type_launch_args, "executable_path": program, "env": environment, "args": SWITCHES}


@pytest.fixture(scope="session")
def base_url(live_server):
    """`page.goto("/login/")` goes here."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1366, "height": 768},
    }


@pytest.fixture(params=[PHONE, WIDE], ids=["phone", "wide"])
def size(request):
    """The two widths at which each journey is walked."""
    return request.param


@pytest.fixture
def new_context(new_context, live_server):
    """Every window is watched: a request elsewhere, a script error or a blocked script fails the test at its end."""
    trouble = []

    def note_request(request):
        if not request.url.startswith((live_server.url, "data:", "blob:", "about:")):
            trouble.append(f"asks another host: {request.url}")

    def note_console(message):
        if message.type == "error" and "Content Security Policy" in message.text:
            trouble.append(f"blocked: {message.text}")

    def watched(**options):
        context = new_context(**options)
        context.set_default_timeout(PATIENCE)
        context.on("request", note_request)
        context.on("console", note_console)
        context.on("weberror", lambda error: trouble.append(f"script error: {error.error}"))
        return context

    yield watched
    assert trouble == []

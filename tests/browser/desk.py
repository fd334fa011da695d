"""What the walks of this room share: who sits at a browser, how wide it is, how somebody logs in."""

from datetime import datetime, time

from django.utils import timezone
from playwright.sync_api import expect

from calendar_events.workdays import WorkdayCalendar
from reminders.services import run_now
from tests.world import PASSWORD

PHONE = {"width": 375, "height": 740}
WIDE = {"width": 1366, "height": 768}
PATIENCE = 60_000  # milliseconds; on a machine with other work a page may take longer than the usual five seconds


def log_in(new_context, user, size=None):
    """Return a window of user's, logged in through the page."""
    page = new_context().new_page()
    if size:
        page.set_viewport_size(size)
    page.goto("/login/")
    page.get_by_label("登录名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    return page


def fits(page):
    """Nothing stands beyond the right edge."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url


def says(page, words):
    """What came of it is said at the top of the page, and the page fits."""
    expect(page.get_by_role("status").first).to_contain_text(words)
    fits(page)


def letters_leave(office):
    """Let what waits leave: today, or on the next working day, whatever day the test runs on."""
    now, day = timezone.now(), WorkdayCalendar(office).on_or_after(timezone.localdate())
    late = timezone.make_aware(datetime.combine(day, time(10)))
    run_now(now, on=now if day == timezone.localdate() else late)

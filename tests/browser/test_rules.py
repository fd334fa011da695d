"""The clerk types rules and sees at the side what they change; on a phone, and without a saved word."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reminders.models import QuietPeriod
from tests.browser.desk import PHONE, log_in
from tests.world import make_assignment, make_clerk, make_office, make_person, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def test_the_preview_follows_what_is_typed(live_server, new_context):
    office = make_office()
    unit = make_unit(office)
    make_person(office, unit=unit)
    today = timezone.localdate()
    make_assignment(unit, today + timedelta(days=20))
    page = log_in(new_context, make_clerk(office), PHONE)
    page.goto("/reminders/rules/")
    quiet = page.get_by_role("group", name="静默日期第1行")
    quiet.get_by_label("开始日期").fill(str(today))
    quiet.get_by_label("结束日期").fill(str(today + timedelta(days=29)))
    quiet.get_by_label("原因").fill("汛期")
    expect(page.get_by_text("改动后：0封、0项")).to_be_visible()
    assert not QuietPeriod.objects.exists()
    for address in ("/reminders/rules/", "/reminders/ahead/", "/workdays/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address

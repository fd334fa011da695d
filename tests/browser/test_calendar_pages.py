"""The public page and the page of subscriptions on a phone, with texts as long as they may be."""

from datetime import date, time

import pytest
from playwright.sync_api import expect

from calendar_events.models import Activity, ActivitySchedule, Suggestion
from tests.browser.desk import PHONE, log_in
from tests.browser.test_extremes import NAME, WIDTHS
from tests.world import make_office, make_person, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def test_long_texts_stay_on_a_phone_and_an_address_is_made_and_revoked(live_server, new_context):
    office = make_office()
    unit = make_unit(office, NAME, name=NAME)
    schedule = ActivitySchedule.objects.create(office=office, year=2026, title="安排", state="issued", is_public=True)
    activity = Activity.objects.create(
        schedule=schedule,
        seq=1,
        month=6,
        day=date(2026, 6, 12),
        starts_at=time(9),
        theme="走进农业农村" * 30,
        host=unit,
        host_text=NAME,
        place="政务服务大厅" * 30,
        signup="拨打办公电话报名" * 60,
        preview_url="https://qingshan.example/" + "a" * 400,
        state="closed",
        is_talk=True,
    )
    said = {"received_on": date(2026, 6, 12), "adopted": True, "answered_on": date(2026, 6, 15)}
    Suggestion.objects.create(activity=activity, text="多办几场" * 200, answer="https://x.example/" + "b" * 300, **said)
    page = log_in(new_context, make_person(office, unit=unit), PHONE)
    page.goto("/public/qingshan/activities/2026/")
    assert page.evaluate(WIDTHS) == []
    expect(page.get_by_role("link", name="查看预告")).to_be_visible()
    expect(page.get_by_role("navigation", name="主菜单")).to_have_count(0)  # nothing of the visitor stands there
    page.goto("/calendar/subscription/")
    page.get_by_role("button", name="生成订阅地址").click()
    expect(page.get_by_role("status")).to_be_focused()
    expect(page.get_by_text("/calendar/feed/")).to_be_visible()
    assert page.evaluate(WIDTHS) == []
    page.get_by_role("button", name="停用").click()
    expect(page.get_by_role("button", name="生成订阅地址")).to_be_visible()

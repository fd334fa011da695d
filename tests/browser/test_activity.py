"""One activity through its whole life in a real browser: the clerk drags it to a day, its host pastes the announcement on a
phone, holds it, reports, answers, and the clerk closes it."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from calendar_events.models import Activity, ActivitySchedule
from tests.browser.desk import PHONE, fits, log_in, says
from tests.browser.test_extremes import NAME, WIDTHS
from tests.world import make_clerk, make_office, make_person, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def test_an_activity_from_the_table_to_its_end(live_server, new_context, size):
    today = timezone.localdate()
    office = make_office()
    town = make_unit(office, "许家镇", kind="town")
    clerk, liaison = make_clerk(office), make_person(office, unit=town)
    schedule = ActivitySchedule.objects.create(
        office=office, year=today.year, title="今年活动安排表", state="issued", is_public=True
    )
    activity = Activity.objects.create(
        schedule=schedule, seq=1, month=today.month, self_selected=True, host=town, host_text="许家镇", is_open_day=True
    )

    desk = log_in(new_context, clerk, size)
    desk.goto(f"/calendar/{today.year}/{today.month}/")
    if size == PHONE:  # fingers do not drag: they follow the link
        desk.goto(f"/activities/{activity.pk}/")
        desk.get_by_role("link", name="定日期").click()
        desk.get_by_label("定在哪一天").fill(str(today))
    else:
        desk.set_viewport_size({"width": 1366, "height": 1200})  # the whole month in sight: a drag does not scroll
        entry = desk.locator(".undated .entry", has_text="许家镇")
        entry.drag_to(desk.locator(f'td[data-to="{today}"]'), source_position={"x": 4, "y": 4})
        expect(desk.get_by_role("heading", name="定日期")).to_be_visible()
        expect(desk.get_by_label("定在哪一天")).to_have_value(str(today))
    desk.get_by_role("button", name="确定").click()
    says(desk, "时间已改")

    phone = log_in(new_context, liaison, size)
    phone.get_by_role("link", name=re.compile("主题待定")).click()

    def said(words):
        says(phone, words)

    phone.get_by_role("link", name=re.compile("粘贴公告")).click()
    day = f"{today.month}月{today.day}日"
    notice = f"一、活动主题：走进许家\n二、活动时间：{day}上午9:00—11:30\n三、活动地点：便民服务中心\n四、名额：30人\n五、报名方式：拨打84880000"
    phone.get_by_label("公告或方案的文字").fill(notice)
    phone.get_by_role("button", name="读取").click()
    expect(phone.get_by_label("活动主题", exact=True)).to_have_value("走进许家")
    expect(phone.locator("#id_starts_at")).to_have_value("09:00")
    expect(phone.get_by_text(f"公告没有写年份，按{today.year}年。")).to_be_visible()
    fits(phone)
    phone.get_by_role("button", name="采用", exact=True).click()
    said("已采用7项")
    expect(phone.get_by_role("heading", name="走进许家")).to_be_visible()

    preview = phone.locator("#preview")
    expect(preview.get_by_label("活动预告链接")).to_be_visible()  # the step of now is open
    expect(preview.get_by_label("报名方式")).to_have_value("拨打84880000")
    preview.get_by_label("活动预告链接").fill("https://www.qingshan.example/1.html")
    preview.get_by_role("button", name="保存").click()
    said("已保存")
    phone.get_by_role("button", name="登记“已举办”").click()
    said("已登记为“已举办”")
    report = phone.locator("#report")
    report.get_by_label("活动情况链接").fill("https://www.qingshan.example/2.html")
    report.get_by_label("参加人数").fill("28")
    report.get_by_label("主要负责人参加").select_option("参加了")
    report.get_by_role("button", name="保存").click()
    said("已保存")
    expect(phone.get_by_text("28人参加，主要负责人参加")).to_be_visible()

    phone.locator("#answers summary").first.click()
    phone.get_by_label("意见建议", exact=True).fill("多办几场。")
    phone.get_by_role("button", name="登记意见建议").click()
    said("意见建议已登记")
    desk.goto(f"/activities/{activity.pk}/")
    desk.get_by_role("button", name="办结").click()
    expect(desk.get_by_role("status")).to_contain_text("还有1条意见建议没有答复")
    phone.get_by_label("采纳", exact=True).check()
    phone.get_by_label("答复", exact=True).fill("明年增加两场。")
    phone.get_by_role("button", name="保存答复").click()
    said("答复已保存")
    desk.get_by_role("button", name="办结").click()
    expect(desk.get_by_role("status")).to_contain_text("活动已办结")
    public = new_context().new_page()
    public.set_viewport_size(size)
    public.goto(f"/public/{office.slug}/activities/{today.year}/")
    expect(public.get_by_text("走进许家").first).to_be_visible()
    fits(public)
    activity.refresh_from_db()
    assert (activity.state, activity.participants, activity.seats) == ("closed", 28, 30)


def test_long_names_and_full_days_stay_in_their_places(live_server, new_context):
    today = timezone.localdate()
    office = make_office()
    unit = make_unit(office, NAME, name=NAME)
    schedule = ActivitySchedule.objects.create(office=office, year=today.year, title="活动安排表" * 30, state="issued")
    common = {"schedule": schedule, "month": today.month, "host": unit, "host_text": NAME, "place": "便民服务中心" * 30}
    for seq in range(1, 9):
        activity = Activity.objects.create(
            **common, seq=seq, day=today if seq < 8 else None, theme="惠民政策面对面" * 25, signup="1" * 500
        )
        activity.suggestions.create(text="多办几场" * 250, received_on=today)
    year = f"/calendar/{today.year}/"
    offices = [year, f"{year}table/", f"{year}waiting/", f"{year}{today.month}/", f"/schedules/{schedule.pk}/"]
    own = [f"/activities/{activity.pk}/", f"/activities/{activity.pk}/announcement/", "/my/", f"{year}{today.month}/"]
    for person, addresses in (
        (make_clerk(office), [*offices, f"/activities/{activity.pk}/move/?to={today}"]),
        (make_person(office, unit=unit), own),
    ):
        page = log_in(new_context, person, PHONE)
        for size in (PHONE, {"width": 1366, "height": 768}):
            page.set_viewport_size(size)
            for address in addresses:
                page.goto(address)
                assert page.evaluate(WIDTHS) == [], (address, size)

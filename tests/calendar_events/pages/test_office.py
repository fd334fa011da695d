"""What the office moves, who is late, what a unit sees among its tasks, and what a page costs."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from calendar_events.models import Activity, ActivitySchedule, Suggestion
from tests.calendar_events.pages.desk import YEAR, Desk, text
from tests.world import make_unit
from units.models import AuditEntry

pytestmark = pytest.mark.django_db


class TestOffice:
    """What only the clerk does."""

    @pytest.fixture
    def clerk(self, client, desk):
        client.force_login(desk.clerk)
        return client

    def test_a_first_day_in_its_month_needs_no_reason_a_change_does(self, clerk, desk):
        assert clerk.post(desk.address("activity_move"), {"day": "2026-06-12"}).status_code == 302
        refused = clerk.post(desk.address("activity_move"), {"day": "2026-06-15"})
        assert refused.status_code == 422
        assert "请写明延期的原因" in text(refused)
        clerk.post(desk.address("activity_move"), {"month": "7", "reason": "防汛"})
        desk.activity.refresh_from_db()
        assert (desk.activity.month, desk.activity.day, desk.activity.postponed_from) == (7, None, "2026年6月12日")

    def test_a_first_day_is_set_and_another_one_is_moved_to_and_every_word_says_which(self, clerk, desk):
        move = desk.address("activity_move")
        first = text(clerk.get(move))
        assert ">定日期</a>" in text(clerk.get(desk.address()))
        for words in (
            "<h1>定日期</h1>",
            "<title>定日期：",
            "定在哪一天",
            ">确定</button>",
            "换到别的月份的，须写明原因",
        ):
            assert words in first
        assert re.search(r'for="id_reason">原因\s*<span class="optional">（可不填）', first)
        assert "改期" not in first
        Activity.objects.update(day=date(2026, 6, 12))
        again = text(clerk.get(move))
        assert ">改期</a>" in text(clerk.get(desk.address()))
        for words in ("<h1>改期</h1>", "<title>改期：", "改到哪一天", ">确定改期</button>", "须写明延期的原因"):
            assert words in again
        assert not re.search(r'for="id_reason">原因\s*<span class="optional">', again)

    def test_the_overview_says_where_the_activities_of_the_month_stand(self, clerk, desk, time_machine):
        desk.add(2, month=6, day=date(2026, 6, 10), state="cancelled", reason="合并举办")
        desk.add(3, month=6, day=date(2026, 6, 5))
        time_machine.move_to("2026-06-12T02:00:00Z")
        clerk.force_login(desk.clerk)
        page = text(clerk.get(reverse("overview")))
        for word, light in (("计划中", "going"), ("已取消", "off"), ("未登记举办", "overdue")):
            assert f'<span class="light {light}">{word}</span>' in page

    def test_a_first_month_is_no_postponement(self, clerk, desk):
        Activity.objects.update(month=None)
        assert clerk.post(desk.address("activity_move"), {"month": "9"}).status_code == 302
        desk.activity.refresh_from_db()
        assert (desk.activity.month, desk.activity.postponed_from, desk.activity.due_version) == (9, "", 2)
        assert clerk.post(desk.address("activity_move"), {"month": "10"}).status_code == 422

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            ("2026-06-19", "6月19日是端午假期。"),
            ("2026-05-09", "5月9日是星期六，补班（调休上班）。"),
            ("2026-06-13", "6月13日是星期六，不上班。"),
            ("2026-06-12", "6月12日（星期五），县财政局还有一场活动：另一场。"),
            ("2020-06-12", "已经过去"),
            ("2026-06-16", "没有发现冲突"),
        ],
    )
    def test_what_speaks_against_a_day_is_said_before_it_is_moved(self, clerk, desk, day, words):
        desk.add(2, month=6, day=date(2026, 6, 12), theme="另一场")
        if "没有" in words and timezone.localdate() > date(2026, 6, 16):
            words = "6月16日（星期二）已经过去"
        assert words in text(clerk.get(desk.address("activity_move"), {"to": day}))
        assert words in text(clerk.post(desk.address("activity_move"), {"day": day, "look": "1"}))
        desk.activity.refresh_from_db()
        assert desk.activity.day is None

    def test_a_month_that_is_over_is_said(self, clerk, desk):
        ActivitySchedule.objects.update(year=2020)
        assert "2020年3月已经过去" in text(clerk.get(desk.address("activity_move"), {"to": "3"}))

    @pytest.mark.parametrize("to", ["13", "0", "2026-02-30", "x", "²"])
    def test_a_target_that_is_none_is_passed_over(self, clerk, desk, to):
        assert clerk.get(desk.address("activity_move"), {"to": to}).status_code == 200

    def test_cancelled_and_taken_back_with_a_reason(self, clerk, desk):
        refused = clerk.post(desk.address("activity_act", "cancel"), {"reason": " "})
        assert refused.status_code == 422
        assert "请写明原因" in text(refused)
        clerk.post(desk.address("activity_act", "cancel"), {"reason": "合并举办"})
        page = text(clerk.get(desk.address()))
        assert "取消原因：合并举办" in page
        assert 'name="theme"' not in page
        assert "活动已恢复" in text(
            clerk.post(desk.address("activity_act", "reopen"), {"reason": "仍要办"}, follow=True)
        )
        assert "合并举办" not in text(clerk.get(desk.address()))

    def test_closing_says_what_is_missing(self, clerk, desk):
        Activity.objects.update(state="held", theme="走进财政", day=date(2026, 6, 12))
        assert "请先登记活动情况的链接" in text(clerk.post(desk.address("activity_act", "close"), follow=True))
        Activity.objects.update(report_url="https://qingshan.example/2")
        assert "活动已办结" in text(clerk.post(desk.address("activity_act", "close"), follow=True))

    def test_the_settings_are_changed_with_a_history(self, clerk, desk):
        address = reverse("schedule", args=[desk.schedule.pk])
        values = {"preview_days": "7", "report_days": "5", "answer_days": "15", "is_public": "on"}
        assert clerk.post(address, values).status_code == 302
        assert AuditEntry.objects.get(verb="修改活动安排设置").changes == {
            "发布预告：举办前几个工作日": ["5", "7"],
            "答复意见建议：举办后几天": ["10", "15"],
            "对外公开": ["否", "是"],
        }
        assert clerk.post(address, values | {"preview_days": "400"}).status_code == 422
        clerk.post(address, values)
        assert AuditEntry.objects.filter(verb="修改活动安排设置").count() == 1

    def test_settings_that_a_colleague_changed_meanwhile_are_not_written_over_unseen(self, clerk, desk):
        address = reverse("schedule", args=[desk.schedule.pk])
        seen = clerk.get(address).context["rules_form"].seen
        values = {"preview_days": "7", "report_days": "5", "answer_days": "10", "seen": seen}
        assert clerk.post(address, values).status_code == 302
        refused = clerk.post(address, values | {"preview_days": "5", "answer_days": "15"})
        assert refused.status_code == 422
        assert "发布预告：举办前几个工作日：现在是“7”，您这一页上是“5”" in text(refused)
        assert 'value="15"' in text(refused)
        desk.schedule.refresh_from_db()
        assert (desk.schedule.preview_days, desk.schedule.answer_days) == (7, 10)
        values["seen"] = refused.context["rules_form"].seen
        assert clerk.post(address, values | {"preview_days": "5", "answer_days": "15"}).status_code == 302

    def test_the_next_year_is_copied_under_a_title_that_is_proposed(self, clerk, desk):
        assert 'value="2027年活动安排表"' in text(clerk.get(reverse("schedule", args=[desk.schedule.pk])))
        copy = {"year": "2027", "title": "2027年活动安排表"}
        address = reverse("schedule_forward", args=[desk.schedule.pk])
        assert clerk.post(address, copy).url == "/calendar/2027/"
        again = clerk.post(address, copy)
        assert again.status_code == 422
        assert "这一年已有同名的活动安排表" in text(again)
        assert ActivitySchedule.objects.filter(year=2027, state="draft").count() == 1

    def test_the_table_is_that_of_the_annex(self, clerk, desk):
        desk.add(2, month=6, theme="安全生产", is_talk=True)
        desk.add(3, month=7, theme="防灾减灾")
        page = text(clerk.get("/calendar/2026/table/"))
        assert page.count('rowspan="2"') == 1
        assert page.count("√") == 4
        assert "主题待定（自主选定）" in page
        assert page.count('data-label="月份">6月<') == 2  # on a phone each row is a card and says its month

    def test_the_month_says_days_off_and_make_up_days_in_words(self, clerk, desk):
        desk.add(2, month=6, day=date(2026, 6, 19), theme="放假那天")
        page = text(clerk.get("/calendar/2026/6/"))
        for words in ("休·端午", "周末", "放假那天", "6月，日期待定", "6月19日是端午假期。", "draggable"):
            assert words in page
        assert "班·调休" in text(clerk.get("/calendar/2026/5/"))
        assert "放假安排还没有登记" in text(clerk.get("/calendar/2040/5/"))
        for address in ("/calendar/2026/13/", "/calendar/2026/0/", "/calendar/1/5/", "/calendar/9999/12/"):
            assert clerk.get(address).status_code == 404

    def test_who_is_late_is_named_by_step(self, client):
        today = timezone.localdate()
        desk = Desk(today.year)
        client.force_login(desk.clerk)
        Activity.objects.update(month=today.month, theme="")  # due before the month began
        town = make_unit(desk.office, "许家镇", kind="town")
        desk.add(2, town, theme="走进许家", state="held", day=today - timedelta(days=60))
        page = text(client.get(f"/calendar/{today.year}/waiting/"))
        for words in (
            "还没有报主题（过期1场）",
            "县财政局：请报送活动主题",
            "还没有报活动情况（过期1场）",
            "许家镇：请登记活动情况链接",
        ):
            assert words in page

    def test_what_only_waits_to_be_closed_is_named(self, client):
        today = timezone.localdate()
        desk = Desk(today.year)
        client.force_login(desk.clerk)
        Activity.objects.update(theme="走进财政", state="held", day=today, report_url="https://qingshan.example/1")
        page = text(client.get(f"/calendar/{today.year}/waiting/"))
        assert "可以办结（1场）" in page
        assert "没有要等的" not in page
        desk.activity.suggestions.create(text="多办几场。", received_on=today)
        assert "可以办结" not in text(client.get(f"/calendar/{today.year}/waiting/"))

    def test_a_cancelled_one_shows_no_due_days(self, clerk, desk):
        Activity.objects.update(state="cancelled", reason="防汛", day=date(2026, 6, 12), theme="走进财政")
        page = text(clerk.get(desk.address()))
        assert "活动已取消" in page
        assert 'class="soft small due"' not in page


def test_a_unit_sees_its_activities_with_the_next_step_among_its_tasks(client):
    today = timezone.localdate()
    desk = Desk(today.year)
    client.force_login(desk.host)
    Activity.objects.update(month=12)
    assert "下一步：确定主题" in text(client.get("/my/"))
    Activity.objects.update(state="held", day=today, theme="走进财政")
    assert "下一步：公开活动情况" in text(client.get("/my/"))
    Activity.objects.update(state="closed")
    assert "走进财政" not in text(client.get("/my/"))


def test_what_is_due_on_the_day_itself_is_not_due_before_it(client):
    today = timezone.localdate()
    desk = Desk(today.year)
    client.force_login(desk.host)
    done = {"theme": "走进财政", "place": "政务大厅", "preview_url": "https://qingshan.example/1"}
    Activity.objects.update(day=today, month=today.month, **done)
    page = text(client.get(f"/calendar/{today.year}/"))
    assert f"下一步：举办活动，{today.year}年{today.month}月{today.day}日</span>" in page


PAGES = ["/calendar/{y}/", "/calendar/{y}/table/", "/calendar/{y}/6/", "/calendar/{y}/waiting/", "/activities/{a}/"]


def cost(client, address):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_900_activities_cost_as_many_queries_as_three(client):
    desk = Desk()
    years = {YEAR - 1: None, YEAR: desk.schedule, YEAR + 1: None}
    for year in (YEAR - 1, YEAR + 1):
        title = f"{year}年活动安排表"
        years[year] = ActivitySchedule.objects.create(office=desk.office, year=year, title=title, state="issued")
        years[year].activities.create(seq=1, month=6, host=desk.unit, host_text="县财政局")

    def costs():
        found = {}
        for user, pages in ((desk.clerk, PAGES), (desk.host, [*PAGES[:3], PAGES[4], "/my/"])):
            client.force_login(user)
            for page in pages:
                found[user.pk, page] = cost(client, page.format(y=YEAR, a=desk.activity.pk))
        return found

    desk.activity.suggestions.create(text="一条", received_on="2026-05-11")
    few = costs()
    units = [make_unit(desk.office, f"县第{n}局") for n in range(30)]
    Activity.objects.bulk_create(
        Activity(
            schedule=schedule,
            seq=n + 2,
            month=n % 12 + 1,
            day=date(year, n % 12 + 1, n % 28 + 1) if n % 3 else None,
            host=units[n % 30] if n % 5 else desk.unit,
            host_text="某局",
            self_selected=n % 2 == 0,
            state="held" if n % 7 == 0 and n % 3 else "planned",
        )
        for year, schedule in years.items()
        for n in range(299)
    )
    Suggestion.objects.bulk_create(
        Suggestion(activity=activity, text="一条", received_on="2026-05-11") for activity in [desk.activity] * 20
    )
    assert costs() == few


def test_an_activity_that_was_not_held_stands_alike_on_every_page(client):
    today = timezone.localdate()
    desk = Desk(today.year - 1)
    client.force_login(desk.clerk)
    for address in (desk.address(), f"/calendar/{today.year - 1}/", f"/calendar/{today.year - 1}/table/"):
        page = text(client.get(address))
        assert '<span class="light overdue">未登记举办</span>' in page
        assert "计划中" not in page
        assert "主题待定（自主选定）" in page
        assert page.count("light overdue") == 1 or address == desk.address()  # there each step has its own


def test_among_its_own_a_unit_is_not_named_again(client):
    desk = Desk(timezone.localdate().year)
    client.force_login(desk.host)
    card = text(client.get("/my/")).partition("本单位主办的活动")[2].partition("</section>")[0]
    assert "县财政局" not in card
    assert ">本单位<" not in card
    assert ">6月<" in card


def test_a_single_year_is_no_choice_and_a_single_schedule_needs_no_heading(client):
    desk = Desk()
    client.force_login(desk.clerk)
    page = text(client.get("/calendar/2026/table/"))
    assert 'aria-label="年度"' not in page
    assert "<h2>" not in page
    other = {"office": desk.office, "title": "补充安排表", "state": "issued"}
    ActivitySchedule.objects.create(year=2026, **other)
    ActivitySchedule.objects.create(year=2027, **other)
    page = text(client.get("/calendar/2026/table/"))
    assert 'aria-label="年度"' in page
    assert page.count("<h2>") == 2

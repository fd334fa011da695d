"""The pages of an activity and of its year: what the host types, what the clerk moves, who is late, and what a page costs."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from calendar_events.models import Activity, ActivitySchedule, Suggestion
from tests.world import make_clerk, make_office, make_person, make_unit
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
YEAR = 2026  # a year with known days off; where today counts, the test says its own


class Desk:
    """An office with a schedule of one activity, its host and its clerk."""

    def __init__(self, year=YEAR):
        self.office = make_office()
        self.unit = make_unit(self.office)
        self.clerk, self.host = make_clerk(self.office), make_person(self.office, unit=self.unit)
        self.schedule = ActivitySchedule.objects.create(
            office=self.office, year=year, title=f"{year}年活动安排表", state="issued"
        )
        self.activity = self.add(1, month=6, self_selected=True)

    def add(self, seq, unit=None, **fields):
        unit = unit or self.unit
        return Activity.objects.create(
            schedule=self.schedule, seq=seq, host=unit, host_text=unit.short_name, is_open_day=True, **fields
        )

    def address(self, name="activity", *more):
        return reverse(name, args=[self.activity.pk, *more])


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def host(client, desk):
    client.force_login(desk.host)
    return client


def text(answer):
    return answer.content.decode()


def fill(client, desk, step, **values):
    desk.activity.refresh_from_db()
    data = {"step": step, "version": desk.activity.version, **values}
    answer = client.post(desk.address(), data)
    desk.activity.refresh_from_db()
    return answer


class TestHost:
    """The short form, step by step."""

    def test_the_form_of_the_present_step_is_open_and_the_others_are_folded(self, host, desk):
        page = text(host.get(desk.address()))
        assert page.count("<details open>") == 1
        assert page.index('id="theme"') < page.index("<details open>") < page.index('id="place"')
        assert fill(host, desk, "theme", theme="走进财政").status_code == 302
        page = text(host.get(desk.address()))
        assert page.index('id="place"') < page.index("<details open>") < page.index('id="preview"')
        for words in ("已完成", "举办月份的第一个工作日"):
            assert words in page

    def test_a_step_writes_its_own_fields_only(self, host, desk):
        fill(host, desk, "theme", theme="走进财政", place="别处", state="held", host="99")
        assert (desk.activity.theme, desk.activity.place, desk.activity.state) == ("走进财政", "", "planned")

    def test_what_is_refused_stays_as_typed_and_opens_its_step(self, host, desk):
        answer = fill(host, desk, "place", day="2025-06-12", starts_at="11:00", ends_at="09:00", place="政务大厅")
        page = text(answer)
        assert answer.status_code == 422
        for words in ('value="政务大厅"', "日期却在2025年", "结束时间应晚于开始时间", 'value="2025-06-12"'):
            assert words in page
        assert page.index('id="place"') < page.index("<details open>") < page.index('id="preview"')
        assert desk.activity.place == ""

    def test_the_second_of_two_people_is_told_and_keeps_the_words(self, host, desk):
        version = desk.activity.version
        fill(host, desk, "theme", theme="走进财政")
        answer = host.post(desk.address(), {"step": "theme", "version": version, "theme": "阳光财政"})
        page = text(answer)
        assert answer.status_code == 422
        for words in ("别人也改了这项活动", "活动主题：走进财政", 'value="阳光财政"'):
            assert words in page
        desk.activity.refresh_from_db()
        assert desk.activity.theme == "走进财政"
        assert f'name="version" value="{desk.activity.version}"' in page  # pressed once more, it is saved
        fill(host, desk, "theme", theme="阳光财政")
        assert desk.activity.theme == "阳光财政"

    def test_the_deadline_for_signing_up_is_local_time(self, host, desk):
        fill(
            host,
            desk,
            "preview",
            signup="电话报名",
            signup_until="2026-06-10T17:30",
            seats="30",
            invitees="",
            preview_url="",
        )
        assert timezone.localtime(desk.activity.signup_until).strftime("%Y-%m-%d %H:%M") == "2026-06-10 17:30"
        assert 'value="2026-06-10T17:30"' in text(host.get(desk.address()))

    def test_a_theme_from_the_table_is_put_right_with_the_day(self, host, desk):
        Activity.objects.update(self_selected=False, theme="安全生产")
        assert 'id="theme"' not in text(host.get(desk.address()))
        fill(host, desk, "place", theme="安全生产月", day="2026-06-12", starts_at="", ends_at="", place="")
        assert (desk.activity.theme, desk.activity.day) == ("安全生产月", date(2026, 6, 12))

    def test_after_it_was_held_only_what_comes_afterwards_is_asked(self, host, desk):
        Activity.objects.update(theme="走进财政", day=timezone.localdate(), state="held")
        page = text(host.get(desk.address()))
        assert 'name="report_url"' in page
        assert 'name="theme"' not in page
        fill(host, desk, "report", report_url="https://qingshan.example/2", participants="28", head_present="true")
        assert (desk.activity.participants, desk.activity.head_present) == (28, True)

    def test_held_is_recorded_on_the_day_and_not_before(self, host, desk):
        desk.schedule.year = timezone.localdate().year
        desk.schedule.save()
        Activity.objects.update(theme="走进财政", day=timezone.localdate() + timedelta(days=1))
        assert "登记“已举办”</button>" not in text(host.get(desk.address()))
        assert "还没有到" in text(host.post(desk.address("activity_held"), follow=True))
        Activity.objects.update(day=timezone.localdate())
        assert "已登记为“已举办”" in text(host.post(desk.address("activity_held"), follow=True))

    def test_suggestions_are_added_answered_and_a_slip_is_removed(self, host, desk):
        host.post(desk.address("suggestion_add"), {"text": "多办几场。"})
        page = text(host.post(desk.address("suggestion_add"), {"text": "登记错了"}, follow=True))
        assert page.index('id="answers"') < page.index("<details open>")  # one stays where one was
        first, slip = Suggestion.objects.all()
        refused = host.post(desk.address("suggestion_answer", first.pk), {"answer": "明年增加。"})
        assert refused.status_code == 422
        assert "请选择是否采纳" in text(refused)
        assert "明年增加。" in text(refused)
        host.post(desk.address("suggestion_answer", first.pk), {"answer": "场地有限。", "adopted": "no"})
        host.post(desk.address("suggestion_remove", slip.pk))
        (kept,) = Suggestion.objects.all()
        assert (kept.answer, kept.adopted) == ("场地有限。", False)
        assert "未采纳" in text(host.get(desk.address()))

    def test_a_day_outside_the_month_of_the_table_is_pointed_out(self, host, desk):
        fill(host, desk, "place", day="2026-07-02", starts_at="", ends_at="", place="")
        assert "安排表定在6月，举办日期在7月，请核对。" in text(host.get(desk.address()))
        fill(host, desk, "place", day="2026-06-30", starts_at="", ends_at="", place="")
        assert "请核对" not in text(host.get(desk.address()))

    def test_an_address_without_its_beginning_is_taken_as_https(self, host, desk):
        fill(host, desk, "preview", preview_url="www.qingshan.example/1", signup="", seats="", invitees="")
        assert desk.activity.preview_url == "https://www.qingshan.example/1"

    def test_a_suggestion_of_another_activity_is_not_there(self, host, desk):
        other = desk.add(2).suggestions.create(text="别处的", received_on="2026-05-11")
        assert host.post(desk.address("suggestion_remove", other.pk)).status_code == 404

    def test_an_answer_cannot_close_what_is_cancelled(self, host, desk):
        Activity.objects.update(state="cancelled", reason="合并")
        answer = host.post(desk.address("suggestion_add"), {"text": "多办几场。"})
        assert answer.status_code == 422
        assert "已取消" in text(answer)


NOTICE = """一、活动主题：走进财政
二、活动时间：6月12日（星期四）上午9:00—11:30
三、活动地点：县财政局一楼会议室
四、名额：30人"""


class TestAnnouncement:
    """Pasted, looked at, taken over."""

    def paste(self, client, desk, **more):
        return client.post(desk.address("activity_announcement"), {"text": NOTICE, "url": "", **more})

    def test_each_value_says_where_it_stood_and_nothing_is_written(self, host, desk):
        page = text(self.paste(host, desk))
        for words in (
            'value="走进财政"',
            'value="2026-06-12"',
            'value="09:00"',
            "公告第2行",
            "2026年6月12日是星期五，公告写的是星期四。",
            "按2026年",
            "报名方式，请在活动页面补填",
        ):
            assert words in page
        desk.activity.refresh_from_db()
        assert (desk.activity.theme, desk.activity.version) == ("", 1)

    def test_what_is_ticked_is_taken_over_as_it_stands_in_the_form(self, host, desk):
        ticked = {"adopt": "1", "version": 1, "use_theme": "1", "use_day": "1", "use_preview_url": "1"}
        typed = {"theme": "走进财政局", "day": "2026-06-11", "seats": "30", "starts_at": "09:00", "ends_at": "11:30"}
        url = "https://qingshan.example/1"
        answer = self.paste(host, desk, **ticked, **typed, url=url, preview_url=url)
        assert answer.status_code == 302
        desk.activity.refresh_from_db()
        saved = desk.activity
        assert (saved.theme, saved.day, saved.seats, saved.preview_url) == ("走进财政局", date(2026, 6, 11), None, url)
        assert AuditEntry.objects.filter(verb="填报活动").count() == 1

    def test_a_wrong_value_is_told_at_its_field_with_all_that_was_typed(self, host, desk):
        answer = self.paste(host, desk, adopt="1", version=1, use_day="1", day="2027-06-12", theme="改过的主题")
        assert answer.status_code == 422
        assert "日期却在2027年" in text(answer)
        assert 'value="改过的主题"' in text(answer)

    def test_somebody_elses_change_is_told_before_it_is_overwritten(self, host, desk):
        Activity.objects.update(version=5, place="礼堂")
        typed = {"adopt": "1", "version": 1, "use_place": "1", "place": "县财政局一楼会议室"}
        answer = self.paste(host, desk, **typed)
        assert answer.status_code == 422
        assert "别人也改了" in text(answer)
        assert "平台现有：礼堂" in text(answer)
        assert self.paste(host, desk, **typed | {"version": 5}).status_code == 302

    def test_nothing_ticked_and_nothing_to_read_are_said(self, host, desk):
        assert "没有勾选" in text(self.paste(host, desk, adopt="1", version=1))
        assert "没有读出" in text(self.paste(host, desk, text="今天天气很好。"))
        assert self.paste(host, desk, text="").status_code == 422


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
        assert (desk.activity.month, desk.activity.day, desk.activity.postponed_from) == (7, None, "2026-06-12")

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            ("2026-06-19", "6月19日是端午假期。"),
            ("2026-05-09", "5月9日是星期六，调休上班。"),
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
            "发布预告": ["5", "7"],
            "答复意见建议": ["10", "15"],
            "对外公开": ["否", "是"],
        }
        assert clerk.post(address, values | {"preview_days": "400"}).status_code == 422
        clerk.post(address, values)
        assert AuditEntry.objects.filter(verb="修改活动安排设置").count() == 1

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
        assert "自主选定" in page

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

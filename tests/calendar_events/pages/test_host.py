"""What the host types: the steps of an activity, and a pasted announcement."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from calendar_events.models import Activity, Suggestion
from tests.calendar_events.pages.desk import fill, text
from units.models import AuditEntry

pytestmark = pytest.mark.django_db


NOTICE = """一、活动主题：走进财政
二、活动时间：6月12日（星期四）上午9:00—11:30
三、活动地点：县财政局一楼会议室
四、名额：30人"""


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
        fill(host, desk, "place", day="2026-06-30", reason="场地", starts_at="", ends_at="", place="")
        assert "请核对" not in text(host.get(desk.address()))

    def test_a_day_that_was_set_is_not_changed_without_a_reason(self, host, desk):
        when = {"starts_at": "09:00", "ends_at": "", "place": "政务大厅"}
        assert "改期的原因" not in text(host.get(desk.address()))
        fill(host, desk, "place", day="2026-06-12", **when)
        assert "改期的原因" in text(host.get(desk.address()))
        assert fill(host, desk, "place", day="2026-06-12", **when | {"place": "礼堂"}).status_code == 302
        for day in ("2026-07-15", ""):
            refused = fill(host, desk, "place", day=day, **when)
            assert refused.status_code == 422
            assert "改期请写明原因" in text(refused)
        assert (desk.activity.day, desk.activity.place) == (date(2026, 6, 12), "礼堂")
        assert fill(host, desk, "place", day="2026-07-15", reason="防汛", **when).status_code == 302
        saved = desk.activity
        assert (saved.month, saved.day, saved.place) == (7, date(2026, 7, 15), "政务大厅")
        assert (saved.postponed_from, saved.reason) == ("2026年6月12日", "防汛")
        assert AuditEntry.objects.get(verb="活动延期").reason == "防汛"

    def test_a_refused_change_of_the_day_keeps_what_was_typed(self, host, desk):
        fill(host, desk, "place", day="2026-06-12", starts_at="", ends_at="", place="")
        page = text(fill(host, desk, "place", day="2026-06-15", starts_at="", ends_at="", place="县文化馆"))
        assert 'value="2026-06-15"' in page
        assert 'value="县文化馆"' in page

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

    def test_a_day_from_the_announcement_is_not_changed_without_a_reason_either(self, host, desk):
        Activity.objects.update(day=date(2026, 6, 9))
        assert 'name="reason"' in text(self.paste(host, desk))
        typed = {"adopt": "1", "version": 1, "use_theme": "1", "theme": "走进财政", "day": "2026-06-12"}
        refused = self.paste(host, desk, **typed, use_day="1")
        assert refused.status_code == 422
        assert "改期请写明原因" in text(refused)
        assert self.paste(host, desk, **typed).status_code == 302  # without the day nothing is moved
        desk.activity.refresh_from_db()
        assert (desk.activity.day, desk.activity.reason) == (date(2026, 6, 9), "")
        typed["version"] = desk.activity.version
        assert self.paste(host, desk, **typed, use_day="1", reason="会议冲突").status_code == 302
        desk.activity.refresh_from_db()
        assert (desk.activity.day, desk.activity.postponed_from) == (date(2026, 6, 12), "2026年6月9日")

    def test_nothing_ticked_and_nothing_to_read_are_said(self, host, desk):
        assert "没有勾选" in text(self.paste(host, desk, adopt="1", version=1))
        assert "没有读出" in text(self.paste(host, desk, text="今天天气很好。"))
        assert self.paste(host, desk, text="").status_code == 422

"""The office chases the hosts of activities: one letter to each address, once a day for each step, checked once more before it leaves."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calendar_events.models import Activity, ActivitySchedule
from calendar_events.services import activity_cancel, activity_fill_in
from reminders.activity_chasing import OPENING, activity_chase, look
from reminders.explain import explain_activity
from reminders.models import OutgoingMail, Reminder, ReminderPolicy
from reminders.rehearsal import rehearse
from reminders.services import plan_all, run_now
from tasks.services.errors import ActRefused
from tests.calendar_events.pages.desk import text
from tests.world import make_clerk, make_office, make_person, make_unit
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)  # ten o'clock in Shanghai
TUESDAY = MONDAY + timedelta(days=1)
SAID = {"theme": "走进财政", "place": "政务大厅", "self_selected": False}


@pytest.fixture
def desk(smtp_server):
    class Desk:
        office = make_office()
        unit = make_unit(office)
        liaison = make_person(office, unit=unit, email="caizheng@qingshan.example")
        clerk = make_clerk(office)
        server = smtp_server
        schedule = ActivitySchedule.objects.create(office=office, year=2026, title="2026年活动安排表", state="issued")

        def activity(self, seq=1, unit=None, **fields):
            """An activity whose announcement was due on 18 December."""
            fields = SAID | {"day": date(2026, 12, 25), "month": 12} | fields
            unit = unit or self.unit
            return Activity.objects.create(
                schedule=self.schedule, seq=seq, host=unit, host_text=str(unit), is_open_day=True, **fields
            )

        def chase(self, *activities, at=MONDAY, words=OPENING):
            return activity_chase(office=self.office, activities=activities, text=words, by=self.clerk, at=at)

        @property
        def chases(self):
            return [message for message in self.server.messages if "催办" in message["Subject"]]

    return Desk()


def test_the_host_gets_one_letter_that_says_what_is_asked_and_by_when(desk):
    first = desk.activity()
    second = desk.activity(2, theme="", self_selected=True, day=None)
    desk.chase(first, second, words="请于明天下班前办理。")
    run_now(MONDAY)
    (message,) = desk.chases
    assert message["Subject"].strip() == "【青山县政府办公室】催办：2场政务公开活动请尽快办理"
    for part in ("plain", "html"):
        said = message.get_body((part,)).get_content()
        for words in (
            "请于明天下班前办理。",
            "请发布活动预告：走进财政",
            "请报送活动主题：主题待定（自主选定）",
            "《2026年活动安排表》",
            "2场",
            f"/activities/{first.pk}/",
        ):
            assert words in said
        plain = re.sub("<[^>]+>", "", said)
        assert "时间：12月25日举办；这一步应于2026年12月18日（周五）前办理，已过期限1个工作日" in plain
        assert "时间：12月举办；这一步应于2026年11月30日（周一）前办理，已过期限15个工作日" in plain
        assert "项" not in plain.partition("登录平台查看全部")[0].partition("催办")[2]  # one counter, the subject's
    stages = dict(Reminder.objects.filter(kind="chase").values_list("duty_id", "stage"))
    assert stages == {first.pk: "chase-preview-1", second.pk: "chase-theme-1"}


def test_it_stands_in_the_history_and_is_explained(desk):
    activity = desk.activity()
    desk.chase(activity, words="请抓紧。")
    entry = AuditEntry.objects.get(verb="催办")
    assert (entry.object_ref, entry.reason, entry.actor_ref) == (str(activity.pk), "请抓紧。", desk.clerk.pk)
    assert entry.changes == {"步骤": ["", "发布预告"], "催办次数": [0, 1], "收件人": ["", desk.liaison.name]}
    run_now(MONDAY)
    explained = Activity.objects.with_unanswered().select_related("schedule__office", "host").get()
    (hearer,) = explain_activity(explained, MONDAY).hearers
    assert ("活动：发布预告，第1次催办", "服务器答复：已接收") in [(row.stage, row.outcome) for row in hearer.lines]


def test_once_a_day_for_each_activity_and_step(desk):
    activity = desk.activity()
    desk.chase(activity)
    with pytest.raises(ActRefused, match="已经催办，信还没有发出"):
        desk.chase(activity, at=MONDAY + timedelta(minutes=1))
    run_now(MONDAY + timedelta(minutes=2))
    with pytest.raises(ActRefused, match="今天已经催办过"):
        desk.chase(activity, at=MONDAY + timedelta(hours=3))
    Activity.objects.update(preview_url="https://qingshan.example/1", day=date(2026, 12, 18))
    assert desk.chase(activity, at=MONDAY + timedelta(hours=3)).stage == {activity.pk: "chase-hold-1"}
    run_now(MONDAY + timedelta(hours=4))
    Activity.objects.update(preview_url="", day=date(2026, 12, 25))
    assert desk.chase(activity, at=TUESDAY).stage == {activity.pk: "chase-preview-2"}
    run_now(TUESDAY)
    assert len(desk.chases) == 3


def test_done_meanwhile_it_is_not_sent(desk):
    done, gone, moved, open_ = (desk.activity(seq) for seq in range(1, 5))
    night = MONDAY + timedelta(hours=12)
    desk.chase(done, gone, moved, open_, at=night)
    who = {"by": desk.clerk, "at": night}
    activity_fill_in(activity=done, values={"preview_url": "https://qingshan.example/1"}, **who)
    activity_cancel(activity=gone, reason="合并举办", **who)
    Activity.objects.filter(pk=moved.pk).update(host=make_unit(desk.office, "县住建局"))
    run_now(TUESDAY)
    (message,) = desk.chases
    said = message.get_body(("plain",)).get_content()
    assert [f"/activities/{row.pk}/" in said for row in (done, gone, moved, open_)] == [False, False, False, True]
    assert Reminder.objects.filter(kind="chase", state="cancelled").count() == 3


def test_the_daily_letter_says_what_it_would_have_said(desk):
    activity = desk.activity()
    desk.chase(activity)
    plan_all(MONDAY)
    assert set(Reminder.objects.values_list("kind", "stage")) == {
        ("chase", "chase-preview-1"),
        ("activity", "preview-w1"),
    }
    assert len(rehearse(MONDAY).mails) == 2


def test_who_has_nothing_to_do_or_cannot_be_reached_is_named(desk):
    nobody, other = make_unit(desk.office, "县住建局"), make_unit(desk.office, "县水务局")
    make_person(desk.office, unit=other, email="")
    announced = desk.activity(1, preview_url="https://qingshan.example/1")
    rows = [announced, desk.activity(2, nobody), desk.activity(3, other), desk.activity(4, state="closed")]
    view = look(desk.office, list(Activity.objects.with_unanswered().order_by("seq")), MONDAY)
    assert [(row.pk, why) for row, why in view.left_out] == [
        (rows[0].pk, "还没有到举办日期"),
        (rows[3].pk, "活动已办结"),
        (rows[1].pk, "单位没有能收邮件的联络员"),
        (rows[2].pk, "单位没有能收邮件的联络员"),
    ]
    assert {found.to[:4] for found in view.unreachable} >= {"县住建局", "县水务局"}
    with pytest.raises(ActRefused, match=r"没有可以催办的活动：.*还没有到举办日期"):
        desk.chase(*rows)
    assert not Reminder.objects.exists()


def test_refusals_write_nothing(desk):
    activity = desk.activity()
    with pytest.raises(ActRefused, match="开头的话"):
        desk.chase(activity, words=" ")
    ReminderPolicy.objects.create(office=desk.office, enabled=False)
    with pytest.raises(ActRefused, match="停止发送"):
        desk.chase(activity)
    assert not OutgoingMail.objects.exists()


class TestPage:
    """From the page of who has not done it, by way of a preview."""

    @pytest.fixture
    def clerk(self, client, desk, time_machine):
        time_machine.move_to(MONDAY, tick=False)
        client.force_login(desk.clerk)
        return client

    def test_all_that_are_late_with_a_step_are_shown_and_chased(self, clerk, desk):
        late, early = desk.activity(), desk.activity(2, day=date(2026, 12, 31))
        waiting = reverse("activity_waiting", args=[2026])
        link = f"{reverse('chase_activities')}?year=2026&step=preview&next={waiting}"
        assert link.replace("&", "&amp;") in text(clerk.get(waiting))
        preview = text(clerk.get(link))
        for words in ("1场活动，1封邮件", "caizheng@qingshan.example", "请发布活动预告：走进财政", OPENING):
            assert words in preview
        assert f"/activities/{early.pk}/" not in preview
        assert not OutgoingMail.objects.exists()
        form = {"confirm": "1", "opening": "请抓紧。", "picked": str(late.pk), "next": waiting}
        answer = clerk.post(reverse("chase_activities"), form, follow=True)
        assert answer.redirect_chain[0][0] == waiting
        assert "已催办1场活动，共1封邮件" in text(answer)
        assert "今天已经催办过" not in preview
        assert "已经催办，信还没有发出" in text(clerk.get(link))

    def test_one_activity_is_chased_from_its_own_page(self, clerk, desk):
        activity = desk.activity()
        address = reverse("chase_activity", args=[activity.pk])
        assert address in text(clerk.get(reverse("activity", args=[activity.pk])))
        assert "发出催办（1封）" in text(clerk.get(address))
        assert "请写一句开头的话" in text(
            clerk.post(reverse("chase_activities"), {"confirm": "1", "picked": activity.pk})
        )

    @pytest.mark.parametrize(
        "asked", ["", "?year=2026", "?year=x&step=preview", "?year=2026&step=none", "?year=2026&step=answers"]
    )
    def test_where_nothing_is_chosen_that_is_said(self, clerk, desk, asked):
        desk.activity()
        answer = clerk.get(reverse("chase_activities") + asked, follow=True)
        assert "没有要催办的活动" in text(answer)

    def test_another_offices_activity_is_not_there(self, clerk, desk):
        activity = desk.activity()
        clerk.force_login(make_clerk(make_office("beihe", "北河县人民政府办公室", "北河县")))
        assert clerk.post(reverse("chase_activities"), {"picked": activity.pk, "confirm": "1"}).status_code == 404

    def test_the_preview_asks_no_more_for_more_activities(self, clerk, desk):
        def queries():
            with CaptureQueriesContext(connection) as found:
                clerk.get(reverse("chase_activities"), {"year": 2026, "step": "preview"})
            return len(found)

        desk.activity()
        queries()
        before = queries()
        for seq in range(2, 12):
            desk.activity(seq)
        assert queries() == before

"""The life of an activity as far as it goes today."""

from datetime import date

import pytest

from calendar_events.models import Activity, ActivitySchedule
from calendar_events.services import (
    ActivityError,
    activity_fill_in,
    activity_mark_held,
    schedule_issue,
    schedule_roll_forward,
)
from tasks.services.unit_changes import unit_merge
from tests.world import AT, make_clerk, make_office, make_person, make_unit
from units.models import AuditEntry, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    office = make_office()
    host = make_unit(office, "许家镇", kind="town")
    schedule = ActivitySchedule.objects.create(office=office, year=2026, title="2026年活动安排表", state="issued")
    return Activity.objects.create(
        schedule=schedule, seq=1, month=2, self_selected=True, host=host, host_text="许家镇", is_open_day=True
    )


def test_with_a_month_only_the_last_day_of_the_month_is_meant(activity):
    assert activity.due_on == date(2026, 2, 28)


def test_it_is_held_only_with_theme_and_day_and_not_before_the_day(activity):
    clerk = make_clerk(activity.schedule.office)
    with pytest.raises(ActivityError, match="主题"):
        activity_mark_held(activity=activity, by=clerk, at=AT)
    activity = activity_fill_in(
        activity=activity, values={"theme": "人居环境", "day": date(2026, 5, 12)}, by=clerk, at=AT
    )
    with pytest.raises(ActivityError, match="还没有到"):
        activity_mark_held(activity=activity, by=clerk, at=AT)
    with pytest.raises(ActivityError, match="请写明改期的原因"):
        activity_fill_in(activity=activity, values={"day": date(2026, 5, 11)}, by=clerk, at=AT)
    activity = activity_fill_in(activity=activity, values={"day": date(2026, 5, 11)}, reason="提前", by=clerk, at=AT)
    assert activity_mark_held(activity=activity, by=clerk, at=AT).state == Activity.State.HELD
    with pytest.raises(ActivityError, match="已举办"):
        activity_mark_held(activity=activity, by=clerk, at=AT)
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "填报活动",
        "活动延期",
        "登记举办",
    ]


def test_only_the_host_and_the_clerk_may_fill_it_in(activity):
    office = activity.schedule.office
    host, other = make_person(office, unit=activity.host), make_person(office, unit=make_unit(office))
    leader = make_person(office, "office_leader")
    for user, may in ((host, True), (make_clerk(office), True), (other, False), (leader, False)):
        assert Activity.objects.editable_by(user).exists() is may
        assert Activity.objects.visible_to(user).exists()


def test_copied_to_another_year_the_own_choices_are_open_again(activity):
    activity_fill_in(activity=activity, values={"theme": "人居环境", "day": date(2026, 2, 3)}, by=None, at=AT)
    copy = schedule_roll_forward(schedule=activity.schedule, year=2027, title="2027年活动安排表", by=None, at=AT)
    (again,) = copy.activities.all()
    assert (again.theme, again.day, again.month, again.host) == ("", None, 2, activity.host)


def test_copied_to_another_year_the_days_of_the_steps_stay_and_it_is_not_public_yet(activity):
    ActivitySchedule.objects.update(preview_days=7, report_days=3, answer_days=15, is_public=True)
    activity.schedule.refresh_from_db()
    copy = schedule_roll_forward(schedule=activity.schedule, year=2027, title="2027年活动安排表", by=None, at=AT)
    assert (copy.preview_days, copy.report_days, copy.answer_days, copy.is_public) == (7, 3, 15, False)


def test_copied_to_another_year_a_closed_host_is_left_to_be_settled(activity):
    Unit.objects.update(active_to=date(2026, 11, 30))
    copy = schedule_roll_forward(schedule=activity.schedule, year=2027, title="2027年活动安排表", by=None, at=AT)
    (again,) = copy.activities.all()
    assert (again.host, again.host_text) == (None, "许家镇")
    with pytest.raises(ActivityError, match="序号1还没有主办单位（表上写的是“许家镇”）"):
        schedule_issue(schedule=copy, by=None, at=AT)


def test_a_schedule_with_a_closed_host_is_not_issued(activity):
    ActivitySchedule.objects.update(state="draft")
    Unit.objects.update(active_to=date(2026, 3, 31))
    with pytest.raises(ActivityError, match="序号1的主办单位“许家镇”已停用（停用日期2026年3月31日）"):
        schedule_issue(schedule=activity.schedule, by=None, at=AT)
    Activity.objects.update(state="cancelled", reason="机构改革")
    assert schedule_issue(schedule=activity.schedule, by=None, at=AT).state == "issued"


def test_what_is_not_over_goes_with_its_host_into_another_unit(activity):
    office, old = activity.schedule.office, activity.host
    new = make_unit(office, "城关镇", kind="town")
    rows = {"schedule": activity.schedule, "host": old, "host_text": "许家镇", "theme": "走进许家"}
    held = Activity.objects.create(**rows, seq=2, state="held", day=date(2026, 4, 1))
    over = Activity.objects.create(**rows, seq=3, state="closed", day=date(2026, 3, 1))
    unit_merge(unit=old, into=new, by=make_clerk(office), at=AT, reason="乡镇合并")
    for row in (activity, held, over):
        row.refresh_from_db()
    assert [row.host for row in (activity, held, over)] == [new, new, old]
    assert (activity.host_text, activity.version, over.version) == ("许家镇", 2, 1)
    entries = AuditEntry.objects.filter(verb="变更主办单位")
    assert [(entry.changes, entry.reason) for entry in entries] == [
        ({"主办单位": ["许家镇", "城关镇"]}, "乡镇合并")
    ] * 2


@pytest.mark.parametrize(
    ("state", "is_talk", "light", "forms"),
    [
        ("planned", True, "going", ["政务公开讲", "政府开放日"]),
        ("held", False, "done", ["政府开放日"]),
        ("closed", False, "done", ["政府开放日"]),
        ("cancelled", False, "off", ["政府开放日"]),
    ],
)
def test_what_is_shown_of_it_is_said_in_one_place(activity, state, is_talk, light, forms):
    activity.state, activity.is_talk = state, is_talk
    assert (activity.light, activity.form_names, activity.shown_theme) == (light, forms, "主题待定")
    assert str(activity) == "主题待定（许家镇）"


def test_a_draft_schedule_is_the_offices_own(activity):
    ActivitySchedule.objects.update(state="draft")
    host = make_person(activity.schedule.office, unit=activity.host)
    assert not Activity.objects.visible_to(host).exists()
    assert Activity.objects.visible_to(make_clerk(activity.schedule.office)).exists()
    schedule_issue(schedule=activity.schedule, by=None, at=AT)
    assert Activity.objects.visible_to(host).exists()
    with pytest.raises(ActivityError, match="已经下发"):
        schedule_issue(schedule=activity.schedule, by=None, at=AT)


def test_what_was_held_stays_and_the_report_is_added(activity):
    activity_fill_in(activity=activity, values={"theme": "人居环境", "day": date(2026, 5, 11)}, by=None, at=AT)
    activity_mark_held(activity=activity, by=None, at=AT)
    values = {"theme": "改了", "report_url": "https://www.qingshan.example/2.html"}
    activity = activity_fill_in(activity=activity, values=values, by=None, at=AT)
    assert (activity.theme, activity.report_url) == ("人居环境", "https://www.qingshan.example/2.html")

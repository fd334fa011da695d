"""F03: entries of calendars, with every character that could break them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from calendar_events.ical import activity_entry, calendar
from calendar_events.models import Activity, ActivitySchedule
from calendar_events.services import activity_cancel, activity_fill_in, activity_postpone
from tests.calendar_events.ics import events, read
from tests.world import make_clerk, make_office, make_unit

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)
URL = "https://govopen.example/activities/1/"
DAY = {"day": date(2026, 6, 12), "place": "政务大厅", "theme": "走进财政"}


@pytest.fixture
def activity(settings):
    settings.SITE_URL = "https://govopen.example:8443"
    office = make_office()
    schedule = ActivitySchedule.objects.create(office=office, year=2026, title="安排表", state="issued")
    return Activity.objects.create(
        schedule=schedule,
        seq=1,
        month=6,
        self_selected=True,
        host=make_unit(office),
        host_text="县财政局",
        is_talk=True,
    )


@pytest.fixture
def who(activity):
    return {"by": make_clerk(activity.schedule.office), "at": AT}


def entry_of(activity):
    (found,) = events(calendar("活动", [activity_entry(activity, URL)])).values()
    return found


def bare(text):
    return "".join(str(text).split())


def span(entry):
    return entry["dtstart"].dt, entry["dtend"].dt


def test_an_activity_of_which_only_the_month_is_known_stands_on_its_last_day_and_says_so(activity):
    entry = entry_of(activity)
    assert span(entry) == (date(2026, 6, 30), date(2026, 7, 1))
    assert entry["summary"] == "【待定】政务公开讲：主题待定"
    assert entry["status"] == "TENTATIVE"
    assert "具体日期待定，计划6月举办" in entry["description"]


def test_with_its_day_it_is_an_all_day_entry_and_with_its_hours_a_timed_one_in_beijing_time(activity, who):
    activity = activity_fill_in(activity=activity, values=DAY, **who)
    entry = entry_of(activity)
    assert span(entry) == (date(2026, 6, 12), date(2026, 6, 13))
    assert (entry["status"], entry["transp"], entry["location"]) == ("CONFIRMED", "TRANSPARENT", "政务大厅")
    hours = {"starts_at": time(9), "ends_at": time(11, 30)}
    activity = activity_fill_in(activity=activity, values=hours, **who)
    activity.refresh_from_db()
    content = calendar("活动", [activity_entry(activity, URL)])
    assert b"DTSTART;TZID=Asia/Shanghai:20260612T090000\r\n" in content
    (zone,) = read(content).walk("VTIMEZONE")
    assert zone["tzid"] == "Asia/Shanghai"
    assert zone.walk("STANDARD")[0]["tzoffsetto"].td == timedelta(hours=8)
    entry = entry_of(activity)
    assert entry["dtend"].dt - entry["dtstart"].dt == timedelta(hours=2, minutes=30)
    assert entry["dtstart"].dt.astimezone(UTC) == datetime(2026, 6, 12, 1, tzinfo=UTC)
    assert "transp" not in entry


def test_an_end_that_nobody_said_is_not_made_up(activity, who):
    activity = activity_fill_in(activity=activity, values=DAY | {"starts_at": time(9)}, **who)
    entry = entry_of(activity)
    assert "dtend" not in entry
    assert "duration" not in entry


def test_f03_the_same_entry_keeps_its_name_and_counts_up_until_it_is_cancelled(activity, who):
    told = [entry_of(activity)]
    activity = activity_fill_in(activity=activity, values=DAY, **who)
    told.append(entry_of(activity))
    activity = activity_postpone(activity=activity, month=9, day=None, reason="防汛", **who)
    told.append(entry_of(activity))
    activity = activity_cancel(activity=activity, reason="场地", **who)
    told.append(entry_of(activity))
    assert {str(entry["uid"]) for entry in told} == {f"activity-{activity.pk}@govopen.example"}
    assert [entry["sequence"] for entry in told] == [1, 2, 3, 4]
    assert [entry["status"] for entry in told] == ["TENTATIVE", "CONFIRMED", "TENTATIVE", "CANCELLED"]
    assert told[-1]["summary"] == "【已取消】政务公开讲：走进财政"
    assert told[2]["dtstart"].dt == date(2026, 9, 30)
    assert [entry["last-modified"].dt for entry in told[1:]] == [AT] * 3
    assert told[0]["dtstamp"].dt <= AT


HARD = [
    "甲,乙;丙\\丁:戊",
    "一行\n二行\r\n三行\u2028四行",
    "中" * 200,
    "a" * 74 + "中",
    "字" * 24 + "😀" * 30,
    "BEGIN:VEVENT\r\nEND:VCALENDAR",
    "\x00\x07\x1b[31m响铃\x7f",
    'ATTENDEE;CN="a":mailto:x',
    "=cmd()\t制表",
]


@pytest.mark.parametrize("text", HARD)
def test_f03_any_text_is_folded_and_escaped_and_comes_back(activity, text):
    activity.theme, activity.place, activity.invitees, activity.signup = (text,) * 4
    activity.day, activity.host, activity.host_text = date(2026, 6, 12), None, text
    (entry,) = events(calendar(text, [activity_entry(activity, URL)])).values()
    said = bare("".join(char if char.isprintable() else " " for char in text))
    assert bare(entry["summary"]) == f"政务公开讲：{said}"
    assert bare(entry["location"]) == said
    lines = [bare(line) for line in entry["description"].split("\n")]
    assert lines == [
        f"主办单位：{said}",
        "活动形式：政务公开讲",
        f"邀请对象：{said}",
        f"报名方式：{said}",
        f"详情：{URL}",
    ]
    assert entry["url"] == URL


def test_what_has_no_month_yet_has_no_entry_and_an_empty_calendar_is_one_all_the_same(activity):
    activity.month = None
    assert activity_entry(activity, URL) is None
    assert read(calendar("活动", [])).walk("VEVENT") == []

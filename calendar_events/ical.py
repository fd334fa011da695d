"""Activities as a calendar that phones and mail programs read (RFC 5545): for the feeds, and with a digest.

What stands here is what the public may know of an activity: the same entry goes to everybody.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone, TimezoneStandard

from calendar_events.models import Activity
from units.history import one_line

ZONE = ZoneInfo("Asia/Shanghai")
REFRESH = timedelta(hours=12)  # how often a subscriber should ask again
MARKS = {"CANCELLED": "【已取消】", "TENTATIVE": "【待定】", "CONFIRMED": ""}


def calendar(name: str, entries: Iterable[Event]) -> bytes:
    """Return a calendar with this name: lines folded at 75 octets, texts escaped."""
    found = Calendar()
    found.add("prodid", "-//govopen//calendar//ZH")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", one_line(name))
    found.add("x-wr-timezone", ZONE.key)
    found.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    found.add("x-published-ttl", "PT12H")
    found.add_component(_zone())  # also where no entry needs it: a calendar without any component is none
    for entry in entries:
        found.add_component(entry)
    return found.to_ical()


def activity_entry(activity: Activity, url: str) -> Event | None:
    """Return the entry of an activity that leads back to url, or None while not even its month is known.

    Timed when day and hour are known, all-day when only the day is. While only the month is known it stands on the
    month's last day, by which it must be held (``Activity.due_on``): a bar over thirty days would cover the calendar of
    whoever subscribes to many activities, and the last day is the one that must not be missed.
    """
    if activity.due_on is None:
        return None
    status = _status(activity)
    entry = Event()
    entry.add("uid", uid("activity", activity.pk))
    entry.add("sequence", activity.version)
    entry.add("dtstamp", changed(activity))  # in a published entry: when it was last revised
    entry.add("last-modified", changed(activity))
    _add_time(entry, activity)
    entry.add("summary", MARKS[status] + one_line(f"{_forms(activity)}：{activity.shown_theme}"))
    entry.add("status", status)
    if activity.place:
        entry.add("location", one_line(activity.place))
    entry.add("description", "\n".join(one_line(line) for line in _lines(activity, url)))
    entry.add("url", url)
    return entry


def day_entry(*, key: str, day: date, summary: str, description: str, url: str, sequence: int, at: datetime) -> Event:
    """Return an all-day entry that blocks no time: something that is due on a day."""
    entry = Event()
    entry.add("uid", key)
    entry.add("sequence", sequence)
    entry.add("dtstamp", at.astimezone(UTC))
    entry.add("last-modified", at.astimezone(UTC))
    _add_day(entry, day)
    entry.add("summary", one_line(summary))
    entry.add("status", "CONFIRMED")
    entry.add("description", "\n".join(one_line(line) for line in description.split("\n")))
    entry.add("url", url)
    return entry


def uid(kind: str, pk: int) -> str:
    """Return the name of an entry, the same in every feed and mail of this site for ever."""
    return f"{kind}-{pk}@{urlsplit(settings.SITE_URL).hostname or 'govopen'}"


def changed(activity: Activity) -> datetime:
    """Return when the activity was last changed (UTC); for one that nobody ever changed the first moment of its year."""
    first = datetime(activity.schedule.year, 1, 1, tzinfo=ZONE)
    return (activity.changed_at or first).astimezone(UTC)


def _status(activity) -> str:
    if activity.state == Activity.State.CANCELLED:
        return "CANCELLED"
    return "CONFIRMED" if activity.day else "TENTATIVE"


def _add_time(entry, activity) -> None:
    if not (activity.day and activity.starts_at):
        _add_day(entry, activity.due_on)
        return
    entry.add("dtstart", _moment(activity.day, activity.starts_at))
    if activity.ends_at:
        entry.add("dtend", _moment(activity.day, activity.ends_at))


def _add_day(entry, day: date) -> None:
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))  # the first day that no longer belongs to it
    entry.add("transp", "TRANSPARENT")


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ZONE)


def _lines(activity, url) -> list[str]:
    """Return the description line by line; what is not known is left out."""
    until = activity.signup_until and f"{activity.signup_until.astimezone(ZONE):%Y-%m-%d %H:%M}"
    is_put_off = activity.postponed_from and activity.state == Activity.State.PLANNED
    said = (
        ("", "活动延期举办，以现在的时间为准" if is_put_off else ""),
        ("", "" if activity.day else f"具体日期待定，计划{activity.month}月举办"),
        ("主办单位：", str(activity.host or activity.host_text)),
        ("活动形式：", _forms(activity)),
        ("邀请对象：", activity.invitees),
        ("名额：", f"{activity.seats}人" if activity.seats else ""),
        ("报名方式：", activity.signup),
        ("报名截止：", until),
        ("活动预告：", activity.preview_url),
        ("活动情况：", activity.report_url),
        ("详情：", url),
    )
    return [head + text for head, text in said if text]


def _forms(activity) -> str:
    return "、".join(activity.form_names) or "政务公开活动"


def _zone() -> Timezone:
    """Return Beijing time as it has been since 1992: eight hours ahead, without summer time."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1992, 1, 1))  # noqa: DTZ001 (the standard asks for local time here)
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=8))
    standard.add("tzname", "CST")
    zone = Timezone()
    zone.add("tzid", ZONE.key)
    zone.add_component(standard)
    return zone

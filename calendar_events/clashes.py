"""What speaks against a day or month for an activity, in sentences. Nothing here forbids anything."""

from collections.abc import Iterable
from datetime import date

from calendar_events.day_words import DayWords
from calendar_events.models import Activity
from documents.days import short_day, weekday


def warnings(activity: Activity, day: date | None, month: int | None, days: DayWords, others: Iterable, today: date):
    """Return the sentences. others: the activities that may stand on the same day."""
    if day is None:
        late = month and (activity.schedule.year, month) < (today.year, today.month)
        return [f"{activity.schedule.year}年{month}月已经过去。"] if late else []
    said = [
        f"{_said(day)}，{_host(activity)}还有一场活动：{other.shown_theme}。"
        for other in others
        if other.pk != activity.pk and other.day == day and _same_host(other, activity) and other.state != "cancelled"
    ]
    if day < today and activity.state == Activity.State.PLANNED:
        said.append(f"{_said(day)}已经过去。")
    if sentence := days.sentence(day):
        said.append(sentence)
    return said


def month_differs(activity: Activity, day: date | None) -> list[str]:
    """Return the sentence for a day outside the month of the schedule, or nothing."""
    if not day or not activity.month or day.month == activity.month:
        return []
    return [f"安排表定在{activity.month}月，举办日期在{day.month}月，请核对。"]


def _same_host(one, other) -> bool:
    return one.host_id == other.host_id if one.host_id else one.host_text == other.host_text


def _host(activity) -> str:
    return str(activity.host or activity.host_text)


def _said(day) -> str:
    return f"{short_day(day)}（{weekday(day)}）"

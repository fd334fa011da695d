"""The life of an activity: which steps it has, by when each is due and how that was computed, and which is next.

主题 → 时间地点 → 预告 → 举办 → 活动情况 → 答复意见建议. The steps are read from the fields that are filled, never stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from calendar_events.models import Activity
from calendar_events.workdays import WorkdayCalendar

# What the host is asked for, by step.
ASKS = {
    "theme": "请报送活动主题",
    "place": "请确定举办时间和地点",
    "preview": "请发布活动预告",
    "hold": "请举办活动，办后登记“已举办”",
    "report": "请登记活动情况链接",
    "answers": "请答复意见建议",
}
LABELS = {
    "theme": "确定主题",
    "place": "确定时间地点",
    "preview": "发布预告",
    "hold": "举办活动",
    "report": "公开活动情况",
    "answers": "答复意见建议",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an activity."""

    name: str
    is_done: bool
    due_on: date | None
    how: str  # how the due day was computed
    is_the_day: bool = False  # to be done on that day itself, not by it

    @property
    def label(self) -> str:
        """What the step is called."""
        return LABELS[self.name]

    @property
    def ask(self) -> str:
        """What the host is asked for."""
        return ASKS[self.name]

    @property
    def till(self) -> str:
        """What stands behind the due day: 前, or nothing for what is done on the day itself."""
        return "" if self.is_the_day else "前"


def steps(activity: Activity, calendar: WorkdayCalendar, unanswered: int = 0) -> list[Step]:
    """Return the steps of the activity in their order; unanswered is the number of suggestions without an answer."""
    schedule, day, first = activity.schedule, activity.day, first_day(activity)
    held = activity.state in (Activity.State.HELD, Activity.State.CLOSED)
    theme_by = first and calendar.on_or_before(first - timedelta(days=1))
    place_by = first and calendar.on_or_after(first)
    preview_by = day and calendar.shift(day, -schedule.preview_days)
    report_by = day and calendar.shift(day, schedule.report_days)
    answers_by = day and day + timedelta(days=schedule.answer_days)
    found = [
        Step("theme", bool(activity.theme), theme_by, "举办月份开始前的最后一个工作日"),
        Step("place", bool(day and activity.place) or held, place_by, "举办月份的第一个工作日"),
        Step("preview", bool(activity.preview_url) or held, preview_by, f"举办日期前{schedule.preview_days}个工作日"),
        Step("hold", held, activity.due_on, "举办日期" if day else "举办月份的最后一天", is_the_day=bool(day)),
        Step("report", bool(activity.report_url), report_by, f"举办后{schedule.report_days}个工作日"),
        Step("answers", held and not unanswered, answers_by, f"举办后{schedule.answer_days}天"),
    ]
    return found if activity.self_selected or not activity.theme else found[1:]  # without a theme none can be held


def next_step(found: Iterable[Step], activity: Activity, on: date) -> Step | None:
    """Return the first step that is to be done on the day on, or None for an activity that is over or cancelled."""
    if activity.state in (Activity.State.CANCELLED, Activity.State.CLOSED):
        return None
    return next((step for step in found if not step.is_done and not is_moot(step, activity, on)), None)


def is_moot(step: Step, activity: Activity, on: date) -> bool:
    """Tell whether the step has lost its sense: nobody announces what was yesterday. It may still be told."""
    return step.name in ("place", "preview") and bool(activity.day and activity.day < on)


def first_day(activity: Activity) -> date | None:
    """Return the first day of the month in which the activity is planned."""
    if activity.day:
        return activity.day.replace(day=1)
    return date(activity.schedule.year, activity.month, 1) if activity.month else None

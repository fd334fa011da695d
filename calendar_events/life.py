"""How the steps of an activity are shown: a word for the state of each, and which one is present."""

from dataclasses import dataclass
from datetime import date

from calendar_events.models import Activity
from calendar_events.steps import Step, is_moot, next_step, steps
from calendar_events.workdays import late_words


@dataclass(slots=True)
class ShownStep:
    """One step on the page."""

    step: Step
    word: str
    css: str  # of the light
    is_present: bool
    form: object = None


def shown_steps(activity: Activity, calendar, unanswered: int, today: date) -> list[ShownStep]:
    """Return the steps of the activity, each with its state in words on the day."""
    found = steps(activity, calendar, unanswered)
    present = next_step(found, activity, today)
    return [_shown(step, step is present, activity, today, calendar) for step in found]


def _shown(step, is_present, activity, today, calendar) -> ShownStep:
    if step.is_done:
        return ShownStep(step, *_done(step.name, activity), is_present)
    if activity.state == Activity.State.CANCELLED:
        return ShownStep(step, "活动已取消", "off", is_present)
    if is_moot(step, activity, today):
        return ShownStep(step, "没有登记", "", is_present)
    if step.due_on and step.due_on < today:
        return ShownStep(step, late_words(calendar.between(step.due_on, today)), "overdue", is_present)
    if not is_present:
        return ShownStep(step, "随后", "", is_present)
    if step.name == "hold" and step.due_on and step.due_on > today:
        return ShownStep(step, "还没有到举办日期", "going", is_present)
    return ShownStep(step, "今天到期" if step.due_on == today else "现在要做", "soon", is_present)


def _done(name, activity) -> tuple[str, str]:
    """Return word and light of a step that is over: once it was held, what was not told before is not asked for any more."""
    if name == "answers":
        return "没有待答复的", "done"
    skipped = (name == "place" and not activity.place) or (name == "preview" and not activity.preview_url)
    return ("没有登记", "") if skipped else ("已完成", "done")


def mark_next(activities, calendar, today: date) -> list[Activity]:
    """Set ``upcoming`` (a ShownStep or None) on each activity and return them; rows come ``with_unanswered()``."""
    rows = list(activities)
    for activity in rows:
        shown = shown_steps(activity, calendar, activity.unanswered_count, today)
        activity.upcoming = next((one for one in shown if one.is_present), None)
    return rows

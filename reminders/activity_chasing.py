"""Chasing the hosts of activities (催办): each is asked for the step that is next.

What is counted is an activity with its step: who has announced may be asked for the report on the same day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from calendar_events.models import Activity
from calendar_events.steps import LABELS, Step, next_step, steps
from reminders.chasing import Kind
from reminders.digest import activity_chase_subject
from reminders.duties import ACTIVITY_DUTY

OPENING = "以下活动还有事项没有办理，请抓紧办理，并在平台登记。"


@dataclass(frozen=True, slots=True)
class Asked:
    """An activity and what its host is asked for now."""

    activity: Activity
    step: Step | None

    @property
    def pk(self) -> int:
        """The key of the activity."""
        return self.activity.pk

    @property
    def key(self) -> tuple[int, str]:
        """What is chased at most once a day."""
        return self.pk, self.step.name if self.step else ""


def asked(activities: Iterable[Activity], calendar, day: date) -> list[Asked]:
    """Return the activities, each with the step that is next on day; they come ``with_unanswered()``."""
    return [Asked(row, next_step(steps(row, calendar, row.unanswered_count), row, day)) for row in activities]


def step_of(stage: str) -> str:
    """Return the step that a stage of an activity is about: chase-preview-2 and preview-w1 are about preview."""
    return stage.removeprefix("chase-").partition("-")[0]


def _read(office, keys):
    rows = Activity.objects.filter(pk__in=keys, schedule__office=office).with_unanswered()
    return rows.select_related("schedule", "host").order_by("pk")


def _why_not(row: Asked, day) -> str:
    activity, step = row.activity, row.step
    if activity.schedule.state != "issued":
        return "活动安排表未下发"
    if not activity.host_id:
        return "名册里没有主办单位"
    if step is None:
        return "各步骤都已办好" if activity.state == Activity.State.HELD else f"活动{activity.get_state_display()}"
    return "还没有到举办日期" if step.name == "hold" and step.due_on and step.due_on > day else ""


ACTIVITIES = Kind(
    ACTIVITY_DUTY,
    "活动",
    "场",
    _read,
    _why_not,
    activity_chase_subject,
    asked=lambda rows, rules, day: asked(rows, rules.calendar, day),
    key=attrgetter("key"),
    key_of=lambda pk, stage: (pk, step_of(stage)),
    stage=lambda row, number: f"chase-{row.step.name}-{number}",
    unit_id=attrgetter("activity.host_id"),
    due_on=attrgetter("step.due_on"),
    told=lambda row: (row.activity, {"步骤": ["", LABELS[row.step.name]]}),
)

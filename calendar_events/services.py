"""Acts on activities."""

from django.db import transaction
from django.utils import timezone

from calendar_events.models import Activity
from units.history import record

FIELDS = ("theme", "day", "place", "report_url")


class ActivityError(Exception):
    """An act that the activity's state does not allow; the text is for the person."""


@transaction.atomic
def activity_fill_in(*, activity, values, by, at):
    """Write what the host knows by now (theme, day, place, report) and return the activity as saved."""
    activity = _locked(activity)
    changes = {}
    for name in FIELDS:
        if name in values and getattr(activity, name) != values[name]:
            label = Activity._meta.get_field(name).verbose_name
            changes[label] = [str(getattr(activity, name) or ""), str(values[name] or "")]
            setattr(activity, name, values[name])
    if changes:
        activity.full_clean(exclude=["schedule", "host"])
        activity.save(update_fields=FIELDS)
        record("填报活动", activity, by=by, at=at, office=activity.schedule.office, changes=changes)
    return activity


@transaction.atomic
def activity_mark_held(*, activity, by, at):
    """Record that the activity took place. It needs a theme and a day, and the day must not lie ahead."""
    activity = _locked(activity)
    if activity.state != Activity.State.PLANNED:
        raise ActivityError(f"这项活动的状态是“{activity.get_state_display()}”，不能再登记举办。")
    if activity.theme_missing or not activity.day:
        raise ActivityError("请先填写活动主题和举办日期，再登记“已举办”。")
    if activity.day > timezone.localdate(at):
        raise ActivityError(f"举办日期 {activity.day} 还没有到，不能登记“已举办”。")
    activity.state = Activity.State.HELD
    activity.save(update_fields=["state"])
    record("登记举办", activity, by=by, at=at, office=activity.schedule.office)
    return activity


def _locked(activity):
    return (
        Activity.objects.select_for_update(of=("self",)).select_related("schedule__office", "host").get(pk=activity.pk)
    )

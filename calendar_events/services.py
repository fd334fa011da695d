"""Acts on activities."""

from django.db import transaction
from django.utils import timezone

from calendar_events.models import Activity, ActivitySchedule
from units.history import record

FIELDS = ("theme", "day", "place", "report_url")


class ActivityError(Exception):
    """An act that the activity's state does not allow; the text is for the person."""


@transaction.atomic
def activity_fill_in(*, activity, values, by, at):
    """Write what the host knows by now (theme, day, place, report) and return the activity as saved.

    Once it was held only the report can still be added; a cancelled one is closed.
    """
    activity = _locked(activity)
    if activity.state == Activity.State.CANCELLED:
        raise ActivityError("这项活动已经取消，不能再填写。")
    changes = {}
    for name in ("report_url",) if activity.state == Activity.State.HELD else FIELDS:
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


@transaction.atomic
def schedule_issue(*, schedule, by, at):
    """Let the hosts see the schedule (下发). Refused while an activity has no known host."""
    schedule = ActivitySchedule.objects.again(schedule).select_for_update(of=("self",)).select_related("office").get()
    if schedule.state == ActivitySchedule.State.ISSUED:
        raise ActivityError("这份活动安排表已经下发。")
    if nobody := schedule.activities.filter(host=None).first():
        raise ActivityError(f"序号{nobody.seq}的主办单位“{nobody.host_text}”不在名册里，请先登记或更正。")
    schedule.state = ActivitySchedule.State.ISSUED
    schedule.save(update_fields=["state"])
    record("下发", schedule, by=by, at=at, office=schedule.office)
    return schedule


@transaction.atomic
def schedule_roll_forward(*, schedule, year, title, by, at):
    """Copy a schedule to another year: same months, hosts and forms; themes of own choice are open again."""
    new = ActivitySchedule(office=schedule.office, year=year, title=title, note=schedule.note)
    new.full_clean()
    new.save()
    kept = ("seq", "month", "self_selected", "host", "host_text", "is_talk", "is_open_day", "remark")
    Activity.objects.bulk_create(
        Activity(
            schedule=new,
            theme="" if activity.self_selected else activity.theme,
            **{name: getattr(activity, name) for name in kept},
        )
        for activity in schedule.activities.select_related("host")
    )
    record("沿用上年", new, by=by, at=at, office=schedule.office)
    return new


def _locked(activity):
    return (
        Activity.objects.again(activity)
        .select_for_update(of=("self",))
        .select_related("schedule__office", "host")
        .get()
    )

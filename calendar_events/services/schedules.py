"""Acts on the schedule of a year."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from calendar_events.models import Activity, ActivitySchedule
from calendar_events.services.activities import ActivityError
from documents.days import long_day
from units.history import record
from units.seen import mark_of, refuse_unseen
from units.words import in_words


@transaction.atomic
def schedule_issue(*, schedule, by, at):
    """Let the hosts see the schedule (下发). Refused while an activity has no known host, or one that is closed."""
    schedule = ActivitySchedule.objects.again(schedule).select_for_update(of=("self",)).select_related("office").get()
    if schedule.state == ActivitySchedule.State.ISSUED:
        raise ActivityError("这份活动安排表已经下发。")
    if nobody := schedule.activities.filter(host=None).first():
        raise ActivityError(
            f"序号{nobody.seq}还没有主办单位（表上写的是“{nobody.host_text}”），请先选定现在的主办单位。"
        )
    if gone := schedule.activities.planned().filter(host__active_to__lt=timezone.localdate(at)).first():
        last = long_day(gone.host.active_to)
        raise ActivityError(f"序号{gone.seq}的主办单位“{gone.host}”已停用（停用日期{last}），请先改为现在的主办单位。")
    schedule.state = ActivitySchedule.State.ISSUED
    schedule.save(update_fields=["state"])
    record("下发", schedule, by=by, at=at, office=schedule.office)
    return schedule


DAYS = ("preview_days", "report_days", "answer_days")
RULES = (*DAYS, "is_public")


@transaction.atomic
def schedule_set_rules(*, schedule, values, by, at, seen=""):
    """Change the days of the steps, and whether the schedule is public; return the schedule as saved.

    seen: the mark of what the person has seen (``units.seen``). Raises ChangedMeanwhile when that is not what stands.
    """
    schedule = ActivitySchedule.objects.again(schedule).select_for_update(of=("self",)).select_related("office").get()
    now, changes = mark_of(schedule, RULES), {}
    for name in RULES:
        before, after = getattr(schedule, name), values[name]
        if before != after:
            changes[str(ActivitySchedule._meta.get_field(name).verbose_name)] = [in_words(before), in_words(after)]
            setattr(schedule, name, after)
    refuse_unseen(seen, now, changes)
    if changes:
        schedule.save(update_fields=RULES)
        record("修改活动安排设置", schedule, by=by, at=at, office=schedule.office, changes=changes)
    return schedule


@transaction.atomic
def schedule_roll_forward(*, schedule, year, title, by, at):
    """Copy a schedule to another year: same months, hosts, forms and days of the steps; own themes are open again.

    The host that is closed by then is left out: whoever issues the copy settles who holds the activity now.
    """
    days = {name: getattr(schedule, name) for name in DAYS}
    new = ActivitySchedule(office=schedule.office, year=year, title=title, note=schedule.note, **days)
    new.full_clean()
    new.save()
    first = max(timezone.localdate(at), date(year, 1, 1))
    kept = ("seq", "month", "self_selected", "host_text", "is_talk", "is_open_day", "remark")
    Activity.objects.bulk_create(
        Activity(
            schedule=new,
            host=None if _is_closed(activity.host, first) else activity.host,
            theme="" if activity.self_selected else activity.theme,
            printed={"month": activity.month, "theme": "" if activity.self_selected else activity.theme},
            **{name: getattr(activity, name) for name in kept},
        )
        for activity in schedule.activities.select_related("host")
    )
    record("沿用上年", new, by=by, at=at, office=schedule.office)
    return new


def _is_closed(host, day) -> bool:
    return bool(host and host.active_to and host.active_to < day)

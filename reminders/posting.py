"""Posts the day's summary into the groups: at most once a robot and day, after the day's letters were planned."""

import logging
from collections import defaultdict
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count
from django.urls import reverse

from documents.days import short_day
from reminders import hold
from reminders.channels import CHANNELS
from reminders.channels.base import post
from reminders.models import GroupPost, GroupRobot, OutgoingMail, Reminder
from reminders.rules import Rules
from units import faults

log = logging.getLogger(__name__)
S = GroupPost.State
LEASE = timedelta(minutes=2)  # far longer than a post may take
BACK_OFF = [timedelta(minutes=m) for m in (5, 30, 60)]
ASKED = (Reminder.Kind.OVERDUE, Reminder.Kind.DUE, Reminder.Kind.RETURNED, Reminder.Kind.ACTIVITY)


def plan_posts(at: datetime, *, on: datetime | None = None) -> None:
    """Queue today's message of each robot whose office writes now and has something to say; none while mail is on hold.

    on is a moment of the day that is taken for today.
    """
    if hold.is_held():
        return
    for robot in GroupRobot.objects.filter(enabled=True).select_related("office__reminder_policy"):
        try:
            _plan_post(robot, at, on or at)
        except Exception:
            log.exception("the message of robot %s cannot be planned", robot.pk)


def _plan_post(robot, at, moment) -> None:
    rules = Rules(robot.office)
    if rules.quiet(moment):
        return
    day = rules.today(moment)
    if not GroupPost.objects.filter(robot=robot, local_date=day).exists() and summary(robot.office, day):
        GroupPost.objects.bulk_create([GroupPost(robot=robot, local_date=day, next_at=at)], ignore_conflicts=True)


def due_posts(at: datetime) -> list[int]:
    """Return the keys of the messages that may be posted now."""
    return list(GroupPost.objects.filter(state=S.QUEUED, next_at__lte=at).order_by("pk").values_list("pk", flat=True))


def recover_posts(at: datetime) -> None:
    """Give up what a dead worker held: whether the group saw it, nobody knows."""
    GroupPost.objects.filter(state=S.HANDING, lease_until__lt=at).update(state=S.UNCLEAR, last_reply="发送时中断")


def send_post(pk: int, at: datetime, *, on: datetime | None = None) -> bool:
    """Post one message unless somebody else has it; return whether the group has it."""
    free = GroupPost.objects.filter(pk=pk, state=S.QUEUED, next_at__lte=at)
    row = free.select_related("robot__office__reminder_policy").first()
    if row is None:
        return False
    robot, rules = row.robot, Rules(row.robot.office)
    today = rules.today(on or at)
    if hold.is_held() or rules.quiet(on or at) or not robot.enabled or row.local_date != today:
        free.exclude(local_date=today).update(state=S.FAILED, last_reply="当天没有能够发出")
        return False
    text = shortened(summary(robot.office, row.local_date), CHANNELS[robot.kind].longest)
    faults.point("written")
    if not text:
        free.update(state=S.EMPTY, last_reply="各单位都已办理")
        return False
    if not free.update(state=S.HANDING, lease_until=at + LEASE, text=text, attempts=row.attempts + 1):
        return False
    faults.point("posting")
    outcome = post(CHANNELS[robot.kind], robot.url, robot.secret, text, at)
    values = {"state": outcome.state, "last_reply": outcome.words}
    if outcome.state == "later":
        again = row.attempts < len(BACK_OFF)
        values |= {"state": S.QUEUED, "next_at": at + BACK_OFF[row.attempts]} if again else {"state": S.FAILED}
    GroupPost.objects.filter(pk=pk, state=S.HANDING).update(**values)
    return outcome.state == "sent"


def summary(office, day: date) -> str:
    """Return what the units of office are reminded of on day, one line a unit; nothing when there is nothing."""
    lines = Reminder.objects.filter(
        office=office,
        mail__office=office,
        mail__local_date=day,
        mail__kind=OutgoingMail.Kind.DIGEST,
        state__in=(Reminder.State.OPEN, Reminder.State.SAID),
        kind__in=ASKED,
        contact__unit__isnull=False,
    )
    counts = defaultdict(dict)
    grouped = lines.order_by().values_list("contact__unit__position", "contact__unit__short_name", "kind")
    for position, unit, kind, count in sorted(grouped.annotate(duties=Count("duty_id", distinct=True))):
        counts[position, unit][kind] = count
    if not counts:
        return ""
    words = [
        f"{unit}：{'，'.join(f'{kind.label}{kinds[kind]}项' for kind in ASKED if kind in kinds)}"
        for (_, unit), kinds in counts.items()
    ]
    head = f"【{office.short_name}】政务公开任务提醒（{short_day(day)}），请联络员登录平台办理："
    return "\n".join([head, *words, settings.SITE_URL + reverse("my_tasks")])


def shortened(text: str, longest: int) -> str:
    """Return text in at most so many bytes: lines of units are left out from the end, and how many is said."""
    if len(text.encode()) <= longest:
        return text
    head, *units, link = text.split("\n")
    for shown in range(len(units) - 1, -1, -1):
        rest = f"另有{len(units) - shown}个单位，详见平台"
        shorter = "\n".join([head, *units[:shown], rest, link])
        if len(shorter.encode()) <= longest:
            return shorter
    return "\n".join([head, link])

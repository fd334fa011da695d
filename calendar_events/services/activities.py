"""The life of one activity: filled in step by step, postponed, held, closed, or cancelled."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from calendar_events.models import Activity
from documents.days import long_day
from documents.text import is_blank
from units.history import record
from units.refusals import Refused
from units.words import in_words

BEFORE = (
    "theme",
    "month",
    "day",
    "starts_at",
    "ends_at",
    "place",
    "invitees",
    "seats",
    "signup",
    "signup_until",
    "preview_url",
)
AFTER = ("report_url", "participants", "head_present")
PUT_OFF = ("month", "postponed_from", "reason")  # what another time changes beside the day


class ActivityError(Refused):
    """An act that the activity's state does not allow; the text is for the person."""


class StaleActivity(ActivityError):
    """Somebody else changed the activity since the person looked at it. ``theirs`` is the activity as it stands now."""

    def __init__(self, theirs):
        super().__init__("您填写的时候，别人也改了这项活动，这次没有保存。请看看现在的内容，核对后再保存一次。")
        self.theirs = theirs


@transaction.atomic
def activity_fill_in(*, activity, values, by, at, version=None, reason=""):
    """Write what the host knows by now and return the activity as saved.

    Once it was held only what comes afterwards can be added; a cancelled or closed one takes nothing. With a version, the
    one that the person looked at, ActivityError is raised when somebody else changed the activity since.

    Another day than the one that was set is a postponement, whoever writes it: it needs the reason.
    """
    activity = locked(activity)
    if activity.state in (Activity.State.CANCELLED, Activity.State.CLOSED):
        raise ActivityError(f"这项活动{activity.get_state_display()}，不能再填写。")
    unchanged(activity, version)
    names = AFTER if activity.state == Activity.State.HELD else (*BEFORE, *AFTER)
    before, was = _time(activity), activity.day
    changes = {}
    for name in names:
        if name in values and getattr(activity, name) != values[name]:
            changes[_label(name)] = [in_words(getattr(activity, name)), in_words(values[name])]
            setattr(activity, name, values[name])
            if name in ("month", "day"):
                activity.due_version += 1
    moved = bool(was and activity.day != was)
    if moved:
        _put_off(activity, before, _reason(reason, "改期"))
        activity.month = activity.day.month if activity.day else activity.month
    if changes:
        verb, why = ("活动延期", activity.reason) if moved else ("填报活动", "")
        _save(activity, verb, changes, by=by, at=at, fields=(*names, "due_version", *PUT_OFF), reason=why)
    return activity


@transaction.atomic
def activity_postpone(*, activity, month, day, reason, by, at, version=None):
    """Move an activity that was not held to another month of its year, or to a day. The first time stays known.

    Raises StaleActivity when somebody changed it since version, the one that the person looked at.
    """
    activity = locked(activity)
    _planned(activity, "延期")
    unchanged(activity, version)
    reason = _reason(reason, "延期")
    year = activity.schedule.year
    month = day.month if day else month
    if day and day.year != year:
        raise ActivityError(f"这是{year}年的活动，请选择{year}年的日期。")
    if not month or (month, day) == (activity.month, activity.day):
        raise ActivityError("请选择新的月份或日期。")
    before = _time(activity)
    _put_off(activity, before, reason)
    activity.month, activity.day = month, day
    activity.due_version += 1
    fields = ("day", "due_version", *PUT_OFF)
    _save(activity, "活动延期", {"时间": [before, _time(activity)]}, by=by, at=at, fields=fields, reason=reason)
    return activity


def activity_move(*, activity, month, day, reason, by, at, version=None):
    """Give an activity another time: a first month, and a first day in it, are filled in; anything else is a postponement."""
    if not activity.day and activity.month in (None, day.month if day else None):
        first = {"day": day} if day else {"month": month}
        return activity_fill_in(activity=activity, values=first, reason=reason, by=by, at=at, version=version)
    return activity_postpone(activity=activity, month=month, day=day, reason=reason, by=by, at=at, version=version)


@transaction.atomic
def activity_cancel(*, activity, reason, by, at):
    """Cancel an activity that was not held. It stays in the calendar, marked."""
    activity = locked(activity)
    _planned(activity, "取消")
    reason = _reason(reason, "取消")
    activity.kept_reason, activity.reason = activity.reason, reason
    return _move(activity, Activity.State.CANCELLED, "取消活动", by=by, at=at, reason=reason)


@transaction.atomic
def activity_mark_held(*, activity, by, at):
    """Record that the activity took place. It needs a theme and a day, and the day must not lie ahead."""
    activity = locked(activity)
    _planned(activity, "登记举办")
    if not activity.theme or not activity.day:
        raise ActivityError("请先填写活动主题和举办日期，再登记“已举办”。")
    if activity.day > timezone.localdate(at):
        raise ActivityError(f"举办日期{long_day(activity.day)}还没有到，不能登记“已举办”。")
    return _move(activity, Activity.State.HELD, "登记举办", by=by, at=at)


@transaction.atomic
def activity_close(*, activity, by, at):
    """Close a held activity: its report is public and every suggestion is answered."""
    activity = locked(activity)
    if activity.state != Activity.State.HELD:
        raise ActivityError("活动登记“已举办”之后才能办结。")
    if not activity.report_url:
        raise ActivityError("请先登记活动情况的链接。")
    if waiting := activity.suggestions.unanswered().count():
        raise ActivityError(f"还有{waiting}条意见建议没有答复。")
    return _move(activity, Activity.State.CLOSED, "活动办结", by=by, at=at)


@transaction.atomic
def activity_reopen(*, activity, reason, by, at):
    """Take back that an activity was held, closed or cancelled: it stands one step before."""
    activity = locked(activity)
    before = {"held": "planned", "closed": "held", "cancelled": "planned"}
    if activity.state not in before:
        raise ActivityError("这项活动还在计划中。")
    reason = _reason(reason, "恢复")
    if activity.state == Activity.State.CANCELLED:
        activity.reason = activity.kept_reason if activity.postponed_from else ""
    return _move(activity, Activity.State(before[activity.state]), "恢复活动", by=by, at=at, reason=reason)


# What moving, holding, closing and cancelling change.
BEFORE_AN_ACT = ("state", "month", "day", "reason", "postponed_from")


def kept_before(activity) -> dict:
    """Return what ``activity_take_back`` needs of an activity as it was read before an act, as JSON can hold it."""
    values = {name: getattr(activity, name) for name in BEFORE_AN_ACT}
    return values | {"day": activity.day.isoformat() if activity.day else None}


@transaction.atomic
def activity_take_back(*, activity, version, before, by, at):
    """Let an activity stand as before the last act on it; version is what that act left, before what ``kept_before`` gave."""
    activity = locked(activity)
    if activity.version != version:
        raise ActivityError("没有撤销：之后这项活动又有变动。")
    change = {"状态": [activity.get_state_display(), ""], "时间": [_time(activity), ""]}
    was = (activity.day, activity.month)
    for name in BEFORE_AN_ACT:
        setattr(activity, name, activity._meta.get_field(name).to_python(before[name]))
    activity.due_version += (activity.day, activity.month) != was
    change["状态"][1], change["时间"][1] = activity.get_state_display(), _time(activity)
    change = {label: pair for label, pair in change.items() if pair[0] != pair[1]}
    _save(activity, "撤销", change, by=by, at=at, fields=(*BEFORE_AN_ACT, "due_version"))
    return activity


def _planned(activity, act) -> None:
    if activity.state != Activity.State.PLANNED:
        raise ActivityError(f"这项活动{activity.get_state_display()}，不能再{act}。")


def _reason(text, act) -> str:
    if is_blank(text or ""):
        raise ActivityError(f"请写明{act}的原因。")
    return text.strip()


def _put_off(activity, before, reason) -> None:
    """Note why the time moves; the first time stays known."""
    activity.postponed_from = activity.postponed_from or before
    activity.reason = reason


def _move(activity, state, verb, *, by, at, reason=""):
    change = {"状态": [activity.get_state_display(), state.label]}
    activity.state = state
    _save(activity, verb, change, by=by, at=at, fields=("state", "reason", "kept_reason"), reason=reason)
    return activity


def _save(activity, verb, changes, *, by, at, fields, reason="") -> None:
    activity.full_clean(exclude=["schedule", "host"])
    activity.version += 1
    activity.changed_at = at
    activity.save(update_fields=[*fields, "version", "changed_at"])
    record(verb, activity, by=by, at=at, office=activity.schedule.office, changes=changes, reason=reason)


def touch(activity, at) -> None:
    """Let those who hold an older version of the activity know: what belongs to it was changed."""
    Activity.objects.again(activity).update(version=F("version") + 1, changed_at=at)


def _label(name) -> str:
    return str(Activity._meta.get_field(name).verbose_name)


def _time(activity) -> str:
    return long_day(activity.day) if activity.day else f"{activity.month}月" if activity.month else "待定"


def unchanged(activity, version) -> None:
    """Raise StaleActivity when the locked activity is no longer the version that the person looked at."""
    if version is not None and version != activity.version:
        raise StaleActivity(activity)


def locked(activity):
    """Return the activity as it stands, locked until the transaction ends."""
    rows = Activity.objects.again(activity).select_for_update(of=("self",))
    return rows.select_related("schedule__office", "host").get()

"""What was suggested at an activity, and the host's answers (adopted, or why not).

Each act takes the version of the activity that the person looked at and raises StaleActivity when it is another by now.
"""

from django.db import transaction
from django.utils import timezone

from calendar_events.models import Activity, Suggestion
from calendar_events.services.activities import ActivityError, locked, touch, unchanged
from documents.text import is_blank
from units.history import record
from units.words import yes_no


@transaction.atomic
def suggestion_add(*, activity, text, by, at, received_on=None, version=None) -> Suggestion:
    """Write down a suggestion. Raises ActivityError without a text, and for an activity that is over or cancelled."""
    activity = locked(activity)
    _open(activity, version)
    if is_blank(text):
        raise ActivityError("请填写意见建议的内容。")
    day = received_on or timezone.localdate(at)
    suggestion = Suggestion.objects.create(activity=activity, text=text.strip(), received_on=day)
    touch(activity, at)
    change = {"意见建议": ["", suggestion.text]}
    record("登记意见建议", activity, by=by, at=at, office=activity.schedule.office, changes=change)
    return suggestion


@transaction.atomic
def suggestion_answer(*, suggestion, answer, adopted, by, at, version=None) -> Suggestion:
    """Answer a suggestion, or answer it anew. Raises ActivityError without an answer or without 采纳 / 未采纳."""
    activity = locked(suggestion.activity)
    _open(activity, version)
    suggestion = Suggestion.objects.again(suggestion).get()
    if is_blank(answer) or adopted is None:
        raise ActivityError("请写明答复，并选择是否采纳；没有采纳的，说明原因。")
    change = {"答复": [suggestion.answer, answer.strip()], "采纳": ["", yes_no(adopted)]}
    suggestion.answer, suggestion.adopted, suggestion.answered_on = answer.strip(), adopted, timezone.localdate(at)
    suggestion.full_clean()
    suggestion.save(update_fields=["answer", "adopted", "answered_on"])
    touch(activity, at)
    record("答复意见建议", activity, by=by, at=at, office=activity.schedule.office, changes=change)
    return suggestion


@transaction.atomic
def suggestion_remove(*, suggestion, by, at, version=None) -> int:
    """Take a suggestion out that was written down by mistake, and return the version of the activity that this leaves."""
    activity = locked(suggestion.activity)
    _open(activity, version)
    change = {"意见建议": [suggestion.text, ""]}
    suggestion.delete()
    touch(activity, at)
    record("删除意见建议", activity, by=by, at=at, office=activity.schedule.office, changes=change)
    return activity.version + 1


SAID = ("text", "received_on", "answer", "adopted", "answered_on")


def kept_suggestion(suggestion) -> dict:
    """Return what ``suggestion_put_back`` needs, as JSON can hold it."""
    values = {name: getattr(suggestion, name) for name in SAID}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


@transaction.atomic
def suggestion_put_back(*, activity, version, said, by, at) -> Suggestion:
    """Write a suggestion down again that was just taken out; version is what that left of the activity."""
    activity = locked(activity)
    _open(activity, version)
    values = {name: Suggestion._meta.get_field(name).to_python(said[name]) for name in SAID}
    suggestion = Suggestion.objects.create(activity=activity, **values)
    touch(activity, at)
    change = {"意见建议": ["", suggestion.text]}
    record("撤销删除意见建议", activity, by=by, at=at, office=activity.schedule.office, changes=change)
    return suggestion


def _open(activity, version) -> None:
    if activity.state in (Activity.State.CANCELLED, Activity.State.CLOSED):
        raise ActivityError(f"这项活动{activity.get_state_display()}，不能再登记或答复意见建议。")
    unchanged(activity, version)

"""Finding the activity, and calling a service for the person at the page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone

from calendar_events.clashes import month_differs, warnings
from calendar_events.day_words import DayWords
from calendar_events.models import Activity
from calendar_events.services import ActivityError
from calendar_events.workdays import WorkdayCalendar


def activity_or_404(request, pk) -> Activity:
    """Return the activity, if the person may see it."""
    rows = Activity.objects.visible_to(request.user).select_related("host", "schedule__office")
    return get_object_or_404(rows, pk=pk)


def may_edit(request, activity) -> bool:
    """Tell whether the person may fill the activity in: its host's liaison, or the office's clerk."""
    return Activity.objects.editable_by(request.user).filter(pk=activity.pk).exists()


def editable_or_403(request, pk) -> Activity:
    """Return the activity, if the person may see it and fill it in."""
    activity = activity_or_404(request, pk)
    if not may_edit(request, activity):
        raise PermissionDenied
    return activity


def attempt(request, act, done="", form=None, **values):
    """Do the act as the person, now, and return what it returns; None when it was refused, which is said.

    A form that is given takes the refusal as an error of its own, so that it can be shown again with what was typed.
    """
    try:
        result = act(by=request.user, at=timezone.now(), **values)
    except (ActivityError, ValidationError) as refusal:
        sentences = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        for sentence in sentences:
            if form is None:
                messages.error(request, sentence)
            else:
                form.add_error(None, sentence)
        return None
    if done:
        messages.success(request, done)
    return result


def against(request, activity, day, month=None) -> list[str]:
    """Return what speaks against the day, or the month, for the activity, in sentences."""
    office = activity.schedule.office
    others = Activity.objects.visible_to(request.user).filter(day=day) if day else ()
    days = DayWords(office, WorkdayCalendar(office))
    said = warnings(activity, day, month, days, others, timezone.localdate())
    return said if month else said + month_differs(activity, day)

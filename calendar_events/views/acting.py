"""Finding the activity that a page is about, and what speaks against its day."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone

from calendar_events.clashes import month_differs, warnings
from calendar_events.day_words import DayWords
from calendar_events.models import Activity
from calendar_events.services import kept_before
from calendar_events.workdays import WorkdayCalendar
from units.undoing import attempt_with_undo


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


def attempt_on_activity(request, act, done, activity, form=None, **values):
    """Do an act on the activity, say so, and offer to take it back, unless somebody else changed it since it was read."""
    known = kept_before(activity)

    def held(result):
        if result.version != activity.version + 1:
            return None
        return {"activity": result.pk, "version": result.version, "before": known}

    route = ("activity_undo", activity.pk)
    return attempt_with_undo(request, act, done, route, held, form, activity=activity, **values)


def against(request, activity, day, month=None) -> list[str]:
    """Return what speaks against the day, or the month, for the activity, in sentences."""
    office = activity.schedule.office
    others = Activity.objects.visible_to(request.user).filter(day=day) if day else ()
    days = DayWords(office, WorkdayCalendar(office))
    said = warnings(activity, day, month, days, others, timezone.localdate())
    return said if month else said + month_differs(activity, day)

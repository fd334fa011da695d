"""What everybody may know of an office's activities: the listed fields and no other (P13)."""

import hashlib
from collections.abc import Iterable
from datetime import date, time

from django.db.models import Prefetch

from calendar_events.models import Activity, ActivityPicture, Suggestion

LISTED = ("theme", "day", "month", "starts_at", "ends_at", "place", "invitees", "seats", "signup", "signup_until")
LISTED += ("is_talk", "is_open_day", "preview_url", "report_url", "host_text", "state")
TECHNICAL = ("schedule__year", "schedule__office_id", "host__short_name", "version", "changed_at")
TECHNICAL += ("postponed_from",)  # only whether: from when stays with the office
FORM = 2  # of what the pages and calendars make of it; another number lets every copy be fetched anew


def public_activities(office, *, from_year=None, year=None):
    """Return the activities that office shows to everybody; other fields are not read."""
    rows = Activity.objects.public(office).select_related("schedule", "host").only(*LISTED, *TECHNICAL)
    if from_year:
        rows = rows.filter(schedule__year__gte=from_year)
    if year:
        rows = rows.filter(schedule__year=year)
    return rows.order_by("pk")


def by_day(activity: Activity) -> tuple:
    """Return the place of the activity among others: those of which nothing is known yet come last."""
    return activity.due_on or date.max, activity.starts_at or time.min, activity.pk


def with_pictures(activities, office):
    """Add to the activities the pictures that everybody may see; one query."""
    pictures = ActivityPicture.objects.public(office).only("activity_id").order_by("pk")
    return activities.prefetch_related(Prefetch("pictures", pictures, to_attr="shown_pictures"))


def with_answers(activities):
    """Add to the activities what was suggested at them and answered; read for those that are closed."""
    answered = Suggestion.objects.filter(activity__state=Activity.State.CLOSED).exclude(answer="")
    fields = ("activity_id", "text", "answer", "adopted", "answered_on")
    return activities.prefetch_related(Prefetch("suggestions", answered.only(*fields), to_attr="answered"))


def stamp(office, activities: Iterable[Activity], *more) -> str:
    """Return an ETag: the same as long as what the activities show to everybody is."""
    shown = [
        (activity.pk, str(activity.host), *(getattr(activity, name) for name in (*LISTED, "version", "changed_at")))
        for activity in activities
    ]
    return f'"{hashlib.sha256(repr((FORM, office.short_name, shown, more)).encode()).hexdigest()[:32]}"'

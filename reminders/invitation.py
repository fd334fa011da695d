"""The activities of a letter as a calendar file: opened, they stand in the reader's calendar."""

from collections.abc import Iterable
from email.mime.text import MIMEText

from django.conf import settings
from django.urls import reverse

from calendar_events.ical import activity_entry, calendar
from calendar_events.models import Activity

FILE_NAME = "activities.ics"


def calendar_of(activities: Iterable[Activity]) -> bytes:
    """Return the activities that have a day, under the names they have in every feed; empty when none has one."""
    dated = [activity for activity in activities if activity.day]
    entries = [activity_entry(row, settings.SITE_URL + reverse("activity", args=[row.pk])) for row in dated]
    return calendar("政务公开活动", entries) if entries else b""


def calendar_part(content: bytes) -> MIMEText:
    """Return the part of a mail that carries the calendar; it tells, and asks for no answer (PUBLISH)."""
    part = MIMEText(content.decode(), "calendar", "utf-8")
    part.set_param("method", "PUBLISH")
    part.add_header("Content-Disposition", "attachment", filename=FILE_NAME)
    return part

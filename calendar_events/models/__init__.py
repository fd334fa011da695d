"""Holidays with make-up days, the year's activities (政务公开讲, 政府开放日), and who subscribes to them."""

from calendar_events.models.activities import Activity, Suggestion
from calendar_events.models.feeds import CalendarFeed
from calendar_events.models.overrides import DayOverride
from calendar_events.models.pictures import ActivityPicture
from calendar_events.models.schedules import ActivitySchedule

__all__ = ["Activity", "ActivityPicture", "ActivitySchedule", "CalendarFeed", "DayOverride", "Suggestion"]

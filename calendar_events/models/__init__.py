"""Holidays with make-up days, and the year's activities (政务公开讲, 政府开放日)."""

from calendar_events.models.activities import Activity, Suggestion
from calendar_events.models.overrides import DayOverride
from calendar_events.models.schedules import ActivitySchedule

__all__ = ["Activity", "ActivitySchedule", "DayOverride", "Suggestion"]

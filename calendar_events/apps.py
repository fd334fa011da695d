"""The room's registration with Django."""

from django.apps import AppConfig


class CalendarEventsConfig(AppConfig):
    """Working days and activities."""

    name = "calendar_events"
    verbose_name = "活动与工作日"

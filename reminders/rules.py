"""When an office writes at all: its policy, its working days, its hours."""

from datetime import datetime
from functools import cached_property

from django.utils import timezone

from calendar_events.workdays import WorkdayCalendar
from reminders.models import ReminderPolicy


class Rules:
    """The policy and the calendar of one office."""

    def __init__(self, office):
        self.office = office
        self.policy = getattr(office, "reminder_policy", None) or ReminderPolicy(office=office)

    @cached_property
    def calendar(self) -> WorkdayCalendar:
        """The working days of the office, read once."""
        return WorkdayCalendar(self.office)

    def quiet(self, at: datetime, *, ignore_hours=False) -> str:
        """Return why nothing may leave at this moment, or nothing when it may."""
        policy, local = self.policy, timezone.localtime(at)
        if not policy.enabled:
            return "办公室已停止发送提醒"
        if not self.calendar.is_workday(local.date()):
            return "非工作日不发送"
        if not ignore_hours and not policy.send_from <= local.time() < policy.send_until:
            return f"只在{policy.send_from:%H:%M}至{policy.send_until:%H:%M}发送"
        return ""

"""When an office writes at all, and by which steps: its policy, its working days, its hours, its quiet days."""

from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from calendar_events.workdays import WorkdayCalendar
from reminders.models import EscalationStep, PlanTiming, QuietPeriod, ReminderPolicy
from reminders.models.policy import Timing


class Rules:
    """The rules of one office, each part read once. A preview brings what is not saved yet."""

    def __init__(
        self,
        office,
        *,
        policy: ReminderPolicy | None = None,
        timings: dict[int, Timing] | None = None,
        escalation: list[EscalationStep] | None = None,
        quiet_periods: list[QuietPeriod] | None = None,
        calendar: WorkdayCalendar | None = None,
    ):
        self.office = office
        self.policy = policy or getattr(office, "reminder_policy", None) or ReminderPolicy(office=office)
        self._given_timings = timings
        given = {"escalation": escalation, "_quiet_periods": quiet_periods, "calendar": calendar}
        vars(self).update((name, part) for name, part in given.items() if part is not None)

    @cached_property
    def calendar(self) -> WorkdayCalendar:
        """The working days of the office."""
        return WorkdayCalendar(self.office)

    @cached_property
    def escalation(self) -> list[EscalationStep]:
        """Who hears of what is late, the first step first."""
        steps = EscalationStep.objects.filter(office=self.office).order_by("after_days", "pk")
        return list(steps.prefetch_related("members"))

    def timing(self, plan_id: int) -> Timing:
        """Return the steps of a plan: its own, or the office's."""
        return self._timings.get(plan_id, self.policy)

    @property
    def timings(self) -> list[Timing]:
        """All steps that some plan goes by."""
        return [self.policy, *self._timings.values()]

    @cached_property
    def _timings(self) -> dict[int, Timing]:
        saved = {row.plan_id: row for row in PlanTiming.objects.filter(plan__office=self.office)}
        return saved | (self._given_timings or {})

    @cached_property
    def _quiet_periods(self) -> list[QuietPeriod]:
        return list(QuietPeriod.objects.filter(office=self.office))

    def local(self, at: datetime) -> datetime:
        """Return the moment by the office's own clock."""
        return at.astimezone(ZoneInfo(self.policy.zone))

    def today(self, at: datetime) -> date:
        """Return the office's day, which is not always the server's."""
        return self.local(at).date()

    def quiet(self, at: datetime, *, ignore_hours=False) -> str:
        """Return why nothing may leave at this moment, or nothing when it may."""
        policy, local = self.policy, self.local(at)
        if not policy.enabled:
            return "办公室已停止发送提醒"
        if reason := self.quiet_day(local.date()):
            return reason
        if not ignore_hours and not policy.send_from <= local.time() < policy.send_until:
            return f"只在{policy.send_from:%H:%M}至{policy.send_until:%H:%M}发送"
        return ""

    def quiet_day(self, day: date) -> str:
        """Return why nothing leaves on day, or nothing when letters leave."""
        if not self.calendar.is_workday(day):
            return "非工作日不发送"
        for period in self._quiet_periods:
            if period.from_on <= day <= period.to_on:
                return f"静默日期（{period.why}）不发送"
        return ""

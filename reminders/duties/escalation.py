"""Who hears, beside the liaison, of what is late: the steps of the office, counted in working days."""

from collections.abc import Iterator
from datetime import date

from reminders.duties.items import ASSIGNMENT, ESCALATED, Audience, Item


class Ladder:
    """The escalation steps of an office."""

    def __init__(self, rules):
        self._rules = rules
        self._known = {}

    def items(self, row, day: date) -> Iterator[Item]:
        """Yield one item for each audience that ought to know of the late row, with the latest step it has reached."""
        for step, since in self._reached(row.due_on, day):
            yield Item(
                row.unit_id,
                ASSIGNMENT,
                row.pk,
                f"up-{step.audience}-{step.after_days}",
                row.due_version,
                ESCALATED,
                row.due_on,
                step.audience,
                step.listed if step.audience == Audience.OFFICE else None,
                since,
            )

    def _reached(self, due_on, day) -> list[tuple]:
        """Return the latest step of each audience with the day on which it was reached."""
        key, calendar = (due_on, day), self._rules.calendar
        if key not in self._known:
            late = calendar.between(due_on, day)
            reached = {step.audience: step for step in self._rules.escalation if step.after_days <= late}
            self._known[key] = [(step, calendar.shift(due_on, step.after_days)) for step in reached.values()]
        return self._known[key]

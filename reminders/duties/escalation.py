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
        for step in self._reached(row.due_on, day):
            listed = frozenset(step.listed) if step.audience == Audience.OFFICE else None
            name = f"up-{step.audience}-{step.after_days}"
            yield Item(
                row.unit_id, ASSIGNMENT, row.pk, name, row.due_version, ESCALATED, row.due_on, step.audience, listed
            )

    def _reached(self, due_on, day):
        key = due_on, day
        if key not in self._known:
            late = self._rules.calendar.between(due_on, day)
            reached = {step.audience: step for step in self._rules.escalation if step.after_days <= late}
            self._known[key] = list(reached.values())
        return self._known[key]

"""Reads the duties of an office once, and says for any day what ought to have been said by then if they stay so."""

from collections.abc import Iterable, Iterator
from copy import copy
from datetime import date

from reminders.duties import activities, assignments, beside
from reminders.duties.escalation import Ladder
from reminders.duties.items import ACTIVITY_DUTY, ASSIGNMENT, Item
from reminders.rules import Rules


class Duties:
    """The duties of an office (or only of the given units) as they stand at this moment."""

    def __init__(self, office, rules: Rules, day: date, units: Iterable[int] | None = None, until: date | None = None):
        """Read what can be due from day to until (day, by default). The number of queries does not grow with rows."""
        units = None if units is None else set(units)
        self._rules = rules
        self._assignments = assignments.read(office, units)
        self._beside = beside.read(office, rules, units)
        self._activities = activities.read(office, day, until or day, units)
        self._ladder = Ladder(rules)

    def under(self, rules: Rules) -> "Duties":
        """Return the same duties under other rules, without reading them again."""
        other = copy(self)
        other._rules, other._ladder = rules, Ladder(rules)
        return other

    def narrow(self, duty_type: str, pk: int) -> "Duties":
        """Keep only one duty and return self: what follows from it, day after day, is then said quickly."""
        mine = pk if duty_type == ASSIGNMENT else None
        standing, told = self._assignments, self._beside
        self._assignments = standing._replace(rows=[row for row in standing.rows if row.pk == mine])
        self._beside = told._replace(
            instructions=[row for row in told.instructions if row[1] == mine],
            at_leader=[row for row in told.at_leader if row[1] == mine],
            gone={key: contacts for key, contacts in told.gone.items() if key[0] == mine},
        )
        self._activities = [row for row in self._activities if duty_type == ACTIVITY_DUTY and row.pk == pk]
        return self

    def items(self, day: date) -> Iterator[Item]:
        """Yield everything that ought to have been said by day. Of each duty the latest stage counts."""
        yield from assignments.items(self._assignments, day, self._rules, self._ladder, self._beside.told_back)
        yield from beside.items(self._beside, self._assignments, day, self._rules)
        yield from activities.items(self._activities, day, self._rules)

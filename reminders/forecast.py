"""Who will get what mail in the days to come, if nothing is done meanwhile. Reads only.

The same functions that plan say for each day what ought to have been said by then; whatever is wanted for the first
time on a day leaves on it. Number of queries: the same for any number of days, duties and people.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from reminders import ledger
from reminders.contacts import Contact, People, Suppressed
from reminders.duties import Duties, Item
from reminders.models import Reminder
from reminders.planning import Key, expected
from reminders.rules import Rules

DAYS = 30
KINDS = {kind.value: kind.label for kind in Reminder.Kind}


@dataclass(slots=True)
class Letter:
    """One letter to one address, with what it says."""

    contact: Contact
    lines: dict[Key, Item] = field(default_factory=dict)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How much of each kind it says, in the order of the digest."""
        count = Counter(item.kind for item in self.lines.values())
        return [(label, count[kind]) for kind, label in KINDS.items() if count[kind]]


@dataclass(slots=True)
class Day:
    """One day: its letters by address, or why none leaves."""

    on: date
    why_not: str = ""
    letters: dict[str, Letter] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Why none leaves, without saying that none leaves."""
        return self.why_not.removesuffix("不发送")

    @property
    def items(self) -> int:
        """How many things the letters of the day say."""
        return sum(len(letter.lines) for letter in self.letters.values())


@dataclass(slots=True)
class Forecast:
    """The days to come, and who cannot be reached on some of them."""

    days: list[Day]
    unreachable: list[Suppressed] = field(default_factory=list)

    @property
    def letters(self) -> int:
        """How many letters leave in all."""
        return sum(len(day.letters) for day in self.days)

    @property
    def items(self) -> int:
        """How many things they say."""
        return sum(day.items for day in self.days)

    @property
    def most(self) -> int:
        """How many letters leave on the day with most; 1 at least, as a measure for bars."""
        return max([1, *(len(day.letters) for day in self.days)])

    @property
    def lines(self) -> dict[Key, Item]:
        """Everything that is said, each thing once."""
        letters = (letter for day in self.days for letter in day.letters.values())
        return {key: item for letter in letters for key, item in letter.lines.items()}

    def without(self, keys: set[Key]) -> "Forecast":
        """Take what was said before out of the letters, and return what is left."""
        for day in self.days:
            for address, letter in list(day.letters.items()):
                letter.lines = {key: item for key, item in letter.lines.items() if key not in keys}
                if not letter.lines:
                    del day.letters[address]
        return self


class Reading:
    """The duties and people of an office (or of the given units), read once for several forecasts under different rules."""

    def __init__(self, office, at: datetime, *, days: int = DAYS, units=None, rules: Rules | None = None):
        """Read what can be due in so many days from the moment at (today counts)."""
        self.office, self.at, self.days = office, at, days
        self.rules = rules or Rules(office)
        self.units = None if units is None else set(units)
        self.start = self.rules.today(at)
        self.last = self.start + timedelta(days=days - 1)
        self._duties = Duties(office, self.rules, self.start, units, until=self.last)
        self._people = People(office, self.start, self.last)

    def forecast(self, rules: Rules | None = None, pauses=None) -> Forecast:
        """Return what leaves by the given rules and pauses of contacts (those that are saved, by default)."""
        rules = rules or self.rules
        duties = self._duties if rules is self.rules else self._duties.under(rules)
        people = self._people if pauses is None else self._people.with_pauses(pauses)
        away, seen, found = ledger.left_today(self.office, self.start), set(), Forecast([])
        heard, before, unreachable = set(), None, {}  # items that all who hear on the day before have heard
        for number in range(self.days):
            day = Day(self.start + timedelta(days=number))
            day.why_not = self._why_not(day.on, rules)
            found.days.append(day)
            if day.why_not:
                continue
            besides = heard if before and people.same(before, day.on) else frozenset()
            view = expected(self.office, day.on, rules, duties, self.units, people, besides)
            unreachable |= dict.fromkeys(view.contacts.unreachable)
            if day.on == self.start and away:
                _write(day, view, seen, away)
            else:
                _write(day, view, seen)
                heard, before = {*besides, *view.wanted.values()}, day.on
        found.unreachable = list(unreachable)
        return found.without(ledger.told(self.office, found.lines))

    def _why_not(self, day: date, rules: Rules) -> str:
        """Return why nothing leaves on day, or nothing: today only what is left of the hours counts."""
        if day == self.start and rules.policy.enabled and rules.local(self.at).time() >= rules.policy.send_until:
            return rules.quiet_day(day) or "今天的发送时间已过"
        return rules.quiet_day(day) if rules.policy.enabled else "办公室已停止发送提醒"


def forecast(office, at: datetime, *, days: int = DAYS, units=None) -> Forecast:
    """Return who gets what in so many days from the moment at, by the rules that are saved."""
    return Reading(office, at, days=days, units=units).forecast()


def _write(day: Day, view, seen: set[Key], away=frozenset()) -> None:
    """Put into the day's letters what is wanted for the first time; who had the letter of the day waits for the next."""
    key_of, known = view.contacts.key, view.contacts.known
    for key, item in view.wanted.items():
        if key in seen or key_of[key[0]] in away:
            continue
        seen.add(key)
        address = key_of[key[0]]
        if address not in day.letters:
            day.letters[address] = Letter(known[key[0]])
        day.letters[address].lines[key] = item

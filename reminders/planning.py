"""Plans what must be said: from the state of the duties, never from "today equals". Any number may run at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from reminders import ledger
from reminders.contacts import Contacts, People, Suppressed, contacts_of
from reminders.duties import Audience, Duties, Item
from reminders.rules import Rules

Key = tuple[int, str, int, str, int]  # contact, type and number of the duty, stage, due version: said once


@dataclass(slots=True)
class Outlook:
    """What ought to have been said by now, and to whom. Read only: the same for planning, sending and rehearsing."""

    day: date
    wanted: dict[Key, Item]
    contacts: Contacts


def outlook(office, day: date, rules: Rules, units: Iterable[int] | None = None) -> Outlook:
    """Return what the contacts of the office (or only of the given units) ought to have heard by day."""
    return expected(office, day, rules, Duties(office, rules, day, units), units)


def expected(
    office, day: date, rules: Rules, duties: Duties, units=None, people: People | None = None, besides=frozenset()
) -> Outlook:
    """Return the same of duties (and people) that were read before, leaving out the items ``besides``."""
    items = [item for item in duties.items(day) if item not in besides] if besides else list(duties.items(day))
    listed = {contact for item in items if item.audience == Audience.OFFICE for contact in item.contacts}
    concerned = {item.unit_id for item in items} if units is None else set(units)
    contacts = contacts_of(office, day, concerned, listed, people)
    wanted = {item.key(contact): item for item in items for contact in contacts.hearing(item)}
    return Outlook(day, wanted, contacts)


def plan(office, at: datetime, *, ignore_hours=False) -> list[Suppressed]:
    """Write what is due and not yet said into the ledger and today's envelopes; return who gets nothing and why."""
    rules = Rules(office)
    if reason := rules.quiet(at, ignore_hours=ignore_hours):
        return [Suppressed(office.name, reason)]
    view = outlook(office, rules.today(at), rules)
    if ledger.compare(office, view):  # without a lock: a sweep with nothing new disturbs nobody
        ledger.write(office, view, at)
    return view.contacts.unreachable

"""Plans what must be said: from the state of the duties, never from "today equals". Any number may run at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from reminders import ledger
from reminders.contacts import Contacts, Suppressed, contacts_of
from reminders.duties import Item, due_items
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
    items = due_items(office, day, rules, units)
    contacts = contacts_of(office, day, {item.unit_id for item in items} if units is None else set(units))
    wanted = {
        (contact, item.duty_type, item.duty_id, item.stage, item.due_version): item
        for item in items
        for contact in contacts.of_unit.get(item.unit_id, ())
    }
    return Outlook(day, wanted, contacts)


def plan(office, at: datetime, *, ignore_hours=False) -> list[Suppressed]:
    """Write what is due and not yet said into the ledger and today's envelopes; return who gets nothing and why."""
    rules = Rules(office)
    if reason := rules.quiet(at, ignore_hours=ignore_hours):
        return [Suppressed(office.name, reason)]
    view = outlook(office, timezone.localdate(at), rules)
    if ledger.compare(office, view):  # without a lock: a sweep with nothing new disturbs nobody
        ledger.write(office, view, at)
    return view.contacts.unreachable

"""Plans what must be said: from the state of the duties, never from "today equals". Any number may run at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from reminders import ledger
from reminders.contacts import Contacts, People, Suppressed, contacts_of
from reminders.duties import Audience, Duties, Item
from reminders.rules import Rules
from reminders.stage_words import AUDIENCE, stage_words

WHO = {Audience.LEADERS: "单位领导", Audience.LEADER: AUDIENCE["leader"], Audience.HEAD: AUDIENCE["head"]}
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
    people = people or People(office, day, units=concerned, listed=listed)
    contacts = contacts_of(office, day, concerned, listed, people)
    wanted, unheard = {}, {}
    for item in items:
        for contact in (heard := contacts.hearing(item)):
            wanted[item.key(contact)] = item
        if not heard and item.audience != Audience.LIAISON:  # units without a liaison are listed as such
            unheard[item.audience, item.unit_id] = item
    contacts.unreachable += _nobody(people, unheard)
    return Outlook(day, wanted, contacts)


def _nobody(people, unheard: dict[tuple, Item]) -> list[Suppressed]:
    """Return whom nobody stands for although something ought to be said: a unit's leaders, the people of a step."""
    names = people.names({unit for _, unit in unheard})
    steps = {stage_words(item.stage) for (audience, _), item in unheard.items() if audience == Audience.OFFICE}
    leaders = [(names[unit], WHO[audience]) for audience, unit in unheard if audience in WHO]
    found = [Suppressed(step, "指定人员都不能收信，请核对提醒规则") for step in sorted(steps)]
    return found + [Suppressed(f"{unit} {who}", "没有登记，或者不能收信") for unit, who in leaders]


def plan(office, at: datetime, *, on: datetime | None = None) -> list[Suppressed]:
    """Write what is due and not yet said into the ledger and today's envelopes; return who gets nothing and why.

    on is a moment of the day that is taken for today; the letters may leave from at on all the same.
    """
    rules = Rules(office)
    if reason := rules.quiet(on or at, ignore_hours=bool(on)):
        return [Suppressed(office.name, reason)]
    view = outlook(office, rules.today(on or at), rules)
    if ledger.compare(office, view):  # without a lock: a sweep with nothing new disturbs nobody
        ledger.write(office, view, at)
    return view.contacts.unreachable

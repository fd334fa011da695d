"""Whom to write to: the people of the day with an address that takes mail, and who cannot be reached and why."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q

from documents.days import short_day
from reminders.duties.items import Audience, Item
from reminders.models import ContactPause, OutgoingMail
from units.models import Membership, Unit
from units.sql import listed as listed_keys

MEMORY = timedelta(weeks=5)
MOST = {OutgoingMail.Bounce.HARD: 2, OutgoingMail.Bounce.SOFT: 5}  # letters that came back before an address is off
FEW = 100


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Somebody who gets no mail, and why."""

    to: str
    why: str


def called(unit, name: str) -> str:
    """Return a person with the unit in front, unless the name says it: 县财政局 张三, 县财政局联络员."""
    unit = str(unit or "办公室")
    return name if name.startswith(unit) else f"{unit} {name}"


class Contact(NamedTuple):
    """A membership as far as a letter needs it."""

    pk: int
    unit_id: int | None
    role: str
    is_head: bool
    name: str
    address: str
    unit: str | None

    @property
    def called(self) -> str:
        """Who it is, with the unit."""
        return called(self.unit, self.name)


@dataclass(slots=True)
class Contacts:
    """Who hears for which unit."""

    of: dict[tuple[str, int], list[int]] = field(default_factory=dict)  # audience and unit → contacts
    known: dict[int, Contact] = field(default_factory=dict)
    key: dict[int, str] = field(default_factory=dict)  # contact → address key
    unreachable: list[Suppressed] = field(default_factory=list)
    why_not: dict[int, str] = field(default_factory=dict)  # contact → why no mail goes there

    def hearing(self, item: Item) -> Iterable[int]:
        """Return the contacts whom the item concerns and a letter reaches."""
        if item.audience == Audience.OFFICE:
            return [contact for contact in item.contacts if contact in self.key]
        found = self.of.get((item.audience, item.unit_id), ())
        if item.contacts is not None:
            return [contact for contact in found if contact in item.contacts]
        return [contact for contact in found if contact not in item.besides] if item.besides else found

    def liaisons(self, unit_id: int) -> list[int]:
        """Return the liaisons of a unit whom a letter reaches."""
        return self.of.get((Audience.LIAISON, unit_id), [])


def address_key(address: str) -> str:
    """Return one spelling for one mailbox."""
    return unicodedata.normalize("NFKC", address).strip().lower()


class People:
    """The people of an office from day to until, their pauses, and the letters that came back; five queries for all units."""

    def __init__(self, office, day: date, until: date | None = None, units=None, listed=()):
        until = until or day
        self._rows = list(_people(office, day, until, units, listed))
        self._pauses = _pauses(office, day, until)
        self._came_back = _came_back(office, day)
        self._office = office
        self._names = {unit.pk: str(unit) for unit in Unit.objects.filter(office=office)} if units is None else {}

    def on(self, day: date) -> Iterator[Contact]:
        """Yield those who hold their role on day."""
        for from_on, to_on, contact in self._rows:
            if (from_on is None or from_on <= day) and (to_on is None or to_on >= day):
                yield contact

    def with_pauses(self, pauses: list[ContactPause]) -> "People":
        """Return the same people with other pauses, without reading them again."""
        other = copy(self)
        other._pauses = pauses
        return other

    def same(self, day: date, later: date) -> bool:
        """Tell whether letters reach the same people on both days."""
        terms = ((from_on, to_on) for from_on, to_on, _ in self._rows if from_on or to_on)
        for from_on, to_on in (*terms, *((row.from_on, row.to_on) for row in self._pauses)):
            if (from_on and day < from_on <= later) or (to_on and day <= to_on < later):
                return False
        return self.off(day) == self.off(later)

    def paused(self, day: date) -> dict[int, str]:
        """Return the contacts who get no mail on day, each with the reason in words."""
        return _paused(self._pauses, day)

    def off(self, day: date) -> set[str]:
        """Return the addresses whose letters came back too often in the weeks before day."""
        return _off(self._came_back, day)

    def names(self, units: set[int]) -> dict[int, str]:
        """Return the names of the given units, by key. No query for those that were asked for before."""
        if units - self._names.keys():
            rows = Unit.objects.filter(office=self._office, pk__in=listed_keys(units))
            self._names |= {unit.pk: str(unit) for unit in rows}
        return {pk: name for pk, name in self._names.items() if pk in units}


def contacts_of(
    office, day: date, units: set[int], listed: Iterable[int] = (), people: People | None = None
) -> Contacts:
    """Return the people of the given units on day, and those of the office itself who are listed."""
    found, answered, listed = Contacts(), set(), set(listed)
    people = people or People(office, day, units=units, listed=listed)
    off, paused = people.off(day), people.paused(day)
    for contact in people.on(day):
        if (contact.unit_id is None and contact.pk not in listed) or (contact.unit_id and contact.unit_id not in units):
            continue
        is_liaison = contact.role == Membership.Role.LIAISON
        answered |= {contact.unit_id} if is_liaison else set()
        key = address_key(contact.address)
        if why := _why_not(contact, key, off, paused):
            found.why_not[contact.pk] = why
            if is_liaison:
                found.unreachable.append(Suppressed(contact.called, why))
            continue
        found.known[contact.pk], found.key[contact.pk] = contact, key
        for audience in _audiences(contact):
            found.of.setdefault((audience, contact.unit_id), []).append(contact.pk)
    found.unreachable += [Suppressed(name, "单位没有在任的联络员") for name in people.names(units - answered).values()]
    return found


def _people(office, day, until, units, listed) -> Iterator[tuple[date | None, date | None, Contact]]:
    people = Membership.objects.filter(office=office, user__is_active=True).order_by("pk")
    people = people.filter(Q(from_on=None) | Q(from_on__lte=until), Q(to_on=None) | Q(to_on__gte=day))
    if units is not None and len(units) <= FEW:  # for a batch of letters; a whole office is read faster without a list
        people = people.filter(Q(unit__in=units) | Q(pk__in=listed))
    columns = ("from_on", "to_on", "pk", "unit", "role", "is_head", "user__name", "user__email", "unit__short_name")
    for from_on, to_on, *rest in people.values_list(*columns):
        yield from_on, to_on, Contact._make(rest)


def _why_not(contact, key, off, paused) -> str:
    if not key:
        return "联系人没有登记邮箱"
    if key in off:
        return f"邮箱{contact.address}多次退信，已停止发送，请核对"
    return paused.get(contact.pk, "")


def _audiences(contact) -> tuple[str, ...]:
    if contact.role == Membership.Role.LIAISON:
        return (Audience.LIAISON,)
    return (Audience.LEADERS, Audience.HEAD if contact.is_head else Audience.LEADER)


def addresses_off(office, day: date) -> set[str]:
    """Return the addresses whose letters came back too often in the last weeks. A corrected address is a new one."""
    return _off(_came_back(office, day), day)


def _pauses(office, day, until) -> list[ContactPause]:
    return list(ContactPause.objects.filter(contact__office=office, from_on__lte=until, to_on__gte=day))


def _paused(rows, day) -> dict[int, str]:
    return {
        row.contact_id: f"暂停收信至{short_day(row.to_on)}{f'（{row.why}）' if row.why else ''}"
        for row in rows
        if row.from_on <= day <= row.to_on
    }


def _came_back(office, day) -> list[tuple[str, str, date]]:
    back = OutgoingMail.objects.filter(office=office, local_date__gt=day - MEMORY).exclude(bounce="")
    return list(back.order_by().values_list("address_key", "bounce", "local_date"))


def _off(came_back, day) -> set[str]:
    count = Counter((key, bounce) for key, bounce, on in came_back if on > day - MEMORY)
    return {key for (key, bounce), letters in count.items() if letters >= MOST[bounce]}

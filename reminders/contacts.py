"""Whom to write to: the people of the day with an address that takes mail, and who cannot be reached and why."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q

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


class Contact(NamedTuple):
    """A membership as far as a letter needs it."""

    pk: int
    unit_id: int | None
    role: str
    is_head: bool
    name: str
    address: str
    unit: str | None


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
        return found if item.contacts is None else [contact for contact in found if contact in item.contacts]

    def liaisons(self, unit_id: int) -> list[int]:
        """Return the liaisons of a unit whom a letter reaches."""
        return self.of.get((Audience.LIAISON, unit_id), [])


def address_key(address: str) -> str:
    """Return one spelling for one mailbox."""
    return unicodedata.normalize("NFKC", address).strip().lower()


def contacts_of(office, day: date, units: set[int], listed: Iterable[int] = ()) -> Contacts:
    """Return the people of the given units on day, and those of the office itself who are listed."""
    found, answered, listed = Contacts(), set(), set(listed)
    off, paused = addresses_off(office, day), pauses(office, day)
    for contact in _people(office, day, units, listed):
        if (contact.unit_id is None and contact.pk not in listed) or (contact.unit_id and contact.unit_id not in units):
            continue
        is_liaison = contact.role == Membership.Role.LIAISON
        answered |= {contact.unit_id} if is_liaison else set()
        key = address_key(contact.address)
        if why := _why_not(contact, key, off, paused):
            found.why_not[contact.pk] = why
            if is_liaison:
                found.unreachable.append(Suppressed(f"{contact.unit} {contact.name}", why))
            continue
        found.known[contact.pk], found.key[contact.pk] = contact, key
        for audience in _audiences(contact):
            found.of.setdefault((audience, contact.unit_id), []).append(contact.pk)
    for unit in Unit.objects.filter(office=office, pk__in=listed_keys(units - answered)):
        found.unreachable.append(Suppressed(str(unit), "单位没有在任的联络员"))
    return found


def _people(office, day, units, listed) -> Iterator[Contact]:
    people = Membership.objects.filter(office=office).current(day).order_by("pk")
    if len(units) <= FEW:  # for a batch of letters; a whole office is read faster without a list of its units
        people = people.filter(Q(unit__in=units) | Q(pk__in=listed))
    columns = ("pk", "unit", "role", "is_head", "user__name", "user__email", "unit__short_name")
    return map(Contact._make, people.values_list(*columns))


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


def pauses(office, day: date) -> dict[int, str]:
    """Return the contacts who get no mail on day, each with the reason in words."""
    rows = ContactPause.objects.filter(contact__office=office, from_on__lte=day, to_on__gte=day)
    return {
        row.contact_id: f"暂停收信至{row.to_on.month}月{row.to_on.day}日{f'（{row.why}）' if row.why else ''}"
        for row in rows
    }


def addresses_off(office, day: date) -> set[str]:
    """Return the addresses whose letters came back too often in the last weeks. A corrected address is a new one."""
    back = OutgoingMail.objects.filter(office=office, local_date__gt=day - MEMORY).exclude(bounce="")
    count = Counter(back.values_list("address_key", "bounce"))
    return {key for (key, bounce), letters in count.items() if letters >= MOST[bounce]}

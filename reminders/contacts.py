"""Whom to write to: the liaisons of the day with an address that takes mail, and who cannot be reached and why."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from reminders.models import OutgoingMail
from units.models import Membership, Unit

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
    unit_id: int
    name: str
    address: str
    unit: str


@dataclass(slots=True)
class Contacts:
    """Who hears for which unit."""

    of_unit: dict[int, list[int]] = field(default_factory=dict)  # unit → contacts
    known: dict[int, Contact] = field(default_factory=dict)
    key: dict[int, str] = field(default_factory=dict)  # contact → address key
    unreachable: list[Suppressed] = field(default_factory=list)


def address_key(address: str) -> str:
    """Return one spelling for one mailbox."""
    return unicodedata.normalize("NFKC", address).strip().lower()


def contacts_of(office, day: date, units: set[int]) -> Contacts:
    """Return the contacts of the given units on day."""
    found, answered, off = Contacts(), set(), addresses_off(office, day)
    liaisons = Membership.objects.filter(office=office, role=Membership.Role.LIAISON).current(day).order_by("pk")
    if len(units) <= FEW:  # for a batch of letters; a whole office is read faster without a list of its units
        liaisons = liaisons.filter(unit__in=units)
    columns = ("pk", "unit", "user__name", "user__email", "unit__short_name")
    for contact in map(Contact._make, liaisons.values_list(*columns)):
        if contact.unit_id not in units:
            continue
        answered.add(contact.unit_id)
        key = address_key(contact.address)
        if key and key not in off:
            found.of_unit.setdefault(contact.unit_id, []).append(contact.pk)
            found.known[contact.pk], found.key[contact.pk] = contact, key
        else:
            why = f"邮箱{contact.address}多次退信，已停止发送，请核对" if key else "联系人没有登记邮箱"
            found.unreachable.append(Suppressed(f"{contact.unit} {contact.name}", why))
    for unit in Unit.objects.filter(office=office, pk__in=units - answered):
        found.unreachable.append(Suppressed(str(unit), "单位没有在任的联络员"))
    return found


def addresses_off(office, day: date) -> set[str]:
    """Return the addresses whose letters came back too often in the last weeks. A corrected address is a new one."""
    back = OutgoingMail.objects.filter(office=office, local_date__gt=day - MEMORY).exclude(bounce="")
    count = Counter(back.values_list("address_key", "bounce"))
    return {key for (key, bounce), letters in count.items() if letters >= MOST[bounce]}

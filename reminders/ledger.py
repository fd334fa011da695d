"""Brings the ledger and the outbox in step with what ought to have been said. Set-based: few queries, however many rows.

``compare`` only reads and says what would change; ``write`` changes it under the office's lock.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from documents.days import short_day
from reminders.duties import ACTIVITY_DUTY, ASSIGNMENT, owed
from reminders.duties.beside import KINDS as BESIDE
from reminders.echoes import echoes
from reminders.models import OutgoingMail, PlanningRun, Reminder
from units import faults
from units.models import Office
from units.sql import insert_new, listed, listed_words

M, R = OutgoingMail.State, Reminder.State
DIGEST = {"kind": OutgoingMail.Kind.DIGEST, "part": 1}
IN_THE_AIR = frozenset((M.CLAIMED.value, M.HANDING.value, M.UNCLEAR.value))
KEY = ("contact", "duty_type", "duty_id", "stage", "due_version")  # what is said once


class Row(NamedTuple):
    """An open line of the ledger with the letter it stands in, if any."""

    pk: int
    contact_id: int
    duty_type: str
    duty_id: int
    stage: str
    due_version: int
    mail_id: int | None
    mail_state: str | None
    mail_day: date | None
    mail_key: str | None
    repeated: bool | None

    @property
    def key(self):
        return self[1:6]

    @property
    def duty(self):
        return self[1:4]

    def is_in_the_air(self) -> bool:
        """Whether its letter is with a worker or the server: nobody else touches it."""
        return self.mail_state in IN_THE_AIR

    def is_placed(self, day, address_key) -> bool:
        """Whether it stands in a letter of today to the contact's present address."""
        return self.mail_state == M.QUEUED and (
            self.repeated or (self.mail_day == day and self.mail_key == address_key)
        )


@dataclass(slots=True)
class Changes:
    """What brings the ledger in step. Empty (false) when it is."""

    fresh: list[tuple] = field(default_factory=list)  # keys never noted
    revived: list[int] = field(default_factory=list)  # noted, dropped unsaid, and due again
    superseded: list[int] = field(default_factory=list)  # a later stage of the duty is due
    cancelled: list[int] = field(default_factory=list)  # nothing of the duty is due any more
    loose: list[Row] = field(default_factory=list)  # open and in no letter that will leave today
    placed: list[Row] = field(default_factory=list)
    folded: list[int] = field(default_factory=list)  # letters of former days that never left
    waiting: set[int] = field(default_factory=set)  # contacts whose letter of today has left: tomorrow's takes the rest
    letters: dict[str, int] = field(default_factory=dict)  # address key → today's letter, still here

    def __bool__(self):
        settled = self.fresh or self.revived or self.superseded or self.cancelled or self.folded
        return bool(settled or any(row.contact_id not in self.waiting for row in self.loose))


def compare(office, view) -> Changes:
    """Return what must change so that the ledger of office says what view wants."""
    changes = Changes()
    held, stale = set(), []
    for row in _open_rows(office):
        held.add(row.key)
        if row.is_in_the_air():
            continue
        if row.key not in view.wanted:
            stale.append(row)
        elif row.is_placed(view.day, view.contacts.key[row.contact_id]):
            changes.placed.append(row)
        else:
            changes.loose.append(row)
    if stale:
        live = {key[:3] for key in view.wanted}
        changes.superseded = [row.pk for row in stale if row.duty in live]
        changes.cancelled = [row.pk for row in stale if row.duty not in live]
    dropped = {}
    for pk, state, *key in _settled_rows(office, view.wanted):
        held.add(tuple(key))
        if state != R.SAID:
            dropped[tuple(key)] = pk
    fresh, back = [key for key in view.wanted if key not in held], [key for key in dropped if key in view.wanted]
    again = echoes(office, view.wanted, (*fresh, *back))
    changes.fresh = [key for key in fresh if key not in again]
    changes.revived = [dropped[key] for key in back if key not in again]
    _look_at_letters(office, view, changes)
    return changes


def told(office, wanted) -> set[tuple]:
    """Return those keys of what is wanted that were said already, or are in a letter with a worker or the server."""
    said = {tuple(key) for _, state, *key in _settled_rows(office, wanted) if state == R.SAID}
    said |= echoes(office, wanted, wanted)
    return said | {row.key for row in _open_rows(office) if row.is_in_the_air()}


def left_today(office, day: date) -> set[str]:
    """Return the keys of the addresses whose letter of day is no longer here: tomorrow's takes what comes now."""
    mails = OutgoingMail.objects.filter(office=office, local_date=day, **DIGEST).exclude(state=M.QUEUED)
    return set(mails.order_by().values_list("address_key", flat=True))


def _open_rows(office):
    columns = ("pk", "contact_id", "duty_type", "duty_id", "stage", "due_version", "mail_id")
    columns += ("mail__state", "mail__local_date", "mail__address_key", "mail__repeated")
    rows = Reminder.objects.filter(office=office, state=R.OPEN).exclude(kind=Reminder.Kind.CHASE)  # sent by hand
    return map(Row._make, rows.order_by().values_list(*columns))


def _settled_rows(office, wanted):
    """Return what was settled about duties that still stand, at the stages of today; not the years before."""
    beside = {key[2] for key, item in wanted.items() if item.kind in BESIDE}
    activities = {key[2] for key in wanted if key[1] == ACTIVITY_DUTY}
    live = Q(duty_type=ASSIGNMENT, duty_id__in=owed(office).values("pk"))
    live |= Q(duty_type=ASSIGNMENT, duty_id__in=listed(beside))
    live |= Q(duty_type=ACTIVITY_DUTY, duty_id__in=listed(activities))
    rows = Reminder.objects.filter(live, office=office, stage__in=listed_words({key[3] for key in wanted}))
    columns = ("pk", "state", "contact_id", "duty_type", "duty_id", "stage", "due_version")
    return rows.exclude(state=R.OPEN).order_by().values_list(*columns)


def _look_at_letters(office, view, changes):
    gone = set()
    mails = OutgoingMail.objects.filter(Q(local_date=view.day) | Q(state=M.QUEUED), office=office, **DIGEST)
    for pk, key, day, state, repeated in mails.order_by().values_list(
        "pk", "address_key", "local_date", "state", "repeated"
    ):
        if day == view.day and state == M.QUEUED:
            changes.letters[key] = pk
        elif day == view.day:
            gone.add(key)
        elif day < view.day and not repeated:
            changes.folded.append(pk)
    changes.waiting = {contact for contact, key in view.contacts.key.items() if key in gone}


@transaction.atomic
def write(office, view, at: datetime) -> None:
    """Bring the ledger in step, and note that something was to be said. Whoever planned at the same moment is waited for, and what he wrote is seen.

    Locks in one order (office, its letters, their lines), so nobody waits in a circle; no claim slips in between.
    """
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)  # on SQLite the transaction itself is the lock
    queued = OutgoingMail.objects.filter(office=office, state=M.QUEUED).order_by("pk").values_list("pk")
    list(queued.select_for_update(of=("self",)))
    changes = compare(office, view)
    faults.point("planning")
    Reminder.objects.filter(pk__in=listed(changes.superseded)).update(state=R.SUPERSEDED, mail=None)
    Reminder.objects.filter(pk__in=listed(changes.cancelled)).update(state=R.CANCELLED, mail=None)
    Reminder.objects.filter(pk__in=listed(changes.revived)).update(state=R.OPEN, mail=None)
    folded = OutgoingMail.objects.filter(pk__in=listed(changes.folded), state=M.QUEUED)
    folded.update(state=M.CANCELLED, last_reply=f"当天未能发出，内容并入{short_day(view.day)}的提醒")
    letters = _letters(office, view, changes, at)
    _insert(office, view, changes, letters, at)
    _place(changes, letters, view)
    PlanningRun.objects.create(
        office=office,
        at=at,
        new_lines=len(changes.fresh) + len(changes.revived),
        settled_lines=len(changes.superseded) + len(changes.cancelled),
        new_letters=len(letters.keys() - changes.letters.keys()),
    )


def _letters(office, view, changes, at) -> dict[str, int]:
    """Return address key → today's letter for everybody who has something loose; those that have left are not there."""
    asked = {key[0] for key in changes.fresh} | {row.contact_id for row in changes.loose}
    asked |= set(Reminder.objects.filter(pk__in=listed(changes.revived)).values_list("contact_id", flat=True))
    wanting = {view.contacts.key[contact]: contact for contact in asked - changes.waiting}
    rows = [
        (key, view.contacts.known[wanting[key]].address.strip(), new_message_id())
        for key in sorted(wanting.keys() - changes.letters.keys())
    ]
    same = {"office": office.pk, "local_date": view.day, "next_at": at, **DIGEST}
    insert_new(OutgoingMail, ("address_key", "address", "message_id"), rows, same)
    mails = OutgoingMail.objects.filter(office=office, local_date=view.day, state=M.QUEUED, **DIGEST)
    return {key: pk for key, pk in mails.order_by().values_list("address_key", "pk") if key in wanting}


def _insert(office, view, changes, letters, at):
    days = {item.due_on: item.due_on and item.due_on.isoformat() for item in view.wanted.values()}  # written once each
    rows = (
        (*key, view.wanted[key].kind, days[view.wanted[key].due_on], letters.get(view.contacts.key[key[0]]))
        for key in changes.fresh
    )
    same = {"office": office.pk, "state": R.OPEN, "created_at": at}
    insert_new(Reminder, (*KEY, "kind", "due_on", "mail"), rows, same)


def line(key, item) -> Reminder:
    """Return the line of the ledger that would be new, not written."""
    contact, duty_type, duty_id, stage, version = key
    return Reminder(
        contact_id=contact,
        duty_type=duty_type,
        duty_id=duty_id,
        stage=stage,
        due_version=version,
        kind=item.kind,
        due_on=item.due_on,
    )


def _place(changes, letters, view):
    """Put what was loose into today's letters."""
    rows = [(row.pk, row.contact_id) for row in changes.loose]
    rows += Reminder.objects.filter(pk__in=listed(changes.revived)).values_list("pk", "contact_id")
    moved = [Reminder(pk=pk, mail_id=letters.get(view.contacts.key[contact])) for pk, contact in rows]
    Reminder.objects.bulk_update(moved, ["mail"], batch_size=500)


def new_message_id() -> str:
    """Return a Message-ID of our own domain; a repeated hand-over uses the same one again."""
    return f"<{uuid4().hex}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip('>')}>"

"""Letters sent by hand (催办): who gets one and who cannot, how often somebody was chased, and the sending.

The letters leave by the same outbox as all others: in the office's hours, checked once more at the moment they leave.
What is chased are assignments and activities; what only one of them knows stands in ``reminders.assignment_chasing`` and
``reminders.activity_chasing``.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter

from django.db import transaction
from django.db.models import Max

from reminders import digest
from reminders.contacts import Contact, Suppressed, contacts_of
from reminders.duties import CHASE, NO_DAY
from reminders.ledger import new_message_id
from reminders.models import OutgoingMail, Reminder
from reminders.rules import Rules
from tasks.chases import CHASED
from tasks.services.errors import ActRefused
from units import faults
from units.clock import not_ahead
from units.history import entry, one_line
from units.models import AuditEntry, Office

MOST = 2000  # rows at once
LETTER = {"kind": OutgoingMail.Kind.CHASE}
COUNTED = (Reminder.State.OPEN, Reminder.State.SAID)


@dataclass(frozen=True, slots=True)
class Kind:
    """What is chased. A kind says how its rows are read, told apart and refused; all else is the same for all."""

    duty: str  # its type in the ledger
    noun: str  # 任务
    counter: str  # 件
    read: Callable  # office and keys → the rows as they stand, in the order of the letters
    why_not: Callable  # row and day → why it cannot be chased now, however often it was, or nothing
    subject: Callable  # office and count → the subject of a letter about so many rows
    asked: Callable = lambda rows, rules, day: rows  # what is asked for with each of the rows on day
    key: Callable = attrgetter("pk")  # what is chased at most once a day
    key_of: Callable = lambda pk, stage: pk  # the same of a line of the ledger
    stage: Callable = lambda row, number: f"chase-{number}"  # what chasing for this time is called in the ledger
    unit_id: Callable = attrgetter("unit_id")  # who is written to
    due_on: Callable = attrgetter("due_on")
    told: Callable = lambda row: (row, {})  # what the history is written about, and what it says beside the number


@dataclass(frozen=True, slots=True)
class Chased:
    """How often something was chased, and when it was last told to somebody (or will be: then pending)."""

    times: int = 0
    last_on: date | None = None
    pending: bool = False


@dataclass(slots=True)
class Envelope:
    """A letter to one address with what it asks for: pairs of the contact and the row."""

    contact: Contact
    items: list[tuple] = field(default_factory=list)

    @property
    def rows(self) -> list:
        """The rows, each once."""
        return list({row.pk: row for _, row in self.items}.values())


@dataclass(slots=True)
class Chase:
    """What chasing some rows means at a moment: the letters, what is left out, and who cannot be reached."""

    envelopes: dict[str, Envelope] = field(default_factory=dict)  # by address key
    left_out: list[tuple] = field(default_factory=list)
    unreachable: list[Suppressed] = field(default_factory=list)
    told: dict = field(default_factory=dict)  # what is chased → what was chased before (Chased)
    stage: dict[int, str] = field(default_factory=dict)  # key of a row → the stage of the ledger this will be
    quiet: str = ""  # why no letter may leave at this moment

    @property
    def rows(self) -> list:
        """What is chased, each once, in the order of the letters."""
        return list({row.pk: row for letter in self.envelopes.values() for row in letter.rows}.values())


def chased(kind: Kind, keys: Iterable[int], rules: Rules) -> dict:
    """Return, for what was chased of the rows with these keys, how often and on which of the office's days. One query."""
    return _count(_told(kind, keys), rules)


def _told(kind: Kind, keys) -> list[tuple]:
    """Return key, number, state and moment of each line of the ledger that chases; the moment of sending, if sent."""
    rows = Reminder.objects.filter(duty_type=kind.duty, duty_id__in=list(keys), kind=CHASE).order_by("pk")
    columns = ("duty_id", "stage", "state", "created_at", "mail__sent_at")
    return [
        (kind.key_of(pk, stage), int(stage.rpartition("-")[2]), state, sent_at or created_at)
        for pk, stage, state, created_at, sent_at in rows.values_list(*columns)
    ]


def _count(told, rules) -> dict:
    numbers, last, pending = defaultdict(set), {}, set()
    for key, number, state, moment in told:
        if state in COUNTED:
            day = rules.local(moment).date()
            numbers[key].add(number)
            last[key] = max(day, last.get(key, day))
            pending |= {key} if state == Reminder.State.OPEN else set()
    return {key: Chased(len(found), last[key], key in pending) for key, found in numbers.items()}


def look(kind: Kind, office, rows, at: datetime) -> Chase:
    """Return what chasing the rows at this moment would do. Reads only; the same for preview and act."""
    rules = Rules(office)
    day, told = rules.today(at), _told(kind, [row.pk for row in rows])
    view, due = Chase(quiet=rules.quiet(at), told=_count(told, rules)), []
    for row in kind.asked(rows, rules, day):
        if why := _why_not(kind, row, view.told.get(kind.key(row), Chased()), day):
            view.left_out.append((row, why))
        else:
            due.append(row)
    contacts = contacts_of(office, day, {kind.unit_id(row) for row in due})
    view.unreachable = contacts.unreachable
    for row in due:
        liaisons = contacts.liaisons(kind.unit_id(row))
        if not liaisons:
            view.left_out.append((row, "单位没有能收邮件的联络员"))
        for contact in liaisons:
            letter = view.envelopes.setdefault(contacts.key[contact], Envelope(contacts.known[contact]))
            letter.items.append((contact, row))
    last = defaultdict(int)
    for key, number, *_ in told:  # letters that came to nothing keep their numbers
        last[key] = max(last[key], number)
    view.stage = {row.pk: kind.stage(row, last[kind.key(row)] + 1) for row in due}
    return view


def _why_not(kind: Kind, row, told: Chased, day: date) -> str:
    """Return why the row is not chased now, or nothing when it is."""
    if why := kind.why_not(row, day):
        return why
    if told.pending:
        return "已经催办，信还没有发出"
    return "今天已经催办过" if told.last_on == day else ""


def sample(kind: Kind, office, view: Chase, opening: str, at: datetime) -> digest.Digest | None:
    """Return the first of the letters as it would read now, or None where there is none."""
    for letter in view.envelopes.values():
        lines = [_line(kind, office, view, contact, row, at) for contact, row in letter.items]
        rules = Rules(office)
        papers = digest.Papers(office, rules.today(at), rules, lines)
        return digest.compose_chase(papers, letter.contact.name, lines, opening)
    return None


@transaction.atomic
def chase(kind: Kind, *, office, rows, text, by, at) -> Chase:
    """Write to those who have not done what is asked, one letter to each address; return what was done and left out.

    Something is chased at most once a day: whoever presses at the same moment is waited for, and what he sent is seen.
    Raises ActRefused when nothing is left to chase, without an opening, and while the office sends nothing.
    """
    keys, opening, counter = [row.pk for row in rows], one_line(text), kind.counter
    office = Office.objects.select_for_update(no_key=True).get(pk=office.pk)  # on SQLite the transaction is the lock
    if not Rules(office).policy.enabled:
        raise ActRefused("办公室已停止发送提醒，恢复之后才能催办。")
    if not opening or len(opening) > 300:
        raise ActRefused("请写一句开头的话，不超过300个字。")
    if len(keys) > MOST:
        raise ActRefused(f"一次最多催办{MOST}{counter}，现在选了{len(keys)}{counter}，请缩小筛选范围。")
    view = look(kind, office, list(kind.read(office, keys)), at)
    faults.point("chasing")
    if not view.envelopes:
        why = "、".join(sorted({why for _, why in view.left_out}))
        raise ActRefused(f"没有可以催办的{kind.noun}{f'：{why}' if why else ''}。")
    _write(kind, office, view, opening, by, at)
    return view


def _write(kind, office, view: Chase, opening, by, at) -> None:
    mails, lines, readers = _letters(kind, office, view, opening, at), [], defaultdict(list)
    for key, letter in view.envelopes.items():
        lines += [_line(kind, office, view, contact, row, at, mails[key]) for contact, row in letter.items]
        for row in letter.rows:
            readers[row.pk].append(letter.contact.name)
    Reminder.objects.bulk_create(lines, batch_size=500)
    entries = []
    for row in view.rows:
        thing, more = kind.told(row)
        times = view.told.get(kind.key(row), Chased()).times
        changes = more | {"催办次数": [times, times + 1], "收件人": ["", "、".join(readers[row.pk])]}
        entries.append(AuditEntry(**entry(CHASED, thing, by=by, at=at, office=office, changes=changes, reason=opening)))
    AuditEntry.objects.bulk_create(entries, batch_size=500)


def _letters(kind, office, view: Chase, opening, at) -> dict[str, OutgoingMail]:
    """Write one envelope for each address and return them by key; the day's earlier ones are counted on."""
    day = Rules(office).today(at)
    before = OutgoingMail.objects.filter(office=office, local_date=day, address_key__in=list(view.envelopes), **LETTER)
    parts = dict(before.order_by().values_list("address_key").annotate(last=Max("part")))
    due = not_ahead(at)
    mails = [
        OutgoingMail(
            office=office,
            address=letter.contact.address.strip(),
            address_key=key,
            local_date=day,
            part=parts.get(key, 0) + 1,
            next_at=due,
            message_id=new_message_id(),
            subject=kind.subject(office, len(letter.rows)),
            opening=opening,
            **LETTER,
        )
        for key, letter in sorted(view.envelopes.items())
    ]
    OutgoingMail.objects.bulk_create(mails, batch_size=500)
    return {mail.address_key: mail for mail in mails}


def _line(kind, office, view: Chase, contact: int, row, at, mail=None) -> Reminder:
    """Return the row of the ledger for what is asked in a letter to contact."""
    return Reminder(
        office=office,
        contact_id=contact,
        duty_type=kind.duty,
        duty_id=row.pk,
        stage=view.stage[row.pk],
        due_version=NO_DAY,
        kind=CHASE,
        due_on=kind.due_on(row),
        mail=mail,
        created_at=at,
    )

"""Letters sent by hand (催办): who gets one and who cannot, how often somebody was chased, and the sending.

The letters leave by the same outbox as all others: in the office's hours, checked once more at the moment they leave.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from reminders import digest
from reminders.contacts import Contact, Suppressed, contacts_of
from reminders.duties import ASSIGNMENT, CHASE, NO_DAY
from reminders.ledger import new_message_id
from reminders.models import OutgoingMail, Reminder
from reminders.rules import Rules
from tasks.chases import CHASED
from tasks.models import Assignment
from tasks.services.errors import ActRefused
from units import faults
from units.history import entry, one_line
from units.models import AuditEntry, Office

OPENING = "以下任务还没有收到贵单位的反馈，请抓紧办理，尽快报送。"
MOST = 2000  # assignments at once
LETTER = {"kind": OutgoingMail.Kind.CHASE}
COUNTED = (Reminder.State.OPEN, Reminder.State.SAID)


@dataclass(frozen=True, slots=True)
class Chased:
    """How often an assignment was chased, and when it was last told to somebody (or will be: then pending)."""

    times: int = 0
    last_on: date | None = None
    pending: bool = False


@dataclass(slots=True)
class Envelope:
    """A letter to one address with what it asks for: pairs of the contact and the assignment."""

    contact: Contact
    items: list[tuple[int, Assignment]] = field(default_factory=list)

    @property
    def assignments(self) -> list[Assignment]:
        """The assignments, each once."""
        return list({assignment.pk: assignment for _, assignment in self.items}.values())


@dataclass(slots=True)
class Chase:
    """What chasing some assignments means at a moment: the letters, what is left out, and who cannot be reached."""

    envelopes: dict[str, Envelope] = field(default_factory=dict)  # by address key
    left_out: list[tuple] = field(default_factory=list)
    unreachable: list[Suppressed] = field(default_factory=list)
    told: dict = field(default_factory=dict)  # what is chased → what was chased before (Chased)
    stage: dict[int, str] = field(default_factory=dict)  # assignment → the stage of the ledger this will be
    quiet: str = ""  # why no letter may leave at this moment

    @property
    def assignments(self) -> list[Assignment]:
        """What is chased, each once, in the order of the letters."""
        every = (assignment for letter in self.envelopes.values() for assignment in letter.assignments)
        return list({assignment.pk: assignment for assignment in every}.values())


def chased(keys: Iterable[int], rules: Rules) -> dict[int, Chased]:
    """Return, for those of the assignments that were chased, how often and on which of the office's days. One query."""
    stages, last, pending = defaultdict(set), {}, set()
    for pk, stage, state, moment in _told(keys):
        day = rules.local(moment).date()
        if state in COUNTED:
            stages[pk].add(stage)
            last[pk] = max(day, last.get(pk, day))
            pending |= {pk} if state == Reminder.State.OPEN else set()
    return {pk: Chased(len(names), last[pk], pk in pending) for pk, names in stages.items()}


def _told(keys):
    """Return assignment, stage, state and moment of each line of the ledger that chases; the moment of sending, if sent."""
    rows = Reminder.objects.filter(duty_type=ASSIGNMENT, duty_id__in=list(keys), kind=CHASE).order_by("pk")
    for pk, stage, state, created_at, sent_at in rows.values_list(
        "duty_id", "stage", "state", "created_at", "mail__sent_at"
    ):
        yield pk, stage, state, sent_at or created_at


def look(office, assignments, at: datetime) -> Chase:
    """Return what chasing the assignments at this moment would do. Reads only; the same for preview and act."""
    rules = Rules(office)
    day = rules.today(at)
    view, due = Chase(quiet=rules.quiet(at), told=chased((row.pk for row in assignments), rules)), []
    for row in assignments:
        if why := _why_not(row, view.told.get(row.pk, Chased()), day):
            view.left_out.append((row, why))
        else:
            due.append(row)
    contacts = contacts_of(office, day, {row.unit_id for row in due})
    view.unreachable = contacts.unreachable
    for row in due:
        if not contacts.liaisons(row.unit_id):
            view.left_out.append((row, "单位没有能收邮件的联络员"))
        for contact in contacts.liaisons(row.unit_id):
            letter = view.envelopes.setdefault(contacts.key[contact], Envelope(contacts.known[contact]))
            letter.items.append((contact, row))
    view.stage = _next_stages(row.pk for row in due)
    return view


def _why_not(assignment, told: Chased, day: date) -> str:
    """Return why the assignment is not chased now, or nothing when it is."""
    if assignment.task.plan.state != "issued":
        return f"文件{assignment.task.plan.get_state_display()}"
    if not assignment.is_with_unit:
        return f"状态是“{assignment.get_state_display()}”"
    if told.pending:
        return "已经催办，信还没有发出"
    return "今天已经催办过" if told.last_on == day else ""


def _next_stages(keys) -> dict[int, str]:
    """Return the stage that a chase of each assignment has now: letters that came to nothing keep their numbers."""
    keys = list(keys)
    last = dict.fromkeys(keys, 0)
    for pk, stage, *_ in _told(keys):
        last[pk] = max(last[pk], int(stage.removeprefix("chase-")))
    return {pk: f"chase-{number + 1}" for pk, number in last.items()}


def sample(office, view: Chase, opening: str, at: datetime, line: Callable) -> digest.Digest | None:
    """Return the first of the letters as it would read now, or None where there is none; line makes a row of the ledger."""
    for letter in view.envelopes.values():
        lines = [line(office, view, contact, row, at) for contact, row in letter.items]
        rules = Rules(office)
        papers = digest.Papers(office, rules.today(at), rules, lines)
        return digest.compose_chase(papers, letter.contact.name, lines, opening)
    return None


@transaction.atomic
def chase(*, assignments, text, by, at) -> Chase:
    """Write to those who have not answered, one letter to each address, and return what was done and left out.

    An assignment is chased at most once a day: whoever presses at the same moment is waited for, and what he sent is
    seen. Raises ActRefused when nothing is left to chase, without an opening, and while the office sends nothing.
    """
    keys, opening = [row.pk for row in assignments], one_line(text)
    # On SQLite the transaction itself is the lock.
    office = Office.objects.select_for_update(no_key=True).get(pk=_office_of(assignments))
    if not Rules(office).policy.enabled:
        raise ActRefused("办公室已停止发送提醒，恢复之后才能催办。")
    if not opening or len(opening) > 300:
        raise ActRefused("请写一句开头的话，不超过300个字。")
    rows = Assignment.objects.filter(pk__in=keys, office=office).for_list().by_due_day().order_by("due_key", "pk")
    view = look(office, list(rows), at)
    faults.point("chasing")
    if not view.envelopes:
        why = "、".join(sorted({why for _, why in view.left_out}))
        raise ActRefused(f"没有可以催办的任务：{why}。" if why else "没有可以催办的任务。")
    _write(office, view, opening, by, at)
    return view


def _office_of(assignments) -> int:
    offices = {row.office_id for row in assignments}
    if len(offices) != 1:
        raise ActRefused("请先选择要催办的任务。")
    if len(assignments) > MOST:
        raise ActRefused(f"一次最多催办{MOST}件，现在选了{len(assignments)}件，请缩小筛选范围。")
    return offices.pop()


def _write(office, view: Chase, opening, by, at) -> None:
    mails, lines = letters(office, view, digest.chase_subject, opening, at), []
    for key, letter in view.envelopes.items():
        lines += [line(office, view, contact, row, at, mails[key]) for contact, row in letter.items]
    Reminder.objects.bulk_create(lines, batch_size=500)
    readers = defaultdict(list)
    for letter in view.envelopes.values():
        for row in letter.assignments:
            readers[row.pk].append(letter.contact.name)
    entries = []
    for row in view.assignments:
        times = view.told.get(row.pk, Chased()).times
        changes = {"催办次数": [times, times + 1], "收件人": ["", "、".join(readers[row.pk])]}
        entries.append(AuditEntry(**entry(CHASED, row, by=by, at=at, office=office, changes=changes, reason=opening)))
    AuditEntry.objects.bulk_create(entries, batch_size=500)


def letters(office, view: Chase, subject, opening, at) -> dict[str, OutgoingMail]:
    """Write one envelope for each address and return them by key; the day's earlier ones are counted on.

    subject makes the subject of the office and the number of items.
    """
    day = Rules(office).today(at)
    before = OutgoingMail.objects.filter(office=office, local_date=day, address_key__in=list(view.envelopes), **LETTER)
    parts = dict(before.order_by().values_list("address_key").annotate(last=Max("part")))
    mails = [
        OutgoingMail(
            office=office,
            address=letter.contact.address.strip(),
            address_key=key,
            local_date=day,
            part=parts.get(key, 0) + 1,
            next_at=at,
            message_id=new_message_id(),
            subject=subject(office, len(letter.assignments)),
            opening=opening,
            **LETTER,
        )
        for key, letter in sorted(view.envelopes.items())
    ]
    OutgoingMail.objects.bulk_create(mails, batch_size=500)
    return {mail.address_key: mail for mail in mails}


def line(office, view: Chase, contact: int, row, at, mail=None) -> Reminder:
    """Return the row of the ledger for one assignment in a letter to contact."""
    return Reminder(
        office=office,
        contact_id=contact,
        duty_type=ASSIGNMENT,
        duty_id=row.pk,
        stage=view.stage[row.pk],
        due_version=NO_DAY,
        kind=CHASE,
        due_on=row.due_on,
        mail=mail,
        created_at=at,
    )

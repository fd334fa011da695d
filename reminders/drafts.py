"""What a letter still has to say at the moment it leaves, and to whom it may go. A batch of letters is read at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from reminders import digest
from reminders.models import OutgoingMail, Reminder
from reminders.planning import outlook
from reminders.rules import Rules

SETTLED = "事项都已处理，没有要提醒的内容"
LEFT = "联系人已卸任、账号已停用或邮箱不能用，没有发送"
MOVED = "联系人的邮箱已更改，没有发往旧地址"


@dataclass(slots=True)
class Draft:
    """One letter before it is written out."""

    name: str = ""
    papers: digest.Papers | None = None
    to_say: list[Reminder] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)  # reminders with nothing left to say, or nobody to say it to
    moved: list[int] = field(default_factory=list)  # reminders that belong into a letter to another address
    why_empty: str = SETTLED

    def compose(self) -> digest.Digest | None:
        """Return the text, or None when nothing is left to say."""
        return digest.compose(self.papers, self.name, self.to_say) if self.to_say else None

    def let_go(self) -> None:
        """Take what this letter does not say out of it."""
        if self.settled:
            _open(self.settled).update(state=Reminder.State.CANCELLED)
        if self.moved:
            _open(self.moved).update(mail=None)


def _open(keys):
    return Reminder.objects.filter(pk__in=keys, state=Reminder.State.OPEN)


def prepare(mails: Iterable[OutgoingMail], at: datetime, *, ignore_hours=False) -> dict[int, Draft]:
    """Return the drafts of those letters whose office may write at this moment, by the letter's key."""
    drafts, by_office = {}, defaultdict(list)
    for mail in mails:
        by_office[mail.office].append(mail)
    for office, letters in by_office.items():
        rules = Rules(office)
        if not rules.quiet(at, ignore_hours=ignore_hours):
            drafts |= _of_office(office, rules, letters, at)
    return drafts


def _of_office(office, rules, mails, at) -> dict[int, Draft]:
    drafts, addresses = {mail.pk: Draft() for mail in mails}, {mail.pk: mail.address_key for mail in mails}
    reminders = Reminder.objects.filter(mail__in=addresses, state=Reminder.State.OPEN).order_by("pk")
    reminders = list(reminders.annotate(unit_id=F("contact__unit")))
    view = outlook(office, timezone.localdate(at), rules, {reminder.unit_id for reminder in reminders})
    for reminder in reminders:
        draft = drafts[reminder.mail_id]
        address = view.contacts.key.get(reminder.contact_id)
        if address is None:
            draft.why_empty = LEFT
            draft.settled.append(reminder.pk)
        elif address != addresses[reminder.mail_id]:
            draft.why_empty = MOVED
            draft.moved.append(reminder.pk)
        elif reminder.key in view.wanted:
            draft.name = draft.name or view.contacts.known[reminder.contact_id].name
            draft.to_say.append(reminder)
        else:
            draft.settled.append(reminder.pk)
    papers = digest.Papers(office, view.day, rules, [r for draft in drafts.values() for r in draft.to_say])
    for draft in drafts.values():
        draft.papers = papers
    return drafts

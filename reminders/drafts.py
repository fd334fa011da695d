"""What a letter still has to say at the moment it leaves, and to whom it may go. A batch of letters is read at once."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F

from calendar_events.models import Activity
from reminders import digest
from reminders.activity_chasing import asked, step_of
from reminders.duties import ACTIVITY_DUTY, ASSIGNMENT, CHASE, owed
from reminders.models import OutgoingMail, Reminder
from reminders.planning import outlook
from reminders.rules import Rules
from tasks.models import Assignment

log = logging.getLogger(__name__)
SETTLED = "事项都已处理，没有要提醒的内容"
LEFT = "联系人已卸任、暂停收信、账号已停用或邮箱不能用，没有发送"
MOVED = "联系人的邮箱已更改，没有发往旧地址"
LATE = "催办信一周没有能够发出，不再发送；仍需催办的请重新催办"
PATIENCE = timedelta(days=7)  # a letter sent by hand that could not leave for so long says nothing any more


@dataclass(slots=True)
class Draft:
    """One letter before it is written out."""

    mail: OutgoingMail
    name: str = ""
    papers: digest.Papers | None = None
    to_say: list[Reminder] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)  # reminders with nothing left to say, or nobody to say it to
    moved: list[int] = field(default_factory=list)  # reminders that belong into a letter to another address
    why_empty: str = SETTLED

    def compose(self) -> digest.Digest | None:
        """Return the text, or None when nothing is left to say."""
        if self.mail.kind == OutgoingMail.Kind.TEST:
            return digest.compose_test(self.mail.office, self.mail.opening)
        if self.to_say and self.mail.opening:
            return digest.compose_chase(self.papers, self.name, self.to_say, self.mail.opening)
        return digest.compose(self.papers, self.name, self.to_say) if self.to_say else None

    def let_go(self) -> None:
        """Take what this letter does not say out of it."""
        if self.settled:
            _open(self.settled).update(state=Reminder.State.CANCELLED)
        if self.moved:
            _open(self.moved).update(mail=None)


def _open(keys):
    return Reminder.objects.filter(pk__in=keys, state=Reminder.State.OPEN)


def prepare(mails: Iterable[OutgoingMail], at: datetime, *, ignore_hours=False, leaving=False) -> dict[int, Draft]:
    """Return the drafts of those letters whose office may write at this moment, by the letter's key.

    An office whose letters cannot be read keeps them and holds up no other. Only a letter that is leaving carries the link to answer at: nobody but its reader ever sees that.
    """
    drafts, by_office = {}, defaultdict(list)
    for mail in mails:
        by_office[mail.office].append(mail)
    for office, letters in by_office.items():
        drafts |= {mail.pk: Draft(mail) for mail in letters if mail.kind == OutgoingMail.Kind.TEST}
        others = [mail for mail in letters if mail.pk not in drafts]
        try:
            rules = Rules(office)
            if others and not rules.quiet(at, ignore_hours=ignore_hours):
                drafts |= _of_office(office, rules, others, at, leaving)
        except Exception:
            log.exception("the letters of %s cannot be written", office.slug)
    return drafts


def _of_office(office, rules, mails, at, leaving) -> dict[int, Draft]:
    drafts, letters = {mail.pk: Draft(mail) for mail in mails}, {mail.pk: mail for mail in mails}
    reminders = Reminder.objects.filter(mail__in=letters, state=Reminder.State.OPEN).order_by("pk")
    reminders = list(reminders.annotate(unit_id=F("contact__unit")))
    view = outlook(office, rules.today(at), rules, _units(office, reminders))
    chased = _still_chased(office, reminders) | _still_asked(office, reminders, rules, view.day)
    for reminder in reminders:
        _sort(reminder, letters[reminder.mail_id], drafts[reminder.mail_id], view, chased)
    said = [reminder for draft in drafts.values() for reminder in draft.to_say]
    papers = digest.Papers(office, view.day, rules, said, leaving)
    for draft in drafts.values():
        draft.papers = papers
    return drafts


def _units(office, reminders) -> set[int]:
    """Return the units whose duties the reminders are about: of people of the office, those of the duties."""
    own = {reminder.unit_id for reminder in reminders if reminder.unit_id}
    other = [reminder.duty_id for reminder in reminders if not reminder.unit_id]
    rows = Assignment.objects.filter(office=office, pk__in=other)
    return own | set(rows.values_list("unit", flat=True)) if other else own


def _sort(reminder, mail, draft, view, chased) -> None:
    """Put one reminder where it belongs: said in this letter, settled, or moved to a letter to another address."""
    address, by_hand = view.contacts.key.get(reminder.contact_id), reminder.kind == CHASE
    if by_hand and view.day - mail.local_date > PATIENCE:
        draft.why_empty = LATE
        draft.settled.append(reminder.pk)
    elif address is None:
        draft.why_empty = LEFT
        draft.settled.append(reminder.pk)
    elif address != mail.address_key:
        draft.why_empty = MOVED
        (draft.settled if by_hand else draft.moved).append(reminder.pk)  # no sweep writes a letter by hand anew
    elif reminder.key in view.wanted or reminder.key in chased:
        draft.name = draft.name or view.contacts.known[reminder.contact_id].name
        draft.to_say.append(reminder)
    else:
        draft.settled.append(reminder.pk)


def _still_chased(office, reminders) -> set[tuple]:
    """Return the keys of what was chased by hand and is still owed."""
    by_hand = [row for row in reminders if row.kind == CHASE and row.duty_type == ASSIGNMENT]
    if not by_hand:
        return set()
    standing = set(owed(office).filter(pk__in={r.duty_id for r in by_hand}).values_list("pk", flat=True))
    return {reminder.key for reminder in by_hand if reminder.duty_id in standing}


def _still_asked(office, reminders, rules, day) -> set[tuple]:
    """Return the keys of what hosts were chased for and have not done; another host owes nothing."""
    by_hand = [row for row in reminders if row.kind == CHASE and row.duty_type == ACTIVITY_DUTY]
    if not by_hand:
        return set()
    rows = Activity.objects.filter(
        schedule__office=office, schedule__state="issued", pk__in={r.duty_id for r in by_hand}
    )
    rows = asked(rows.with_unanswered().select_related("schedule"), rules.calendar, day)
    standing = {(row.activity.host_id, *row.key) for row in rows if row.step}
    return {row.key for row in by_hand if (row.unit_id, row.duty_id, step_of(row.stage)) in standing}

"""Shows what a run would say, without writing a row."""

import logging
from collections import defaultdict
from datetime import datetime

from reminders import digest, drafts, ledger, outbox
from reminders.contacts import Suppressed
from reminders.models import OutgoingMail, Reminder
from reminders.planning import outlook
from reminders.rules import Rules
from reminders.services import BROKEN, Run, withheld
from units.models import Office

log = logging.getLogger(__name__)


def rehearse(at: datetime, *, on: datetime | None = None) -> Run:
    """Return what ``run_now`` would return."""
    run = Run(suppressed=withheld())
    may_leave = not run.suppressed
    for office in Office.objects.select_related("reminder_policy").order_by("pk"):
        try:
            _rehearse(office, at, on, run, may_leave)
        except Exception:
            log.exception("the reminders of %s cannot be planned", office.slug)
            run.suppressed.append(Suppressed(office.name, BROKEN))
    return run


def _rehearse(office, at, on, run, may_leave) -> None:
    rules = Rules(office)
    if reason := rules.quiet(on or at, ignore_hours=bool(on)):
        run.suppressed.append(Suppressed(office.name, reason))
        return
    view = outlook(office, rules.today(on or at), rules)
    run.suppressed += view.contacts.unreachable
    if may_leave:
        run.mails += _letters(office, rules, view, at, on)
        run.mails += _by_hand(office, at, on)


def _letters(office, rules, view, at, on):
    changes = ledger.compare(office, view)
    by_address = _by_address(view, changes, outbox.claimable(at, on))
    papers = digest.Papers(office, view.day, rules, [line for lines in by_address.values() for line in lines])
    for key in sorted(by_address, key=lambda key: (changes.letters.get(key, float("inf")), key)):
        first = view.contacts.known[by_address[key][0].contact_id]
        yield changes.letters.get(key), first.address.strip(), digest.compose(papers, first.name, by_address[key])


def _by_hand(office, at, on):
    """Yield the letters that chase and are still here."""
    mails = outbox.claimable(at, on).filter(office=office, kind=OutgoingMail.Kind.CHASE)
    mails = list(mails.select_related("office__reminder_policy").order_by("pk"))
    ready = drafts.prepare(mails, on or at, ignore_hours=bool(on))
    for mail in mails:
        if letter := ready[mail.pk].compose():
            yield mail.pk, mail.address, letter


def _by_address(view, changes, ripe) -> dict[str, list[Reminder]]:
    """Return the lines of today's letters, those in the ledger before those that would be new."""
    later = set(changes.letters.values()) - set(
        ripe.filter(pk__in=changes.letters.values()).values_list("pk", flat=True)
    )
    known = changes.revived + [row.pk for row in (*changes.placed, *changes.loose)]
    lines = [*Reminder.objects.filter(pk__in=known).order_by("pk")]
    lines += [ledger.line(key, view.wanted[key]) for key in changes.fresh]
    by_address = defaultdict(list)
    for line in lines:
        key = view.contacts.key[line.contact_id]
        if line.contact_id not in changes.waiting and changes.letters.get(key) not in later:
            by_address[key].append(line)
    return by_address

"""Hands envelopes to the mail server. Every step is one conditional update; its row count tells who won."""

import logging
import math
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from reminders import breaker, drafts
from reminders.digest import Digest
from reminders.invitation import calendar_part
from reminders.line import Line
from reminders.models import OutgoingMail, Reminder
from reminders.replies import Answer, Verdict, error_line, on_handing
from reminders.rules import Rules
from units import faults
from units.history import one_line
from units.models import Office
from units.sql import update

log = logging.getLogger(__name__)

S = OutgoingMail.State
Sent = tuple[int, str, Digest]
HELD = timedelta(minutes=2)  # longer than a batch is; who is later finds its token gone and hands nothing over
LEASE = timedelta(minutes=10)  # far longer than a server may take over one letter
REPEAT_AFTER = timedelta(minutes=15)
BACK_OFF = [timedelta(minutes=m) for m in (5, 15, 30, 60, 120)]  # then each 240 minutes
GIVE_UP_AFTER = 16  # attempts: about 48 hours
BATCH = 100  # letters read at once
BY_HAND = "on"  # how the tokens of runs by hand begin; those of workers are hexadecimal
FRESH = 5  # seconds for which a draft is true enough to leave
STOPPED = """EXISTS (SELECT 1 FROM reminders_mailserverstate WHERE held_at IS NOT NULL) OR (kind <> 'test' AND
    EXISTS (SELECT 1 FROM reminders_reminderpolicy AS policy
    WHERE policy.office_id = reminders_outgoingmail.office_id AND NOT policy.enabled))"""


def recover(at: datetime, *, on: datetime | None = None) -> None:
    """Heal what a dead worker left behind: claims fall back, an unclear hand-over is repeated once. on: see send_many."""
    mails = OutgoingMail.objects
    if not mails.filter(state__in=(S.CLAIMED, S.HANDING, S.UNCLEAR)).exists():
        return
    left = mails.filter(_left_behind(at, on))
    left.filter(state=S.CLAIMED).update(state=S.QUEUED, token="", next_at=at)
    left.filter(state=S.HANDING).update(state=S.UNCLEAR, token="", next_at=at + REPEAT_AFTER)
    unclear = mails.filter(_ripe(at, on), state=S.UNCLEAR)
    unclear.filter(repeated=False).update(state=S.QUEUED, repeated=True)
    for mail in unclear.filter(repeated=True):
        _close(mail, mail.token, S.UNCLEAR, S.FAILED, "投递两次都没有得到服务器的答复")


def due(at: datetime, office=None, *, on: datetime | None = None) -> list[int]:
    """Return the keys of the envelopes that may leave now. on: see send_many."""
    if breaker.resting(at, by_hand=bool(on)):
        return []
    mails = claimable(at, on)
    waiting = Office.objects.filter(pk__in=mails.values("office")).select_related("reminder_policy")
    waiting = waiting.filter(pk=office.pk) if office else waiting
    writing = [row.pk for row in waiting if _may_write(row, at, on)]
    ready = Q(office__in=writing) | Q(office__in=waiting, kind=OutgoingMail.Kind.TEST)  # a test is wanted now
    return list(mails.filter(ready).order_by("pk").values_list("pk", flat=True))


def _may_write(office, at, on) -> bool:
    """Tell whether the office's rules let letters leave; rules that cannot be read hold up no other office."""
    try:
        return not Rules(office).quiet(on or at, ignore_hours=bool(on))
    except Exception:
        log.exception("the rules of %s cannot be read", office.slug)
        return False


def send(pk: int, at: datetime) -> Sent | None:
    """Send one envelope unless somebody else holds it or it has left; return key, address and text when it went."""
    return next(iter(send_many([pk], lambda: at)), None)


def send_many(
    keys: Iterable[int], now: Callable[[], datetime], *, on: datetime | None = None, seconds: float = math.inf
) -> list[Sent]:
    """Send envelopes over one connection and return those that went; after so many seconds leave the rest queued.

    on is given by a run by hand, a moment of the day that it takes for today: letters say what is true on that day, and
    what waits from an earlier one (to be tried again, or held by such a run that died) has waited long enough. All else,
    above all how long a letter is held, goes by now, as in the sweeps beside it.
    """
    sent, rest, end = [], list(keys), time.monotonic() + seconds
    with Line() as line:
        while rest and line.usable and time.monotonic() < end and not breaker.resting(now(), by_hand=bool(on)):
            batch, rest = rest[:BATCH], rest[BATCH:]
            rest = _send_batch(batch, line, now, on, sent) + rest
    return sent


def _send_batch(keys, line, now, on, sent) -> list[int]:
    """Claim, read and hand over one batch; return the keys that were not reached while its drafts were fresh."""
    token, at = _token(on), now()
    mails = _claim(keys, at, token, on)
    if not mails:
        return []
    faults.point("claimed")
    try:
        if not line.open(at):
            return []
        ready = drafts.prepare(mails, on or at, ignore_hours=bool(on), leaving=True)
        old = time.monotonic() + FRESH
        for place, mail in enumerate(mails):
            if not line.usable or (place and time.monotonic() > old):
                return [mail.pk for mail in mails[place:]]
            if mail.pk in ready and (letter := _hand_over(mail, ready[mail.pk], token, line, now)):
                sent.append((mail.pk, mail.address, letter))
        return []
    finally:
        _release(mails, token)


@transaction.atomic
def _claim(keys, at, token, on) -> list[OutgoingMail]:
    # The lock only keeps several workers from waiting for each other; who won is told by the update's own condition.
    free = claimable(at, on).filter(pk__in=keys).order_by("pk").select_for_update(skip_locked=True)
    held = list(free.values_list("pk", flat=True))
    claimable(at, on).filter(pk__in=held).update(state=S.CLAIMED, token=token, lease_until=at + HELD)
    mine = OutgoingMail.objects.filter(pk__in=held, token=token).order_by("pk")
    return list(mine.select_related("office__reminder_policy"))


def claimable(at: datetime, on: datetime | None = None):
    """Return the envelopes nobody holds and whose moment has come. on: see send_many."""
    return OutgoingMail.objects.filter(_ripe(at, on), state=S.QUEUED)


def _ripe(at, on) -> Q:
    come = Q(next_at__lte=at)
    return come | Q(local_date__lt=timezone.localdate(on)) if on else come


def _left_behind(at, on) -> Q:
    """What a worker holds longer than it may, or a run by hand for an earlier day than that of on."""
    late = Q(lease_until__lt=at)
    return late | Q(token__startswith=BY_HAND, token__lt=_mark(on)) if on else late


def _token(on) -> str:
    """Return whose claim it is: a run by hand says for which day it runs."""
    return f"{_mark(on)}{uuid4().hex}"[:32] if on else uuid4().hex


def _mark(on) -> str:
    return f"{BY_HAND}{timezone.localdate(on):%Y%m%d}"


def _release(mails, token):
    """Give back what was claimed and not handed over: no attempt is used."""
    held = OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails], state=S.CLAIMED, token=token)
    held.update(state=S.QUEUED, token="", lease_until=None)


def _hand_over(mail, draft, token, line, now) -> Digest | None:
    try:
        letter = draft.compose()
    except Exception as error:  # whatever is wrong with this text, the other letters leave
        log.exception("mail %s cannot be written", mail.pk)
        _close(mail, token, S.CLAIMED, S.FAILED, error_line(error))
        return None
    draft.let_go()
    if letter is None:
        _close(mail, token, S.CLAIMED, S.CANCELLED, draft.why_empty)
        return None
    if not _take(mail, token, letter, now()):
        return None
    faults.point("handing")
    try:
        accepted = line.hand(_message(mail, letter))
    except Exception as error:  # sorted by what it says; unknown ones are this letter's fault
        _not_sent(mail, token, now(), on_handing(error), line)
        return None
    if not accepted:
        _close(mail, token, S.HANDING, S.FAILED, "没有收件人")
        return None
    faults.point("accepted")
    won = _sent(mail, token, now())
    faults.point("committed")
    return letter if won else None


def _take(mail, token, letter, at) -> bool:
    """The last step before the server; the stop switch is looked at once more, for every letter."""
    values = {"attempts": mail.attempts + 1, "subject": one_line(letter.subject), "lease_until": at + LEASE}
    return _move(mail, token, S.CLAIMED, unless=STOPPED, state=S.HANDING, **values)


def _message(mail, letter):
    message = EmailMultiAlternatives(
        subject=one_line(letter.subject),
        body=letter.text,
        to=[mail.address],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        message.attach(calendar_part(letter.calendar))
    return message


@transaction.atomic
def _sent(mail, token, at) -> bool:
    """Write down that the server has it. What the letter did not say was taken out of it before."""
    won = _move(mail, token, S.HANDING, state=S.SENT, sent_at=at, last_reply="已接收", bounce="")
    if won:
        said = {"state": Reminder.State.SAID}
        update(Reminder, said, "mail_id = %s AND state = %s", [mail.pk, Reminder.State.OPEN])
    return won


def _not_sent(mail, token, at, answer: Answer, line):
    """Put the envelope where the server's answer says, and let the queue rest when it says something about the line."""
    attempts = mail.attempts + 1
    if answer.verdict == Verdict.UNCLEAR:
        _move(mail, token, S.HANDING, state=S.UNCLEAR, token="", next_at=at + REPEAT_AFTER, last_reply=answer.words)
    elif answer.verdict == Verdict.REFUSED_US:  # says nothing about this letter: no attempt is used
        _move(mail, token, S.HANDING, state=S.QUEUED, token="", attempts=mail.attempts, last_reply=answer.words)
    elif answer.verdict == Verdict.FAILED or attempts >= GIVE_UP_AFTER:
        _close(mail, token, S.HANDING, S.FAILED, answer.words, bounce=answer.bounce)
    else:
        wait = BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else timedelta(minutes=240)
        values = {"next_at": at + wait, "last_reply": answer.words, "bounce": answer.bounce}
        _move(mail, token, S.HANDING, state=S.QUEUED, token="", **values)
    if answer.verdict not in (Verdict.FAILED, Verdict.LATER):
        line.lose(answer, at)


@transaction.atomic
def _close(mail, token, origin, state, reply, **values):
    """End a letter that says nothing more; what it could not say, the next digest takes, unless it was sent by hand."""
    if _move(mail, token, origin, state=state, token="", last_reply=reply, **values):
        unsaid = Reminder.objects.filter(mail=mail, state=Reminder.State.OPEN)
        if mail.kind == OutgoingMail.Kind.CHASE:
            unsaid.update(state=Reminder.State.CANCELLED)
        else:
            unsaid.update(mail=None)


def _move(mail, held_token, origin, *, unless="false", **values) -> bool:
    condition = f"id = %s AND state = %s AND token = %s AND NOT ({unless})"
    won = update(OutgoingMail, values, condition, [mail.pk, origin, held_token]) == 1
    if not won:
        log.warning("mail %s was stopped, or taken by somebody else, in state %s", mail.pk, origin)
    return won

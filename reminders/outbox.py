"""Hands envelopes to the mail server. Every step is one conditional update; its row count tells who won."""

import logging
import smtplib
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction

from reminders import digest
from reminders.models import OutgoingMail, Reminder
from units.history import one_line

log = logging.getLogger(__name__)

S = OutgoingMail.State
LEASE = timedelta(minutes=10)  # longer than the time limit of one send
REPEAT_AFTER = timedelta(minutes=15)
BACK_OFF = [timedelta(minutes=m) for m in (5, 15, 30, 60, 120)]  # then each 240 minutes
GIVE_UP_AFTER = 16  # attempts: about 48 hours


def recover(at: datetime) -> None:
    """Heal what a dead worker left behind: claims fall back, an unclear hand-over is repeated once."""
    mails = OutgoingMail.objects
    mails.filter(state=S.CLAIMED, lease_until__lt=at).update(state=S.QUEUED, token="", next_at=at)
    mails.filter(state=S.HANDING, lease_until__lt=at).update(state=S.UNCLEAR, token="", next_at=at + REPEAT_AFTER)
    mails.filter(state=S.UNCLEAR, repeated=False, next_at__lte=at).update(state=S.QUEUED, repeated=True)


def due(at: datetime, office=None):
    """Return the keys of the envelopes that may leave now."""
    mails = OutgoingMail.objects.filter(state=S.QUEUED, next_at__lte=at)
    return list((mails.filter(office=office) if office else mails).order_by("pk").values_list("pk", flat=True))


def send(pk: int, at: datetime, connection=None) -> tuple[int, str, digest.Digest] | None:
    """Send one envelope unless somebody else holds it or it has left; return key, address and text when it went."""
    token = uuid4().hex
    held = OutgoingMail.objects.filter(pk=pk, state=S.QUEUED, next_at__lte=at)
    if not held.update(state=S.CLAIMED, token=token, lease_until=at + LEASE):
        return None
    mail = OutgoingMail.objects.select_related("office").get(pk=pk)
    connection = connection or get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _move(mail, token, S.CLAIMED, state=S.QUEUED, token="", next_at=at + BACK_OFF[0], last_reply=_line(error))
        return None
    try:
        return _hand_over(mail, token, at, connection)
    finally:
        connection.close()


def _hand_over(mail, token, at, connection):
    letter = digest.build(mail, at)
    _cancel([reminder.pk for reminder in letter.dropped])
    if not letter.entries:
        _move(mail, token, S.CLAIMED, state=S.CANCELLED, last_reply="事项都已处理，没有要提醒的内容")
        return None
    if not _move(mail, token, S.CLAIMED, state=S.HANDING, attempts=mail.attempts + 1, subject=letter.subject):
        return None
    try:
        accepted = connection.send_messages([_message(mail, letter, connection)])
    except smtplib.SMTPServerDisconnected as error:
        _move(mail, token, S.HANDING, state=S.UNCLEAR, next_at=at + REPEAT_AFTER, last_reply=_line(error))
        return None
    except (smtplib.SMTPException, OSError) as error:
        _refused(mail, token, at, error)
        return None
    if not accepted:
        _move(mail, token, S.HANDING, state=S.FAILED, last_reply="没有收件人")
        return None
    _sent(mail, token, at, letter)
    return mail.pk, mail.address, letter


def _message(mail, letter, connection):
    message = EmailMultiAlternatives(
        subject=one_line(letter.subject),
        body=letter.text,
        to=[mail.address],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    message.attach_alternative(letter.html, "text/html")
    return message


@transaction.atomic
def _sent(mail, token, at, letter):
    if _move(mail, token, S.HANDING, state=S.SENT, sent_at=at, last_reply="已接收"):
        said = [entry.reminder.pk for entry in letter.entries]
        Reminder.objects.filter(pk__in=said).update(state=Reminder.State.SAID)


@transaction.atomic
def _refused(mail, token, at, error):
    """Sort the server's answer: for good (5xx) or for now (4xx and everything that says nothing about the address)."""
    attempts = mail.attempts + 1
    if (_code(error) // 100 == 5 and _code(error) != 552) or attempts >= GIVE_UP_AFTER:
        if _move(mail, token, S.HANDING, state=S.FAILED, last_reply=_line(error)):
            # What this letter could not say, the next digest takes.
            Reminder.objects.filter(mail=mail, state=Reminder.State.OPEN).update(mail=None)
        return
    wait = BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else timedelta(minutes=240)
    _move(mail, token, S.HANDING, state=S.QUEUED, token="", next_at=at + wait, last_reply=_line(error))


def _move(mail, held_token, origin, **values) -> bool:
    held = OutgoingMail.objects.filter(pk=mail.pk, state=origin, token=held_token)
    won = bool(held.update(**values))
    if not won:
        log.warning("mail %s was taken by somebody else in state %s", mail.pk, origin)
    return won


def _cancel(keys):
    Reminder.objects.filter(pk__in=keys, state=Reminder.State.OPEN).update(state=Reminder.State.CANCELLED)


def _code(error) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):  # greylisting arrives in this form too
        return next(iter(error.recipients.values()))[0]
    return getattr(error, "smtp_code", 0)


def _line(error) -> str:
    return one_line(f"{type(error).__name__}: {error}")[:300]

"""Sorts what a mail server answers: is it about the letter, the address, the line, or about us?"""

import re
import smtplib
import ssl
from dataclasses import dataclass
from enum import Enum, auto

from reminders.models import OutgoingMail
from units.history import one_line

Bounce = OutgoingMail.Bounce
BROKEN_OFF = (ssl.SSLEOFError, ssl.SSLZeroReturnError)  # a server that goes away says nothing against us


class Verdict(Enum):
    """What follows for the letter and for the queue."""

    FAILED = auto()  # never again
    LATER = auto()  # not taken; try again
    BUSY = auto()  # not taken, and this line is at its end
    REFUSED_US = auto()  # the server does not want us: no letter will get through
    UNCLEAR = auto()  # the line was lost; nobody knows whether it was taken


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, what it says against the address, and the server's words."""

    verdict: Verdict
    words: str
    bounce: str = ""


def on_connecting(error: Exception) -> Answer:
    """Sort what went wrong before any letter was named."""
    hopeless = isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError) and not isinstance(error, BROKEN_OFF)
    refused = isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code // 100 == 5
    return Answer(Verdict.REFUSED_US if hopeless or refused else Verdict.BUSY, error_line(error))


def on_handing(error: Exception) -> Answer:
    """Sort what went wrong while a letter was handed over."""
    code, text = _reply(error)
    if code is None:
        cut_off = isinstance(error, OSError) and not isinstance(error, smtplib.SMTPNotSupportedError)
        return Answer(Verdict.UNCLEAR if cut_off else Verdict.FAILED, error_line(error))
    at_address = isinstance(error, smtplib.SMTPRecipientsRefused)  # greylisting arrives in this form too
    detail = re.match(r"[245]\.(\d+)\.(\d+)", text)
    subject = detail[1] if detail else ""
    if code == 421:
        return Answer(Verdict.BUSY, error_line(error))
    full = code == 552 or (detail and (detail[1], detail[2]) == ("2", "2"))
    if code // 100 != 5 or full:
        return Answer(Verdict.LATER, error_line(error), Bounce.SOFT if at_address or full else "")
    if code in (530, 535) or isinstance(error, smtplib.SMTPSenderRefused):
        return Answer(Verdict.REFUSED_US, error_line(error))
    wrong_address = subject == "1" or (at_address and subject != "7")  # x.7.x: a rule of the server's, not the address
    return Answer(Verdict.FAILED, error_line(error), Bounce.HARD if wrong_address else "")


def error_line(error: Exception) -> str:
    """Return the error on one line: the server's code and words where it gave any, else what kind of error it was."""
    code, text = _reply(error)
    return one_line(f"{code} {text}" if code is not None else f"{type(error).__name__}: {error}")[:300]


def _reply(error) -> tuple[int | None, str]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    else:
        code, text = getattr(error, "smtp_code", None), getattr(error, "smtp_error", "")
    return code, text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)

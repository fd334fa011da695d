"""Mailing links. The page only writes down what was asked; a worker finds out whether there is such an account.

So the page answers the same, and as fast, whether or not an address is known; and the token is never in a queue.
"""

import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string

from units import history
from units.accounts import links
from units.accounts.trail import note
from units.clock import not_ahead
from units.models import AccountLink, LinkMail, User

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)  # longer than one sending may take
GIVEN_UP = timedelta(hours=24)
QUIET = timedelta(minutes=2)  # so often at the most a mailbox gets a link that anybody can ask for
MOST = 5  # accounts with one address


def ask_for_accounts(users, *, by, at) -> None:
    """Have set-up links mailed to accounts, as the office does."""
    due = not_ahead(at)
    LinkMail.objects.bulk_create(LinkMail(user=user, asked_by=by, asked_at=at, next_at=due) for user in users)


def ask_by_address(address: str, *, at, origin: str) -> LinkMail:
    """Note that somebody who says to have this address forgot the password."""
    return LinkMail.objects.create(address=address.strip(), asked_at=at, next_at=not_ahead(at), origin=origin[:64])


def due(at):
    """Return the requests to be handled now."""
    return LinkMail.objects.filter(next_at__lte=at)


def send_due(at: datetime) -> int:
    """Handle what is due and return how many letters left. Any number may run at once: a request is claimed first."""
    sent = 0
    for request in due(at).select_related("user", "asked_by"):
        wait = LEASE * min(2**request.attempts, 32)
        claim = LinkMail.objects.filter(pk=request.pk, next_at=request.next_at)
        if claim.update(next_at=at + wait, attempts=F("attempts") + 1):
            sent += _handle(request, at)
    return sent


def _handle(request, at) -> int:
    """Send the letters of one request; forget it when that is done, or after a day of trying."""
    accounts = [request.user] if request.user else _accounts(request.address, at)
    try:
        for user in accounts:
            with history.act(request.origin or "mail"):
                _send(user, request, at)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("a link could not be mailed: %s", type(error).__name__)
        if at - request.asked_at < GIVEN_UP:
            return 0
    LinkMail.objects.filter(pk=request.pk).delete()
    return len(accounts)


def _accounts(address: str, at) -> list[User]:
    """Return the accounts that have this address and no link from a moment ago."""
    found = User.objects.filter(email__iexact=address, is_active=True).order_by("pk")
    recent = AccountLink.objects.filter(created_at__gt=at - QUIET, purpose=links.Purpose.RESET)
    return list(links.able(found.exclude(links__in=recent), at)[:MOST])


def _send(user, request, at) -> None:
    if not user.email or not links.may_have(user, at):
        return
    purpose = links.Purpose.SETUP if request.user else links.Purpose.RESET
    address = links.issue(user=user, purpose=purpose, by=request.asked_by, at=at)
    until = user.links.latest("pk").expires_at
    text = render_to_string("mail/link.txt", {"user": user, "address": address, "until": until, "purpose": purpose})
    subject = f"政务公开工作平台：{purpose.label}"
    EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [user.email]).send()
    note("邮寄链接", user, by=request.asked_by, at=at)

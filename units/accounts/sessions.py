"""Which log-ins are alive. A session lives as long as its row here does, is used, and is not too old."""

from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from units.accounts.address import client_address
from units.models import LoginSession
from units.sql import if_nobody_writes

SEEN_EVERY = timedelta(minutes=1)  # a page view must not wait for a writer more often


class Over(StrEnum):
    """Why a log-in is over."""

    IDLE = "idle"
    AGE = "age"
    ENDED = "ended"


def begin(request, user, at) -> None:
    """Write down that user has logged in on the browser of request; forget what is long over."""
    if request.session.session_key is None:
        request.session.create()
    key = request.session.session_key
    fresh = {"user": user, "started_at": at, "seen_at": at, "address": client_address(request)}
    LoginSession.objects.update_or_create(session_key=key, defaults=fresh)
    LoginSession.objects.filter(started_at__lt=at - longest()).delete()
    Session.objects.filter(expire_date__lt=at).delete()


def find(request) -> LoginSession | None:
    """Return the row of the browser's session, None if it was ended."""
    key = request.session.session_key
    return LoginSession.objects.filter(session_key=key, user=request.user.pk).first() if key else None


def why_over(row: LoginSession | None, user, at) -> Over | None:
    """Return why the log-in is over, None if it is alive."""
    if row is None or _lost_all_roles(row, user, at):
        return Over.ENDED
    return ran_out(row, at)


def ran_out(row: LoginSession, at) -> Over | None:
    """Return whether the log-in became too old, or nobody was there for too long."""
    if at - row.started_at > longest():
        return Over.AGE
    return Over.IDLE if at - row.seen_at > timedelta(minutes=settings.GOVOPEN_IDLE_MINUTES) else None


def touch(row: LoginSession, at) -> None:
    """Note that somebody is there, at most once a minute, and not while a page would have to wait for it."""
    if at - row.seen_at >= SEEN_EVERY:
        with if_nobody_writes():
            LoginSession.objects.filter(pk=row.pk, seen_at__lt=at).update(seen_at=at)


@transaction.atomic
def end_all(user, *, keep=None) -> int:
    """End the sessions of user on the server, but for the one with the key keep; return how many."""
    return end(LoginSession.objects.filter(user=user).exclude(session_key=keep or ""))


@transaction.atomic
def end(rows) -> int:
    """End these sessions on the server and return how many; their cookies are worthless from now on."""
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    LoginSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


def leave(request) -> None:
    """End the session of this browser, without a word; the visitor is a stranger from here on."""
    end(LoginSession.objects.filter(session_key=request.session.session_key or ""))
    request.session.flush()
    request.user = AnonymousUser()


def rename(old_key: str, new_key: str) -> None:
    """Follow a session that got another key."""
    LoginSession.objects.filter(session_key=old_key).update(session_key=new_key)


def longest() -> timedelta:
    """Return how long a log-in may last in all."""
    return timedelta(hours=settings.GOVOPEN_SESSION_HOURS)


def _lost_all_roles(row, user, at) -> bool:
    """Whether the last role ended while this session went on: its last day has passed since."""
    began, today = timezone.localdate(row.started_at), timezone.localdate(at)
    if began == today or user.memberships.current().exists():
        return False
    return user.memberships.filter(to_on__gte=began, to_on__lt=today).exists()

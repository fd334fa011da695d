"""Secret calendar addresses: made and shown once, found again by their hash, revoked."""

from hashlib import sha256
from hmac import compare_digest
from secrets import token_hex

from django.db import transaction

from calendar_events.models import CalendarFeed
from units.history import record
from units.models import Membership
from units.sql import if_nobody_writes

TOKEN_BYTES = 20  # 160 bits


@transaction.atomic
def feed_make(*, membership, by, at) -> str:
    """Return the token of a new address for membership. It is kept nowhere; the address before it no longer works."""
    Membership.objects.again(membership).select_for_update(of=("self",)).get()  # two at once would both be open
    CalendarFeed.objects.filter(membership=membership, revoked_at=None).update(revoked_at=at)
    token = token_hex(TOKEN_BYTES)
    feed = CalendarFeed.objects.create(
        user=membership.user, membership=membership, digest=_digest(token), created_at=at
    )
    record("生成日历订阅地址", feed, by=by, at=at, office=membership.office)
    return token


@transaction.atomic
def feed_revoke(*, membership, by, at) -> bool:
    """Let the address of membership open nothing any more; return whether there was one."""
    feed = CalendarFeed.objects.select_for_update(of=("self",)).filter(membership=membership, revoked_at=None).first()
    if feed is None:
        return False
    feed.revoked_at = at
    feed.save(update_fields=["revoked_at"])
    record("停用日历订阅地址", feed, by=by, at=at, office=membership.office)
    return True


def feed_find(token: str, on) -> CalendarFeed | None:
    """Return what token opens on the day on, or None: unknown, revoked, account switched off, or role ended.

    The database is asked for the hash, so the time of the answer tells nothing about how much of a token was right.
    """
    digest = _digest(token)
    feeds = CalendarFeed.objects.working(on).select_related(
        "membership__user", "membership__office", "membership__unit"
    )
    feed = feeds.filter(digest=digest).first()
    return feed if feed and compare_digest(feed.digest, digest) else None


def feed_note_read(feed: CalendarFeed, on) -> None:
    """Remember the day on which the address was last read: no more is of anybody's interest."""
    if feed.last_read_on != on:
        with if_nobody_writes():
            CalendarFeed.objects.again(feed).update(last_read_on=on)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()

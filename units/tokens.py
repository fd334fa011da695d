"""Keys of other systems: made and shown once, found again by their hash, revoked."""

from datetime import date
from hashlib import sha256
from hmac import compare_digest
from secrets import token_hex

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from units.history import one_line, record
from units.models import ApiToken, Office
from units.refusals import Refused
from units.sql import if_nobody_writes

PREFIX = "govopen_"  # so that the log and other people's scanners know what they see
TOKEN_BYTES = 20  # 160 bits
LONGEST_YEARS = 3


class TokenRefused(Refused):
    """The key cannot be made like this."""


def in_years(day: date, years: int) -> date:
    """Return the same day so many years later (28 February for a leap day)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@transaction.atomic
def token_make(*, office, name, valid_until, by, at) -> str:
    """Return a new key of office for the system called name, good to the end of the day valid_until. It is kept nowhere.

    Raises TokenRefused for a name that an open key bears, and for a day that has passed or is more than three years off.
    """
    name, today = one_line(name), timezone.localdate(at)
    Office.objects.again(office).select_for_update(of=("self",)).get()  # two at once would both bear the name
    if not today <= valid_until <= in_years(today, LONGEST_YEARS):
        raise TokenRefused("有效期应在今天以后，最长三年。")
    if ApiToken.objects.filter(office=office, name=name, revoked_at=None).exists():
        raise TokenRefused(f"“{name}”已有一个没有停用的令牌。换发时请先停用原来的，或者换一个名称。")
    secret = PREFIX + token_hex(TOKEN_BYTES)
    values = {"digest": _digest(secret), "created_at": at, "created_by": by, "valid_until": valid_until}
    token = ApiToken(office=office, name=name, **values)
    try:
        token.full_clean()
    except ValidationError as refusal:
        raise TokenRefused(refusal.messages[0]) from refusal
    token.save()
    record("生成接口令牌", token, by=by, at=at, office=office, changes={"有效期至": ["", valid_until.isoformat()]})
    return secret


@transaction.atomic
def token_revoke(*, token, by, at) -> bool:
    """Let the key open nothing any more; return whether it did until now."""
    row = ApiToken.objects.again(token).select_for_update(of=("self",)).select_related("office").get()
    if row.revoked_at:
        return False
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    record("停用接口令牌", row, by=by, at=at, office=row.office)
    return True


def token_find(secret: str) -> ApiToken | None:
    """Return the key, revoked and expired ones as well, or None if there is no such.

    The database is asked for the hash, so the time of the answer tells nothing about how much of a key was right.
    """
    digest = _digest(secret)
    token = ApiToken.objects.select_related("office").filter(digest=digest).first()
    return token if token and compare_digest(token.digest, digest) else None


def token_note_use(token: ApiToken, on: date) -> None:
    """Remember the day on which the key was last used: no more is of anybody's interest."""
    if token.last_used_on != on:
        with if_nobody_writes():
            ApiToken.objects.again(token).update(last_used_on=on)


def _digest(secret: str) -> str:
    return sha256(secret.encode(errors="surrogateescape")).hexdigest()

"""One-time links with which people choose their password. The token is shown once; the database keeps its hash."""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from units.accounts import lockout
from units.accounts.passwords import set_password
from units.accounts.trail import note
from units.models import AccountLink, Membership, User

Purpose = AccountLink.Purpose


@transaction.atomic
def issue(*, user, by, at, purpose=Purpose.SETUP) -> str:
    """Return the address of a new link for user; the link before it no longer works.

    Raises ValidationError if the account may have none: it is switched off, or without any role.
    """
    User.objects.select_for_update().get(pk=user.pk)  # two at once would both be open
    if not may_have(user, at):
        raise ValidationError("账号已停用或没有任职，不能生成链接。请先启用账号、登记任职。")
    revoke(user, at)
    token = token_urlsafe(32)
    AccountLink.objects.create(
        user=user, purpose=purpose, digest=_digest(token), created_at=at, created_by=by, expires_at=at + _lasts(purpose)
    )
    note("签发链接", user, by=by, at=at, changes={"用途": ["", purpose.label]})
    return settings.SITE_URL + reverse("account_link", args=[token])


def find(token: str, at) -> AccountLink | None:
    """Return the link of token if it works at the moment at."""
    rows = AccountLink.objects.select_related("user").filter(digest=_digest(token), expires_at__gt=at)
    link = rows.filter(used_at=None, revoked_at=None).first()
    return link if link and may_have(link.user, at) else None


def redeem(*, link, raw, at) -> bool:
    """Set the password raw with link and use it up; return False if somebody was faster.

    Raises ValidationError if raw breaks a rule; the link then still works.
    """
    with transaction.atomic():
        open_ = AccountLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None, expires_at__gt=at)
        if not open_.update(used_at=at):
            return False
        set_password(user=link.user, raw=raw, by=link.user, at=at, verb="用链接设置密码")
        lockout.unlock(username=link.user.username, by=link.user, at=at)
    return True


def revoke(user, at) -> int:
    """Let no link of user work any more; return how many did."""
    return AccountLink.objects.filter(user=user, used_at=None, revoked_at=None).update(revoked_at=at)


def may_have(user, at) -> bool:
    """Return whether the account may have a link."""
    return able(User.objects.filter(pk=user.pk), at).exists()


def able(users, at):
    """Return those of users whose account is switched on and who have something to do here, now or later."""
    today = timezone.localdate(at)
    held = Membership.objects.filter(Q(to_on=None) | Q(to_on__gte=today))
    has_part = ~Q(admin_role="") | Q(pk__in=held.values("user"))
    return users.filter(has_part, is_active=True, is_superuser=False)


def _lasts(purpose) -> timedelta:
    if purpose == Purpose.SETUP:
        return timedelta(hours=settings.GOVOPEN_SETUP_LINK_HOURS)
    return timedelta(minutes=settings.GOVOPEN_RESET_LINK_MINUTES)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()

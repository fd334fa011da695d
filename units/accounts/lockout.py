"""The lock after wrong passwords, on top of django-axes: what is counted, when it locks, what one is told.

Names without an account are counted and locked like all others, so nobody learns which names exist.
"""

from datetime import timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from units.accounts import sessions
from units.accounts.trail import note
from units.models import LoginSession, User

KNOWN_FOR = timedelta(days=30)  # an address from which a name has logged in counts as its own for so long
LOG_KEPT = timedelta(days=90)


class Handler(AxesDatabaseHandler):
    """The database handler, which also locks a name tried from everywhere, and writes the history."""

    def is_locked(self, request, credentials=None):
        """Return whether this name may not be tried from this address now."""
        if super().is_locked(request, credentials):
            return True
        return tried_from_everywhere(name_key(request, credentials), request.axes_ip_address, timezone.now())

    @transaction.atomic
    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        """Count the failure and write it down: no entry, no answer."""
        refused = getattr(request, "axes_locked_out", False)
        super().user_login_failed(sender, credentials, request, **kwargs)
        user, at = _account(request, credentials), timezone.now()
        note("登录被拒（锁定中）" if refused else "登录失败", user, by=None, at=at)
        if not refused and request.axes_locked_out:
            note("锁定登录", user, by=None, at=at, reason=f"连续{settings.GOVOPEN_LOGIN_FAILURES}次密码错误")

    def user_logged_in(self, sender, request, user, **kwargs):
        """Forget the failures and begin a session."""
        super().user_logged_in(sender, request, user, **kwargs)
        at = timezone.now()
        AccessLog.objects.filter(attempt_time__lt=at - LOG_KEPT).delete()
        sessions.begin(request, user, at)

    def user_logged_out(self, sender, request, user, **kwargs):
        """End the session and write it down."""
        super().user_logged_out(sender, request, user, **kwargs)
        if user is not None:
            sessions.end(LoginSession.objects.filter(session_key=request.session.session_key or ""))
            note("退出", user, by=user, at=timezone.now())


def tried_from_everywhere(key: str, address: str | None, at) -> bool:
    """Whether a name had very many failures over all addresses lately, and address is none the account is known at.

    The exception keeps the lock from being a weapon: whoever logs in from the usual place is not shut out by others.
    """
    recent = AccessAttempt.objects.filter(username=key, attempt_time__gte=at - lock_time())
    failures = recent.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
    if failures < settings.GOVOPEN_NAME_FAILURES:
        return False
    known = AccessLog.objects.filter(username=key, ip_address=address, attempt_time__gte=at - KNOWN_FOR)
    return not known.exists()


def name_key(request, credentials=None) -> str:
    """Return what the typed name is counted under: the log-in name, or a hash of what is none.

    A password typed into the wrong field must not be stored, so only names that exist are.
    """
    typed = (credentials or {}).get("username") or ""
    user = _account(request, credentials)
    return user.username if user else "?" + salted_hmac("units.lockout", typed).hexdigest()[:32]


def unlock(*, username, by, at) -> int:
    """Forget the failures of a name from all addresses; return how many rows there were."""
    with transaction.atomic():
        count, _ = AccessAttempt.objects.filter(username=username).delete()
        if count:
            note("解除登录锁定", User.objects.filter(username=username).first(), by=by, at=at)
    return count


def failure_limit(request=None, credentials=None) -> int:
    """Return how many failures lock a name at an address."""
    return settings.GOVOPEN_LOGIN_FAILURES


def lock_time(request=None) -> timedelta:
    """Return how long failures count, and a lock lasts."""
    return timedelta(minutes=settings.GOVOPEN_LOCK_MINUTES)


def locked_answer(request, response=None, credentials=None):
    """Return the page that says to wait; the same whether the name exists and whether the password was right."""
    tries = AccessAttempt.objects.filter(username=name_key(request, credentials))
    last = tries.aggregate(at=Max("attempt_time"))["at"] or timezone.now()
    seconds = max(1, int((last + lock_time() - timezone.now()).total_seconds()))
    return too_many(request, settings.GOVOPEN_LOCK_MINUTES, seconds)


def too_many(request, minutes, seconds):
    """Return the answer 429 with the time after which it makes sense to try again."""
    page = render(request, "registration/locked.html", {"minutes": minutes}, status=429)
    page.headers["Retry-After"] = str(seconds)
    return page


def _account(request, credentials):
    """Return the account of the typed name, or None; asked once in a request."""
    typed = (credentials or {}).get("username") or ""
    found = request.__dict__.setdefault("_accounts_by_name", {})
    if typed not in found:
        found[typed] = User.objects.filter(username=typed).first() if typed else None
    return found[typed]

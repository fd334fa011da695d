"""Entries of the history about accounts. Never a password, a token or a session key."""

from django.utils import timezone

from units.history import record
from units.models import User

NOBODY = User(pk=0, name="未登记的登录名")  # whom a failed log-in under an unknown name is about


def note(verb, user, *, by, at, changes=None, reason=""):
    """Add an entry that by did verb to the account user (None: to no account that exists) at the moment at."""
    subject = user or NOBODY
    return record(verb, subject, by=by, at=at, office=home(user), changes=changes, reason=reason)


def note_refusal(request) -> None:
    """Write down that somebody logged in was refused a page. Strangers leave no entry: anybody could fill the history."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        member = getattr(request, "member", None)
        office = member.office if member else home(user)
        label = f"{request.method} {request.path}"
        record("拒绝访问", user, by=user, at=timezone.now(), office=office, label=label)


def home(user):
    """Return the office whose people may read what is written about user; None for administrators and strangers."""
    if user is None or user.admin_role:
        return None
    member = user.memberships.current().select_related("office").order_by("pk").first()
    return member.office if member else None

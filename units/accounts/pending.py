"""A log-in between its two steps: the password was right, the code has not come. Nobody is logged in by that."""

from datetime import datetime, timedelta

from django.utils.crypto import constant_time_compare

from units.accounts import totp
from units.models import User

KEY = "second_step"
TIME = timedelta(minutes=10)  # between the password and the code


def begin(request, user, onward: str, at: datetime) -> None:
    """Remember in the browser's session who has shown the right password, and where to go then."""
    request.session.cycle_key()
    request.session[KEY] = {
        "user": user.pk,
        "backend": user.backend,
        "proof": user.get_session_auth_hash(),  # a password changed meanwhile ends the attempt
        "at": at.isoformat(),
        "onward": onward,
    }


def find(request, at: datetime) -> User | None:
    """Return who has shown the password, unless that was too long ago or something has changed since."""
    begun = request.session.get(KEY)
    if begun is None:
        return None
    user = User.objects.filter(pk=begun["user"], is_active=True).first()
    same = user is not None and constant_time_compare(user.get_session_auth_hash(), begun["proof"])
    if not same or at - datetime.fromisoformat(begun["at"]) > TIME or not totp.is_needed(user):
        del request.session[KEY]
        return None
    user.backend = begun["backend"]
    return user


def finish(request) -> str:
    """Forget the half log-in and return where to go."""
    return request.session.pop(KEY)["onward"]

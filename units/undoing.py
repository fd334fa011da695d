"""Offering to take back what was just done: a button in the message of the next page, instead of a question before the act.

The offer is signed and belongs to who did it, in the role in which it was done; it stands for half an hour, at the address
to which it leads. Whether the thing still is as the act left it is asked by the service that takes it back.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.core import signing
from django.urls import reverse

from units.acting import attempt

SALT = "units.undoing"
SECONDS = 30 * 60
MARK = "undo:"
TOO_LATE = "没有撤销：只能在办理后的半小时之内、由办理的人撤销。"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the message of a page offers: the address to which the button leads, and the signed words it sends."""

    address: str
    token: str


def offer(request, done: str, route: str | tuple, **held) -> None:
    """Say that it is done, with a button that takes it back at route (a name, or name and arguments).

    held is what the service there must know.
    """
    name, *args = (route,) if isinstance(route, str) else route
    address = reverse(name, args=args)
    token = signing.dumps([*_who(request), address, held], salt=SALT, compress=True)
    messages.success(request, done, extra_tags=f"{MARK}{address} {token}")


def attempt_with_undo(request, act, done, route, held, form=None, **values):
    """Do the act as ``units.acting.attempt`` does, and offer to take it back; held makes of its result what must be known.

    Where held returns None the act is only said to be done.
    """
    result = attempt(request, act, form=form, **values)
    if result is not None:
        if (known := held(result)) is None:
            messages.success(request, done)
        else:
            offer(request, done, route, **known)
    return result


def offered(message) -> Offer | None:
    """Return what a message offers, or None."""
    tags = message.extra_tags or ""
    return Offer(*tags.removeprefix(MARK).split(" ", 1)) if tags.startswith(MARK) else None


def redeem(request) -> dict | None:
    """Return what the offer that was pressed holds; None, which is said, when it is not this person's or too old."""
    try:
        *offered_to, held = signing.loads(request.POST.get("undo", ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        offered_to = held = None
    if offered_to != [*_who(request), request.path]:
        messages.error(request, TOO_LATE)
        return None
    return held


def _who(request) -> list:
    return [request.user.pk, request.member.pk, request.member.role]

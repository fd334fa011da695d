"""What somebody sent when the log-in was already over: kept in the browser's new session until the same person is back.

Only the person who typed it gets to see it. Files cannot be kept; their names are, to say so.
"""

import re
from datetime import datetime, timedelta

KEY, KEY_WAS = "unsaved", "was"
KEPT = timedelta(hours=1)
LARGEST = 200_000  # characters
# What pages send along unseen: one-time keys, versions, ways back (``_FORMS``: a formset's own numbers).
OF_THE_PAGE = frozenset(["key", "seen", "next", "undo", "stamp", "version", "looked", "picked", "on", "due", "upper"])
_CODE = re.compile(r"[a-z][a-z_]*(?::(?!//).*)?|[0-9a-f-]{32,}")  # the value of a choice or a button, a key
NEVER = ("password", "token", "code")  # parts of the names of fields that are not kept


def remember(request, user_pk: int, over: str) -> None:
    """Note in the new session whose log-in was over on this browser, and why."""
    request.session[KEY_WAS] = {"user": user_pk, "over": over}


def keep(request, at: datetime) -> bool:
    """Keep what request posted for the person whose log-in is over; return whether there were words to keep."""
    was = request.session.get(KEY_WAS)
    if was is None:
        return False
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not any(word in name.lower() for word in NEVER)
    ]
    size = sum(len(name) + len(value) for name, value in fields)
    if not texts({"fields": fields}) or size > LARGEST:
        return False
    request.session[KEY] = {
        "user": was["user"],
        "at": at.isoformat(),
        "path": request.get_full_path(),
        "fields": fields,
        "files": [file.name for files in request.FILES.lists() for file in files[1]],
    }
    return True


def find(request, at: datetime) -> dict | None:
    """Return what the person who is logged in now had sent; forget what is another's or too old."""
    request.session.pop(KEY_WAS, None)
    kept = request.session.get(KEY)
    if kept is None:
        return None
    if kept["user"] != request.user.pk or at - datetime.fromisoformat(kept["at"]) > KEPT:
        forget(request)
        return None
    return kept


def forget(request) -> None:
    """Drop what was kept."""
    request.session.pop(KEY, None)


def texts(kept: dict) -> list[str]:
    """Return what a person typed, as far as one can tell it from what the page itself sends along and from choices."""
    return [value for name, value in kept["fields"] if not _is_the_pages(name) and _is_typed(value.strip())]


def _is_the_pages(name: str) -> bool:
    return name in OF_THE_PAGE or name.endswith("_FORMS")


def _is_typed(value: str) -> bool:
    return len(value) > 3 and not value.isdecimal() and not _CODE.fullmatch(value)

"""Writes the history. Called inside the transaction of the act: no entry, no act."""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID, uuid4

from units.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Act:
    """What belongs together: one press of a button, one command, one sweep."""

    id: UUID
    origin: str  # network address, or the name of the command


_current: ContextVar[Act | None] = ContextVar("current_act", default=None)


@contextmanager
def act(origin: str):
    """Bind every entry written inside the block to one act that came from origin."""
    token = _current.set(Act(uuid4(), origin[:64]))
    try:
        yield
    finally:
        _current.reset(token)


def record(verb, subject, *, by, at, office, changes=None, reason="", label=""):
    """Add one entry: by (a User, or None for the system) did verb to subject at the moment at."""
    return AuditEntry.objects.create(
        **entry(verb, subject, by=by, at=at, office=office, changes=changes, reason=reason, label=label)
    )


def entry(verb, subject, *, by, at, office, changes=None, reason="", label="") -> dict:
    """Return the fields of one entry, for callers that write many at once."""
    current = _current.get() or Act(uuid4(), "")
    return {
        "at": at,
        "act": current.id,
        "origin": current.origin,
        "office_ref": office.pk if office else None,
        "office_name": office.name if office else "",
        "actor_ref": by.pk if by else None,
        "actor_name": by.name if by else "",
        "verb": verb,
        "object_type": subject._meta.label_lower,
        "object_ref": str(subject.pk),
        "object_label": one_line(label or str(subject))[:200],
        "changes": changes or {},
        "reason": one_line(reason)[:500],
    }


def one_line(text: str) -> str:
    """Return text without line breaks and control characters, so that nobody can forge an entry with them."""
    return "".join(char if char.isprintable() else " " for char in text).strip()

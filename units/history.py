"""Writes the history. Called inside the transaction of the act: no entry, no act."""

from collections.abc import Iterable
from uuid import uuid4

from units import sql
from units.current import Act, act, current_act
from units.models import AuditEntry
from units.redaction import told, told_changes

__all__ = ["act", "entry", "one_line", "record", "record_many"]


def record(verb, subject, *, by, at, office, changes=None, reason="", label=""):
    """Add one entry: by (a User, or None for the system) did verb to subject at the moment at."""
    return AuditEntry.objects.create(
        **entry(verb, subject, by=by, at=at, office=office, changes=changes, reason=reason, label=label)
    )


def record_many(rows: Iterable[tuple], *, model, by, at, office):
    """Add one entry for each of rows (verb, key, label, changes) about a thing of model: one act, one statement."""
    lines = ((verb, str(key), told(label)[:200], told_changes(changes)) for verb, key, label, changes in rows)
    same = {"object_type": model._meta.label_lower, **_origin(by, at, office)}
    sql.insert(AuditEntry, ("verb", "object_ref", "object_label", "changes"), lines, same)


def entry(verb, subject, *, by, at, office, changes=None, reason="", label="") -> dict:
    """Return the fields of one entry, for callers that write many at once.

    Names are kept as they are now, and nothing is a key: the entry outlives whom and what it speaks of. Texts pass
    through ``units.redaction``.
    """
    return {
        **_origin(by, at, office),
        "verb": verb,
        "object_type": subject._meta.label_lower,
        "object_ref": str(subject.pk),
        "object_label": told(label or str(subject))[:200],
        "changes": told_changes(changes or {}),
        "reason": told(reason)[:500],
    }


def _origin(by, at, office) -> dict:
    """Return what all entries of one act share."""
    current = current_act() or Act(uuid4(), "")
    return {
        "at": at,
        "act": current.id,
        "origin": told(current.origin)[:64],
        "office_ref": office.pk if office else None,
        "office_name": told(office.name)[:100] if office else "",
        "actor_ref": by.pk if by else None,
        "actor_name": told(by.name)[:80] if by else "",
    }


def one_line(text: str) -> str:
    """Return text without line breaks and control characters: for headers of mails and other single lines."""
    if text.isprintable():  # nearly always, and far quicker to say than to mend
        return text.strip()
    return "".join(char if char.isprintable() else " " for char in text).strip()

"""Who took a ledger or a list of evidence out of the platform, and when."""

from units.history import record


def note_export(subject, label: str, *, office, by, at) -> None:
    """Write that somebody downloads something of subject; called before the file is made, so none leaves unseen."""
    record("下载", subject, by=by, at=at, office=office, label=label)

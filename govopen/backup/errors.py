"""What stops a backup or a restore."""


class BackupFailed(Exception):
    """It was not done; the sentence says why, and nothing half-made was left under a final name."""


def disk_words(error: OSError) -> str:
    """Return what the operating system said, for the end of a sentence."""
    return f"{error.strerror or error}" + (f"（{error.filename}）" if error.filename else "")

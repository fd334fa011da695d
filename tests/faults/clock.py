"""The clock of the database, which can be set while it runs (libfaketime, where it is installed).

What is due is decided by this clock alone (units.clock.database_now); web and workers keep their own, as hosts do that
disagree. Python's sleep does not work under libfaketime.
"""

from pathlib import Path

LIBRARIES = ("/usr/lib/*/faketime", "/usr/lib/faketime", "/usr/local/lib/faketime")


class Clock:
    """Minutes by which it is wrong. What counts seconds since the start of the machine is left alone."""

    def __init__(self, folder: Path):
        self._file = folder / "clock"
        self.set(0)

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs in its environment to live by this clock; empty where the library is not installed."""
        library = _library()
        if library is None:
            return {}
        return {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, minutes: float) -> None:
        """Set the clock; a reader never finds half a line."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{minutes * 60:+.0f}\n")
        new.replace(self._file)


def _library() -> Path | None:
    root = Path("/")
    found = (place for pattern in LIBRARIES for place in root.glob(f"{pattern[1:]}/libfaketimeMT.so.1"))
    return next(found, None)

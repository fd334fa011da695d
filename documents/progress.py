"""How far a reading has come: counts the printed lines of the tables, and tells somebody now and then."""

import time
from collections.abc import Callable

Tell = Callable[[int, int], None]  # lines gone through, lines in all
EVERY_SECONDS = 0.3


class Progress:
    """Told of every line, tells its listener a few times a second."""

    def __init__(self, total: int = 0, tell: Tell | None = None) -> None:
        self._total, self._tell = total, tell
        self._done, self._due = 0, 0.0

    def step(self) -> None:
        """Count one more line."""
        self._done += 1
        if self._tell is not None and time.monotonic() >= self._due:
            self._due = time.monotonic() + EVERY_SECONDS
            self._tell(self._done, self._total)

    def end(self) -> None:
        """Tell that all lines are read."""
        if self._tell is not None and self._total:
            self._tell(self._total, self._total)

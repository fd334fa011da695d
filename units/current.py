"""The act that is being done now. Apart from the history, for the log needs it before there are models."""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID, uuid4


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


def current_act() -> Act | None:
    """Return the act that what is written now belongs to."""
    return _current.get()

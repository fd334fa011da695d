"""One task as it goes out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableRow:
    """The printed words of a task."""

    headings: tuple[str, ...]
    number: str
    requirement: str
    units: str
    deadline: str
    phrases: tuple[tuple[str, str], ...] = ()  # text and role of each unit, to find the column of each
    spare: tuple[str, ...] = ()  # the cells of the columns that are no part of a task
    extra: tuple[str, ...] = ()  # the cells of further columns behind all others, such as the state

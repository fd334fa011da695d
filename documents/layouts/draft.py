"""A row of a table of tasks while its printed rows are gathered."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Draft:
    """A row in the making: a task may run over several printed rows."""

    row: int
    seq: int | str | None
    headings: list[str]
    requirement: str
    anchor: tuple[int, int]
    units: list[tuple[str, str, str]] = field(default_factory=list)  # head, role, text
    deadlines: list[str] = field(default_factory=list)
    heading_units: str = ""
    remarks: list[str] = field(default_factory=list)

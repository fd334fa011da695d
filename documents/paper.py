"""An official paper as understood: rows, activities, what was not read, and what must be asked.

``Paper.as_dict`` is the contract of ``manage.py read_document``; programs outside this project rely on its keys.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from documents.table_form import TableForm


@dataclass(slots=True)
class UnitPhrase:
    """One unit, or group of units, as printed, with the role the phrase gives it."""

    text: str
    role: str  # "lead" 牵头, "responsible" 责任, "assist" 配合
    group: bool = False


@dataclass(slots=True)
class Deadline:
    """A deadline phrase and what was made of it. ``how`` is one Chinese sentence for the reader of the preview."""

    kind: str = "none"  # fixed datetime window periodic relative quota open vague none
    due_on: date | None = None
    how: str = ""
    starts_on: date | None = None
    due_at: datetime | None = None  # local time Asia/Shanghai, naive; only for kind "datetime"
    flags: tuple[str, ...] = ()  # see documents.grammar.deadlines
    count: int | None = None  # only for kinds "quota" and "periodic": how many times are asked


@dataclass(slots=True)
class Duty:
    """A date, number or interval found inside the requirement's sentence. Proposed, never created unasked."""

    text: str
    kind: str  # a kind of Deadline
    due_on: date | None = None
    count: int | None = None


@dataclass(slots=True)
class Row:
    """One numbered task of a division table or one work point."""

    seq: int | str | None
    headings: list[str]
    requirement: str
    units_raw: str
    units: list[UnitPhrase]
    deadline_raw: str
    deadline: Deadline
    duties: list[Duty]
    source: str


@dataclass(slots=True)
class ActivityRow:
    """One line of an activity schedule (活动安排表)."""

    seq: int | None
    month: int | None
    theme: str
    self_selected: bool  # 自主选定: the host has yet to choose the theme
    host_unit: str
    forms: list[str]  # "talk" 政务公开讲, "open_day" 政府开放日
    remark: str
    source: str


@dataclass(slots=True)
class NotRead:
    """A printed line that became neither row nor activity, and the reason."""

    text: str
    why: str


@dataclass(slots=True)
class Question:
    """Something only a person can settle. ``code`` is stable, ``text`` is the Chinese question."""

    code: str
    text: str
    source: str


@dataclass(slots=True)
class Basis:
    """An upper-level document that the paper names as its ground."""

    title: str
    number: str | None


# What a column can mean; "form" is a column whose cells name the form.
MEANINGS = frozenset(
    [
        "seq",
        "task",
        "requirement",
        "units",
        "units:lead",
        "units:assist",
        "deadline",
        "theme",
        "month",
        "form",
        "form:talk",
        "form:open_day",
        "host",
        "remark",
        "leader",
        "other",
    ]
)


def check_meanings(columns: Mapping[str, str] | None) -> None:
    """Raise ``ValueError`` when a printed head is given a meaning that no column has."""
    for head, meaning in (columns or {}).items():
        if meaning not in MEANINGS:
            raise ValueError(f"unknown meaning {meaning!r} of the column {head!r}")


@dataclass(slots=True)
class ColumnFound:
    """A printed head without its blanks, what its column was taken for (one of ``MEANINGS``), and where it stands."""

    head: str
    meaning: str
    source: str


@dataclass(slots=True)
class Paper:
    """A whole paper. ``layout`` is "division_table", "work_points", "activity_schedule" or "mixed"."""

    layout: str
    title: str | None = None
    year: int | None = None
    document_number: str | None = None
    issued_on: date | None = None
    basis: list[Basis] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    activities: list[ActivityRow] = field(default_factory=list)
    not_read: list[NotRead] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    columns: list[ColumnFound] = field(default_factory=list)  # for the office to change; not part of ``as_dict``
    form: TableForm | None = None  # how the table of tasks was printed; not part of ``as_dict``

    def as_dict(self) -> dict:
        """Return the paper as plain JSON values, dates as YYYY-MM-DD."""
        data = asdict(self)
        del data["columns"], data["form"]
        data["issued_on"] = _iso(self.issued_on)
        for row in data["rows"]:
            deadline = row["deadline"]
            row["deadline"] = {"kind": deadline["kind"], "due_on": _iso(deadline["due_on"]), "how": deadline["how"]}
            for duty in row["duties"]:
                duty["due_on"] = _iso(duty["due_on"])
        return data


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

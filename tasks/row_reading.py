"""What is made of a row's printed words: whom they name, by when, and what else binds. Read anew where a cell changed."""

from dataclasses import dataclass, field
from datetime import date

from documents.grammar.deadlines import find_duties, read_deadline
from documents.grammar.units import read_units
from documents.text import clean
from tasks.models import TaskParty
from tasks.models.plans import DeadlineKind, Role, duty_as_json, kept_deadline
from units.models import Unit, UnitGroup
from units.names import NameBook


@dataclass(frozen=True, slots=True)
class PartyReading:
    """One phrase of the units cell, what it stands for, and the Chinese words that say why."""

    text: str
    role: str
    unit: Unit | None = None
    group: UnitGroup | None = None
    ignored: bool = False
    how: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether it is known whom the phrase means."""
        return bool(self.unit or self.group or self.ignored)

    @property
    def role_label(self) -> str:
        """The role in words; empty for 责任, which goes without saying."""
        return "" if self.role == Role.RESPONSIBLE else Role(self.role).label

    @property
    def key(self) -> tuple:
        """What tells one stored party from another."""
        return self.text, self.role, self.unit and self.unit.pk, self.group and self.group.pk, self.ignored


@dataclass(slots=True)
class RowReading:
    """A whole row as understood. ``notes`` are Chinese sentences on what was not taken for a unit."""

    parties: list[PartyReading]
    deadline_raw: str
    deadline_kind: str
    due_on: date | None
    deadline_how: str
    duties: list[dict]
    notes: list[str] = field(default_factory=list)

    @property
    def open_parties(self) -> list[PartyReading]:
        """The phrases that mean nobody yet; the plan's page asks for them."""
        return [party for party in self.parties if not party.is_settled]

    @property
    def deadline_label(self) -> str:
        """The day, or what kind of deadline there is instead."""
        return str(self.due_on) if self.due_on else DeadlineKind(self.deadline_kind).label


def stored_reading(task) -> RowReading:
    """Return what the plan holds for task; one query for the parties unless they are prefetched."""
    return RowReading(
        parties=[_stored(party) for party in _parties(task)],
        deadline_raw=task.deadline_raw,
        deadline_kind=task.deadline_kind,
        due_on=task.due_on,
        deadline_how=task.deadline_how,
        duties=task.duties,
    )


def read_row(plan, *, requirement: str, units_raw: str, deadline_raw: str, task=None) -> RowReading:
    """Read the words of a row of plan, and where task is given, keep what was made of a cell that did not change.

    A cell that stands as it was keeps its reading, because people had a hand in it: days given to vague phrases, names
    that the office said mean nobody, roles that the table's head gave. Only its open names are looked up again.
    """
    same_units = task is not None and tidy(units_raw) == tidy(task.units_raw)
    units = None if same_units else read_units(tidy(units_raw), column_role=task and _column_role(task))
    if units and not deadline_raw.strip():
        deadline_raw = units.deadline_text  # “县财政局，6月底前完成”: as an import reads it
    reading = _with_deadline(plan, tidy(deadline_raw), task)
    reading.duties = [duty_as_json(duty) for duty in _duties(plan, requirement)]
    held = [_stored(party) for party in _parties(task)] if task else []
    names = _Names(plan, held)
    if same_units:
        reading.parties = [party if party.is_settled else names.meaning(party.text, party.role) for party in held]
    else:
        reading.parties = [names.meaning(phrase.text, phrase.role) for phrase in units.units]
        reading.notes = list(units.notes)
    return reading


def tidy(text: str) -> str:
    """Return text as a paper would have it: one kind of line break, nothing invisible, no blanks around."""
    return clean(text).strip()


class _Names:
    """The office's book of names, and what this plan made of phrases that are not in it."""

    def __init__(self, plan, held: list[PartyReading]):
        self._book = NameBook(plan.office)
        self._held = {party.text: party for party in held}
        ignored = TaskParty.objects.filter(task__plan=plan, ignored=True)
        self._ignored = set(ignored.values_list("text", flat=True)) if plan.pk else set()

    def meaning(self, text: str, role: str) -> PartyReading:
        """Return what text stands for; unsettled when a person must say."""
        if match := self._book.find(text):
            how = "" if str(match.unit or match.group) == text else match.how
            return PartyReading(text, role, match.unit, match.group, how=how)
        held = self._held.get(text)
        if held and (held.unit or held.group):
            return PartyReading(text, role, held.unit, held.group, how="按原来的确认")
        if text in self._ignored:
            return PartyReading(text, role, ignored=True, how="按办公室确认，只作文字")
        return PartyReading(text, role, how="名册里没有这个名称")


def _parties(task) -> list[TaskParty]:
    if "parties" in getattr(task, "_prefetched_objects_cache", {}):
        return list(task.parties.all())
    return list(task.parties.select_related("unit", "group").order_by("position"))


def _stored(party) -> PartyReading:
    meant = party.unit or party.group
    if meant:
        how = "" if str(meant) == party.text else f"即“{meant}”"
    else:
        how = "按办公室确认，只作文字" if party.ignored else "名册里没有这个名称"
    return PartyReading(party.text, party.role, party.unit, party.group, party.ignored, how)


def _column_role(task) -> str | None:
    """Return the role that the printed table's head gave to the whole cell (a column 牵头单位), if any did."""
    held = [(party.text, party.role) for party in _parties(task)]
    for role in (None, Role.LEAD, Role.ASSIST):
        if held == [(phrase.text, phrase.role) for phrase in read_units(task.units_raw, column_role=role).units]:
            return role
    return None


def _with_deadline(plan, raw: str, task) -> RowReading:
    if task is not None and raw == tidy(task.deadline_raw):
        return RowReading([], task.deadline_raw, task.deadline_kind, task.due_on, task.deadline_how, [])
    read = read_deadline(raw, year=plan.year, issued_on=plan.dated_on)
    return RowReading([], raw, *kept_deadline(read), [])


def _duties(plan, requirement: str):
    return find_duties(requirement, year=plan.year, issued_on=plan.dated_on)

"""Writes into the office's registers what the clerk answered: new units, groups with their members, other names.

So the next paper asks less. Runs inside the transaction of the apply.
"""

from documents.text import fold
from imports.members import Members
from imports.names import Names
from imports.trace import Trace
from tasks.services.seats import group_members
from units.history import record
from units.kinds import guess_kind, leaves_open
from units.models import Unit, UnitAlias, UnitGroup

WHY = "导入时答复"


def create_answered(office, answers: dict, trace: Trace, *, by, at) -> None:
    """Create what the answers name and keep in trace what an undo needs.

    Raises ValidationError when the register does not take a name.
    """
    names = Names(office, answers)
    members = Members(names, answers, group_members(office))
    writer = _Writer(office, trace, by, at)
    wanted = {text: names.meaning(text) for text in answers.get("units", {}) if names.book.find(text) is None}
    for text, meaning in wanted.items():
        if meaning.new and meaning.new_name == text and meaning.new != "group":
            writer.unit(text, meaning.new)
    for text in members.unknown_names():
        writer.unit(text, guess_kind(text))
    for text, meaning in wanted.items():
        if meaning.new == "group" and meaning.new_name == text:
            writer.save(UnitGroup(office=office, name=text, is_open=leaves_open(text)))
    _write_aliases(office, wanted, writer)
    for phrase in answers.get("members", {}):
        writer.members(names, phrase, members.of(phrase))


def _write_aliases(office, wanted: dict, writer: "_Writer") -> None:
    for text, meaning in wanted.items():
        same = meaning.new and meaning.new_name != text and writer.created(meaning)
        unit = meaning.unit or (same if isinstance(same, Unit) else None)
        group = meaning.group or (same if isinstance(same, UnitGroup) else None)
        if unit or group:
            row = UnitAlias.objects.filter(office=office, key=fold(text)).first() or UnitAlias(office=office, name=text)
            row.unit, row.group = unit, group
            writer.save(row, exclude=["key"])


class _Writer:
    """Saves rows of the registers, each with its entry in the history and its mark in the trace."""

    def __init__(self, office, trace: Trace, by, at):
        self.office, self.trace, self.by, self.at = office, trace, by, at
        self._position = office.units.count()

    def save(self, row, exclude=()):
        """Check and save a row."""
        is_new = row.pk is None
        row.full_clean(exclude=exclude)
        row.save()
        record("登记", row, by=self.by, at=self.at, office=self.office, reason=WHY)
        if is_new:
            self.trace.registers_created.append([row._meta.label_lower, row.pk])

    def unit(self, name: str, kind: str) -> None:
        """Create a unit at the end of the register."""
        self._position += 1
        self.save(Unit(office=self.office, name=name, short_name=name[:60], kind=kind, position=self._position * 10))

    def created(self, meaning):
        """Return the row that was created for a meaning."""
        model, field = (UnitGroup, "name") if meaning.new == "group" else (Unit, "short_name")
        return model.objects.filter(office=self.office, **{field: meaning.new_name}).first()

    def members(self, names: Names, phrase: str, keys) -> None:
        """Give the group that phrase means the units that keys stand for (None: nobody said)."""
        meaning = names.meaning(phrase)
        group = meaning.group or (self.created(meaning) if meaning.new == "group" else None)
        if group is None or keys is None:
            return
        fresh = dict(Unit.objects.filter(office=self.office, short_name__in=keys).values_list("short_name", "pk"))
        wanted = [fresh.get(key, key) for key in keys if isinstance(key, int) or key in fresh]
        former = sorted(group.members.values_list("pk", flat=True))
        if sorted(wanted) != former:
            self.trace.members_changed.setdefault(str(group.pk), former)
            group.members.set(wanted)
            change = {"成员单位": [len(former), len(wanted)]}
            record("确定成员", group, by=self.by, at=self.at, office=self.office, reason=WHY, changes=change)

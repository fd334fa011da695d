"""Read a cell of responsible units (责任单位): who leads, who is responsible, who assists, which are groups.

No lead is assumed: only 牵头 and its like make one, never the place in the list.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from documents.grammar.brackets import (
    find_units_in_brackets,
    find_units_in_sentence,
    find_units_inside,
    heading_bracket,
    reads_as_units,
    split_deadline,
)
from documents.grammar.names import is_group
from documents.grammar.roles import divide, take_remark
from documents.grammar.splitting import split_names
from documents.paper import UnitPhrase
from documents.text import clean

__all__ = [
    "UnitReading",
    "find_units_in_brackets",
    "find_units_in_sentence",
    "find_units_inside",
    "heading_bracket",
    "read_units",
    "reads_as_units",
    "split_deadline",
]

_STRENGTH = {"lead": 0, "responsible": 1, "assist": 2}
_OUTER = re.compile(r"^\s*[（(【]([^（()）【】]*(?:[（(][^（()）]*[）)][^（()）【】]*)*)[）)】][。；;]?\s*$")
_LEADING = re.compile(r"^[\s、，,；;。:：]*(?:此项工作|该项工作|以上工作)?(?:主要|统一)?(?:由|以(?![及上]))(?=.)")
# The person behind a unit: 县教体局（责任人：…）.
_PERSON = re.compile(r"[（(](?:牵头领导|责任领导|分管领导|责任人|联系人|联络员|负责人)[:：][^（()）]{0,60}[）)]")
_EMPTY = re.compile(r"[\s\-—–/\\无、，。]*")
_LONGEST = 3000


@dataclass(slots=True)
class UnitReading:
    """The units of one cell, the deadline cut off its end, and Chinese notes on what a person must settle."""

    units: list[UnitPhrase] = field(default_factory=list)
    deadline_text: str = ""
    notes: list[str] = field(default_factory=list)


@lru_cache(maxsize=8192)
def read_units(raw: str, *, column_role: str | None = None) -> UnitReading:
    """Read a unit cell; ``column_role`` is what the table's column says. Equal cells share one result: do not change it."""
    reading = UnitReading()
    text = clean(raw)[:_LONGEST]
    if _EMPTY.fullmatch(text):
        return reading
    text = _unwrap(text)
    text, reading.deadline_text = split_deadline(text)
    text = _unwrap(text)
    for person in _PERSON.findall(text):
        reading.notes.append(f"未读作单位：{person.strip('（()）')[:40]}")
    text = _PERSON.sub("", text)
    default = column_role or "responsible"
    for part in divide(text):
        if part.people:
            reading.notes.append(f"未读作单位：{part.text[:40]}")
            continue
        names, notes = split_names(_LEADING.sub("", part.text))
        reading.notes += [note for note in notes if note not in reading.notes]
        reading.units += [_phrase(name, part.role or default) for name in names]
    _apply_remarks(reading)
    reading.units = _once(reading.units)
    return reading


def _unwrap(text: str) -> str:
    match = _OUTER.match(text)
    return match[1] if match else text


def _phrase(name: str, role: str) -> UnitPhrase:
    return UnitPhrase(name, role, is_group(name))


def _apply_remarks(reading: UnitReading) -> None:
    """“A（牵头）” gives A the role; “A、B（A牵头）” gives it to the unit that the remark names."""
    by_name: dict[str, str] = {}
    remarked: list[str] = []
    for unit in reading.units:
        name, role, other = take_remark(unit.text)
        remarked.append(role if role and not other else "")
        if role and not other:
            unit.text, unit.role = name, role
        elif role and other in {known.text for known in reading.units} | {name}:
            unit.text, by_name[other] = name, role
        unit.group = is_group(unit.text)
    for unit in reading.units:
        unit.role = by_name.get(unit.text, unit.role)
    if "lead" in remarked and remarked[-1:] == ["assist"]:
        # “A（牵头），B、C（配合）”: the last remark stands for the whole list behind the lead.
        last = len(remarked) - remarked[::-1].index("lead")
        for unit, own in zip(reading.units[last:], remarked[last:], strict=True):
            unit.role = unit.role if own else "assist"


def _once(units: list[UnitPhrase]) -> list[UnitPhrase]:
    """A unit printed twice is one; it keeps the stronger role."""
    seen: dict[str, UnitPhrase] = {}
    for unit in units:
        known = seen.setdefault(unit.text, unit)
        if _STRENGTH[unit.role] < _STRENGTH[known.role]:
            known.role = unit.role
    return [unit for unit in seen.values() if unit.text]

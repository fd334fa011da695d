"""What a note of the paper says about who leads: “带*的为牵头单位”, “列第一位的为牵头单位”. Without a note nobody does."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from documents.paper import UnitPhrase

_LEADS = r"[^。；;]{0,12}?(?:为|是|表示|系)[^。；;]{0,6}?(?:总?牵头|主办|主责)"
_MARK = re.compile(rf"[“\"]?([*＊★☆▲△●#])[”\"]?{_LEADS}")
_FIRST = re.compile(
    rf"(?:第一位?|首位|排在?最?前面?|排名靠前)的?(?:责任)?(?:单位|部门|科室)?{_LEADS}|第一个(?:责任)?(?:单位|部门)?{_LEADS}"
)
_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class LeadRule:
    """The sign that marks a lead, and whether the first of several units leads."""

    mark: str = ""
    first: bool = False

    def spell_out(self, raw: str) -> str:
        """Return a unit cell with the mark written as the remark （牵头）."""
        if not self.mark or self.mark not in raw:
            return raw
        mark = re.escape(self.mark)
        return re.sub(
            rf"[^、，,；;\s]*{mark}[^、，,；;\s]*", lambda name: name[0].replace(self.mark, "") + "（牵头）", raw
        )

    def first_leads(self, units: list[UnitPhrase]) -> list[UnitPhrase]:
        """Return the units with the first as lead, when the note says so and no word names another."""
        if not self.first or not units[1:] or units[0].role != "responsible" or any(u.role == "lead" for u in units):
            return units
        return [replace(units[0], role="lead"), *units[1:]]


def find_lead_rule(lines: Iterable[str]) -> LeadRule:
    """Return the rule that the lines around the tasks state."""
    mark, first = "", False
    for line in lines:
        found = _MARK.search(line[:_LOOKED_AT])
        mark = mark or (found[1] if found else "")
        first = first or _FIRST.search(line[:_LOOKED_AT]) is not None
    return LeadRule(mark, first)

"""Which unit or group does a printed name mean? One book of names per office, three queries to open."""

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from documents.text import fold
from units.models import Unit, UnitAlias, UnitGroup

TAILS = ("人民政府", "办事处", "街道办事处")  # 琴江镇 = 琴江镇人民政府, 许商街道 = 许商街道办事处


@dataclass(frozen=True, slots=True)
class Match:
    """What a printed name was taken for, and the Chinese sentence that says why."""

    unit: Unit | None
    group: UnitGroup | None
    how: str


class NameBook:
    """All names of one office's units and groups, folded for comparison."""

    def __init__(self, office):
        self.office = office
        self._exact: dict[str, Match] = {}
        self._loose: dict[str, Match | None] = {}  # None: two units share the loose form, so it decides nothing
        units = {unit.pk: unit for unit in Unit.objects.filter(office=office).active()}
        self.units = list(units.values())
        groups = {group.pk: group for group in UnitGroup.objects.filter(office=office)}
        for group in groups.values():
            self._add(group.name, Match(None, group, "单位组"))
        for unit in units.values():
            self._add(unit.name, Match(unit, None, "单位全称"))
            self._add(unit.short_name, Match(unit, None, "单位简称"))
        for alias in UnitAlias.objects.filter(office=office):
            unit, group = units.get(alias.unit_id), groups.get(alias.group_id)
            if unit or group:
                self._add(alias.name, Match(unit, group, f"别名，即“{unit or group}”"))

    def find(self, text: str) -> Match | None:
        """Return what text means here, or None when a person must say."""
        key = fold(text)
        return self._exact.get(key) or next((hit for form in self._forms(key) if (hit := self._loose.get(form))), None)

    def suggest(self, text: str, limit: int = 3) -> list[tuple[str, int]]:
        """Return up to limit known names most like text, each with a likeness of 0–100, best first."""
        names = {key: (match.unit or match.group) for key, match in self._exact.items()}
        found = process.extract(fold(text), list(names), scorer=fuzz.WRatio, limit=limit * 3, score_cutoff=45)
        best: dict[str, int] = {}
        for key, score, _ in found:
            best.setdefault(str(names[key]), round(score))
        return list(best.items())[:limit]

    def _add(self, name: str, match: Match):
        key = fold(name)
        self._exact.setdefault(key, match)
        for form in self._forms(key):
            known = self._loose.get(form, match)
            same = known is not None and (known.unit, known.group) == (match.unit, match.group)
            self._loose[form] = Match(match.unit, match.group, f"按“{match.unit or match.group}”识别") if same else None

    def _forms(self, key: str) -> list[str]:
        """Return key and its forms without the region's name, the level prefix and the usual tails."""
        region = fold(self.office.region)
        forms = [key]
        # Only the office's own level may be left out: in a county's paper 市财政局 is not 县财政局.
        for prefix in (region, region[:-1], region[-1:]):
            if prefix and key.startswith(prefix) and len(key) - len(prefix) >= 3:
                forms.append(key.removeprefix(prefix))
        for form in list(forms):
            for tail in TAILS:
                if form.endswith(tail) and len(form) - len(tail) >= 2:
                    forms.append(form.removesuffix(tail))
        return forms

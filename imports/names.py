"""What the paper's unit phrases mean here: the register first, then what the clerk answered."""

from dataclasses import dataclass

from documents.paper import Paper
from units.models import Unit, UnitGroup
from units.names import NameBook


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase stands for. ``new`` is a unit or a group that the apply will create."""

    unit: Unit | None = None
    group: UnitGroup | None = None
    new: str = ""  # a unit kind, or "group"
    ignored: bool = False
    how: str = ""

    @property
    def settled(self) -> bool:
        """Whether it is known what is meant."""
        return bool(self.unit or self.group or self.new or self.ignored)

    def unit_key(self, text: str) -> int | str | None:
        """Return what tells the unit apart: its key, or its printed name while it is yet to be created."""
        if self.unit:
            return self.unit.pk
        return text if self.new and self.new != "group" else None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A phrase that only a person can settle: where it stands, how often, and what it may be."""

    text: str
    is_group: bool
    count: int
    first_source: str
    suggestions: list[tuple[str, int]]


class Names:
    """The meanings of all phrases of one paper. Answers win over the register only where the register is silent."""

    def __init__(self, office, answers: dict):
        self.book = NameBook(office)
        self._answers = answers.get("units", {})
        self._known: dict[str, Meaning] = {}

    def meaning(self, text: str) -> Meaning:
        """Return what text stands for; an unsettled Meaning when nobody knows yet."""
        if text not in self._known:
            self._known[text] = self._look_up(text)
        return self._known[text]

    def unknown(self, paper: Paper) -> list[Unknown]:
        """Return the unsettled phrases in the order of the paper, each once."""
        seen: dict[str, list] = {}
        for row in paper.rows:
            for phrase in row.units:
                seen.setdefault(phrase.text, []).append((phrase.group, row.source))
        for activity in paper.activities:
            if activity.host_unit:
                seen.setdefault(activity.host_unit, []).append((False, activity.source))
        return [
            Unknown(text, places[0][0], len(places), places[0][1], self.book.suggest(text))
            for text, places in seen.items()
            if not self.meaning(text).settled
        ]

    def open_groups(self, paper: Paper) -> list[tuple[str, UnitGroup, str]]:
        """Return the phrases whose group leaves its members to the office (有关单位), each once: text, group, source."""
        found: dict[str, tuple[str, UnitGroup, str]] = {}
        for row in paper.rows:
            for phrase in row.units:
                group = self.meaning(phrase.text).group
                if group is not None and group.is_open:
                    found.setdefault(phrase.text, (phrase.text, group, row.source))
        return list(found.values())

    def _look_up(self, text: str) -> Meaning:
        if match := self.book.find(text):
            return Meaning(unit=match.unit, group=match.group, how=match.how)
        answer = self._answers.get(text)
        if not answer:
            return Meaning(how="名册里没有这个名称")
        kind = answer["as"]
        if kind == "ignore":
            return Meaning(ignored=True, how="按答复只作文字")
        if kind == "new":
            return Meaning(new=answer.get("kind", Unit.Kind.BUREAU), how="按答复新建单位")
        if kind == "new_group":
            return Meaning(new="group", how="按答复新建单位组")
        match = self.book.find(answer.get("name", ""))
        if match is None:
            return Meaning(how=f"答复里的“{answer.get('name', '')}”不在名册里")
        return Meaning(unit=match.unit, group=match.group, how=f"按答复即“{match.unit or match.group}”")

"""What the paper's unit phrases mean here: the register first, then what the clerk answered."""

import re
from dataclasses import dataclass, replace
from hashlib import sha256

from rapidfuzz import fuzz

from documents.paper import Paper, UnitPhrase
from documents.text import fold
from units.kinds import guess_kind
from units.models import Unit, UnitGroup
from units.names import NameBook

NEW = ("new", "new_group")
LIKE = 80  # from here on two names are so like each other that only a person can tell them apart


class BadAnswer(Exception):
    """An answer that cannot be followed; the text is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase stands for. ``new`` is a unit or a group that the apply will create."""

    unit: Unit | None = None
    group: UnitGroup | None = None
    new: str = ""  # a unit kind, or "group"
    new_name: str = ""  # the name under which it will be created
    ignored: bool = False
    how: str = ""

    @property
    def settled(self) -> bool:
        """Whether it is known what is meant."""
        return bool(self.unit or self.group or self.new or self.ignored)

    @property
    def target(self) -> tuple[int | None, int | None, bool]:
        """The keys of unit and group, and whether the phrase is text only: what a stored party keeps."""
        return self.unit and self.unit.pk, self.group and self.group.pk, self.ignored

    @property
    def unit_key(self) -> int | str | None:
        """What tells the unit apart: its key, or its name while it is yet to be created."""
        if self.unit:
            return self.unit.pk
        return self.new_name if self.new and self.new != "group" else None

    @property
    def group_key(self) -> int | str | None:
        """What tells the group apart, in the same way."""
        if self.group:
            return self.group.pk
        return self.new_name if self.new == "group" else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A phrase that the register does not know: where it stands, how often, what it may be, and the answer so far."""

    text: str
    is_group: bool
    count: int
    first_source: str
    suggestions: list[tuple[str, int]]  # names of the register with their likeness of 0–100
    twins: list[str]  # other unknown names of the same paper that may mean the same
    answer: dict
    settled: bool

    @property
    def key(self) -> str:
        """A short name for a form field that stays with the phrase whatever else is asked."""
        return short_key(self.text)

    @property
    def place(self) -> str:
        """Where it stands first, without the remarks on other cells of the row."""
        return re.sub(r"；[^）]*", "", self.first_source)

    @property
    def proposal(self) -> dict:
        """The answer proposed to the clerk; empty where a known name is so like it that the clerk must choose."""
        if self.is_group:
            return {"as": "new_group"}
        if self.twins or any(score >= LIKE for _, score in self.suggestions):
            return {}
        return {"as": "new", "kind": guess_kind(self.text)}


def short_key(text: str) -> str:
    """Return twelve characters that stand for a printed text in the name of a form field."""
    return sha256(text.encode()).hexdigest()[:12]


class Names:
    """The meanings of all phrases of one paper. Answers count only where the register is silent."""

    def __init__(self, office, answers: dict, ignored: frozenset[str] = frozenset()):
        """Open the book of names; ignored are phrases that the plan already keeps as text only."""
        self.book = NameBook(office)
        self._answers = {text: {"as": "ignore"} for text in ignored} | answers.get("units", {})
        self._known: dict[str, Meaning] = {}

    def meaning(self, text: str) -> Meaning:
        """Return what text stands for; an unsettled Meaning when nobody knows yet."""
        if text not in self._known:
            self._known[text] = self._look_up(text)
        return self._known[text]

    def asked(self, phrases: list[tuple[UnitPhrase, str]]) -> list[Asked]:
        """Return the phrases the register does not know, each once, in order; phrases come with their source."""
        seen: dict[str, list] = {}
        unknown = {text for text in {phrase.text for phrase, _ in phrases} if self.book.find(text) is None}
        for phrase, source in phrases:
            if phrase.text in unknown:
                seen.setdefault(phrase.text, []).append((phrase.group, source))
        return [
            Asked(
                text,
                places[0][0],
                len(places),
                places[0][1],
                self.book.suggest(text),
                [other for other in seen if other != text and fuzz.ratio(fold(other), fold(text)) >= LIKE],
                self._answers.get(text, {}),
                self.meaning(text).settled,
            )
            for text, places in seen.items()
        ]

    def check(self, answers: dict) -> None:
        """Raise BadAnswer for an answer that names nothing known."""
        created = {text for text, answer in answers.items() if isinstance(answer, dict) and answer.get("as") in NEW}
        for text, answer in answers.items():
            kind = answer.get("as") if isinstance(answer, dict) else None
            if kind not in (*NEW, "alias", "ignore"):
                raise BadAnswer(f"“{text}”的答复看不懂，“as”应是new、new_group、alias或ignore。")
            if kind == "new" and answer.get("kind", Unit.Kind.BUREAU) not in Unit.Kind.values:
                raise BadAnswer(f"“{text}”的单位类别“{answer['kind']}”不存在，可选：{'、'.join(Unit.Kind.values)}。")
            name = str(answer.get("name", ""))
            if kind == "alias" and name not in created - {text} and self.book.find(name) is None:
                raise BadAnswer(f"“{text}”答复为“{name}”的别名，但名册里没有“{name}”，也没有答复要新建它。")

    def _look_up(self, text: str) -> Meaning:
        if match := self.book.find(text):
            return Meaning(unit=match.unit, group=match.group, how=match.how)
        answer = self._answers.get(text)
        if not answer:
            return Meaning(how="名册里没有这个名称")
        if answer["as"] == "ignore":
            return Meaning(ignored=True, how="按答复只作文字")
        if answer["as"] in NEW:
            return _created(text, answer)
        name = answer.get("name", "")
        if match := self.book.find(name):
            return Meaning(unit=match.unit, group=match.group, how=f"按答复即“{match.unit or match.group}”")
        other = self._answers.get(name) or {}  # the same paper may name one new unit twice
        if other.get("as") in NEW:
            return replace(_created(name, other), how=f"按答复即“{name}”")
        return Meaning(how=f"答复里的“{name}”不在名册里")


def _created(name: str, answer: dict) -> Meaning:
    if answer["as"] == "new_group":
        return Meaning(new="group", new_name=name, how="按答复新建单位组")
    return Meaning(new=answer.get("kind", Unit.Kind.BUREAU), new_name=name, how="按答复新建单位")


def phrases_of(paper: Paper) -> list[tuple[UnitPhrase, str]]:
    """Return every unit phrase of the paper with its source, hosts of activities included."""
    phrases = [(phrase, row.source) for row in paper.rows for phrase in row.units]
    hosts = [(UnitPhrase(row.host_unit, "responsible"), row.source) for row in paper.activities if row.host_unit]
    return phrases + hosts

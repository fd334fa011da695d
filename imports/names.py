"""What the paper's unit phrases mean here: the register first, then what the clerk answered."""

from dataclasses import dataclass
from hashlib import sha256

from documents.paper import Paper, UnitPhrase
from units.models import Unit, UnitGroup
from units.names import NameBook


class BadAnswer(Exception):
    """An answer that cannot be followed; the text is a Chinese sentence."""


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
class Asked:
    """A phrase that the register does not know: where it stands, how often, what it may be, and the answer so far."""

    text: str
    is_group: bool
    count: int
    first_source: str
    suggestions: list[tuple[str, int]]
    answer: dict
    settled: bool

    @property
    def key(self) -> str:
        """A short name for a form field that stays with the phrase whatever else is asked."""
        return sha256(self.text.encode()).hexdigest()[:12]


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
        for phrase, source in phrases:
            if self.book.find(phrase.text) is None:
                seen.setdefault(phrase.text, []).append((phrase.group, source))
        return [
            Asked(
                text,
                places[0][0],
                len(places),
                places[0][1],
                self.book.suggest(text),
                self._answers.get(text, {}),
                self.meaning(text).settled,
            )
            for text, places in seen.items()
        ]

    def open_groups(self, phrases: list[tuple[UnitPhrase, str]]) -> list[tuple[str, UnitGroup, str]]:
        """Return the phrases whose group leaves its members to the office (有关单位), each once: text, group, source."""
        found: dict[str, tuple[str, UnitGroup, str]] = {}
        for phrase, source in phrases:
            group = self.meaning(phrase.text).group
            if group is not None and group.is_open:
                found.setdefault(phrase.text, (phrase.text, group, source))
        return list(found.values())

    def check(self, answers: dict) -> None:
        """Raise BadAnswer for an answer that names nothing known."""
        for text, answer in answers.items():
            kind = answer.get("as") if isinstance(answer, dict) else None
            if kind not in ("new", "new_group", "alias", "ignore"):
                raise BadAnswer(f"“{text}”的答复看不懂，“as”应是new、new_group、alias或ignore。")
            if kind == "new" and answer.get("kind", Unit.Kind.BUREAU) not in Unit.Kind.values:
                raise BadAnswer(f"“{text}”的单位类别“{answer['kind']}”不存在，可选：{'、'.join(Unit.Kind.values)}。")
            if kind == "alias" and self.book.find(str(answer.get("name", ""))) is None:
                raise BadAnswer(f"“{text}”答复为“{answer.get('name', '')}”的别名，但名册里没有这个名称。")

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


def phrases_of(paper: Paper) -> list[tuple[UnitPhrase, str]]:
    """Return every unit phrase of the paper with its source, hosts of activities included."""
    phrases = [(phrase, row.source) for row in paper.rows for phrase in row.units]
    hosts = [(UnitPhrase(row.host_unit, "responsible"), row.source) for row in paper.activities if row.host_unit]
    return phrases + hosts

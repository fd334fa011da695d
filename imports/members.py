"""Who belongs to a group that the paper addresses: the clerk says it by kinds of units, by names, or both.

An answer stands under "members" in a batch's answers: printed phrase → {"kinds": [...], "names": "甲镇、乙镇"}, or
{"registered": true} for "as the register has it".
"""

from dataclasses import dataclass

from documents.grammar.units import read_units
from documents.paper import UnitPhrase
from imports.names import BadAnswer, Names, short_key
from units.kinds import guess_kind
from units.models import Unit

REGISTERED = {"registered": True}
Key = int | str  # a unit's key, or its name while it is yet to be created


@dataclass(frozen=True, slots=True)
class GroupAsked:
    """A group of the paper whose members the clerk should name or look at."""

    text: str
    source: str
    size: int  # members as things stand
    is_open: bool  # the paper leaves its members to the office (有关单位)
    answer: dict

    @property
    def key(self) -> str:
        """A short name for form fields that stays with the phrase."""
        return short_key(self.text)

    @property
    def settled(self) -> bool:
        """Whether it is known who belongs to it."""
        return bool(self.size and (self.answer or not self.is_open))

    @property
    def sentence(self) -> str:
        """The question."""
        if self.size:
            return f"“{self.text}”没有点名，现按{self.size}个单位下发，请核对成员。"
        return f"“{self.text}”还没有成员单位，请选择类别或写出名称。"


def member_names(answer: dict) -> list[str]:
    """Return the names that an answer lists, each once."""
    return list(dict.fromkeys(phrase.text for phrase in read_units(answer.get("names", "")).units))


def check_members(answers: dict) -> None:
    """Raise BadAnswer for an answer about members that cannot be followed."""
    for phrase, answer in answers.items():
        if not isinstance(answer, dict) or set(answer) - {"kinds", "names", "registered"}:
            raise BadAnswer(f"“{phrase}”的成员答复看不懂，应写成含kinds或names的对象。")
        if strange := set(answer.get("kinds", [])) - set(Unit.Kind.values):
            kinds = "、".join(Unit.Kind.values)
            raise BadAnswer(f"“{phrase}”的单位类别“{'、'.join(sorted(strange))}”不存在，可选：{kinds}。")


class Members:
    """The members of the paper's groups: units of the register, and units that the same import will create."""

    def __init__(self, names: Names, answers: dict, groups: dict[int, list[int]]):
        """Groups are those of the register with their units, as ``tasks.services.seats.group_members`` returns them."""
        self._names = names
        self._groups = groups
        self._answers = answers.get("members", {})
        self._by_kind: dict[str, list[Key]] = {}
        for unit in names.book.units:
            self._by_kind.setdefault(unit.kind, []).append(unit.pk)
        for text in answers.get("units", {}):
            meaning = names.meaning(text)
            if meaning.new and meaning.new != "group" and meaning.new_name == text:
                self._by_kind.setdefault(meaning.new, []).append(text)
        for name in self.unknown_names():
            self._by_kind.setdefault(guess_kind(name), []).append(name)

    def of(self, phrase: str) -> list[Key] | None:
        """Return the members of the group named phrase, or None when nobody said who they are."""
        answer = self._answers.get(phrase)
        if answer is None or answer == REGISTERED:
            return None
        keys = [key for kind in answer.get("kinds", []) for key in self._by_kind.get(kind, [])]
        for name in member_names(answer):
            meaning = self._names.meaning(name)
            keys += self._groups.get(meaning.group.pk, []) if meaning.group else [meaning.unit_key or name]
        return list(dict.fromkeys(keys))

    def unknown_names(self) -> list[str]:
        """Return the listed names that the register does not know and no other answer creates: they are new units."""
        listed = (name for answer in self._answers.values() for name in member_names(answer))
        return [name for name in dict.fromkeys(listed) if not self._names.meaning(name).settled]

    def count(self, kind: str) -> int:
        """Return how many units of a kind there are, those that the import will create included."""
        return len(self._by_kind.get(kind, ()))

    def all_groups(self) -> dict[Key, list[Key]]:
        """Return every group with its members as they will be."""
        found: dict[Key, list[Key]] = dict(self._groups)
        for phrase in self._answers:
            key, members = self._names.meaning(phrase).group_key, self.of(phrase)
            if key and members is not None:
                found[key] = members
        return found

    def asked(self, phrases: list[tuple[UnitPhrase, str]]) -> list[GroupAsked]:
        """Return the groups of the paper, each once, that are new, have no members, or are left to the office."""
        found, groups = {}, self.all_groups()
        for phrase, source in phrases:
            meaning = self._names.meaning(phrase.text)
            unknown = phrase.group and not meaning.settled
            is_open = bool(meaning.group and meaning.group.is_open)
            size = len(groups.get(meaning.group_key, ()))
            if phrase.text not in found and (unknown or is_open or (meaning.group_key and self._is_new(meaning, size))):
                answer = self._answers.get(phrase.text, {})
                found[phrase.text] = GroupAsked(phrase.text, source, size, is_open, answer)
        return list(found.values())

    def _is_new(self, meaning, size: int) -> bool:
        return not size or meaning.group is None or not self._groups.get(meaning.group.pk)

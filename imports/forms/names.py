"""What unknown names mean, and who belongs to a group. Choices carry names: they read the same in a file of answers."""

from collections import Counter

from django import forms

from imports.members import REGISTERED, GroupAsked, Members
from imports.names import Asked
from units.kinds import guess_kinds
from units.models import Unit, UnitGroup


class NamesForm(forms.Form):
    """One field a name; an empty choice means "later"."""

    def __init__(self, *args, asked: list[Asked], office, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked
        units = list(Unit.objects.filter(office=office).active())
        groups = list(UnitGroup.objects.filter(office=office))
        for row in asked:
            self.fields[f"name-{row.key}"] = forms.ChoiceField(
                choices=_choices(row, units, groups),
                required=False,
                label=row.text,
                help_text=f"出现{row.count}次，{row.place}",
                initial=_as_choice(row.answer or row.proposal),
                error_messages={"invalid_choice": f"“{row.text}”的答复已不适用，请重新选择。"},
            )

    def parts(self):
        """Return each name with its field; those that nothing is proposed for come first."""
        return [(row, self[f"name-{row.key}"]) for row in sorted(self.asked, key=lambda row: bool(row.proposal))]

    def answers(self) -> dict:
        """Return printed name → answer; an empty answer means "later" and takes an earlier one back."""
        found = {}
        for row in self.asked:
            if f"name-{row.key}" in self.data:  # a page opened before another name came up answers only its own
                kind, _, value = self.cleaned_data[f"name-{row.key}"].partition(":")
                found[row.text] = _as_answer(kind, value)
        return found


class MembersForm(forms.Form):
    """Who belongs to each group: kinds of units to tick, names to write."""

    def __init__(self, *args, groups: list[GroupAsked], members: Members, asked: list[Asked], **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = groups
        proposed = Counter(
            row.proposal.get("kind") for row in asked if not row.settled
        )  # as the page has them filled in
        kinds = [(kind, f"{label}（{members.count(kind) + proposed[kind]}个）") for kind, label in Unit.Kind.choices]
        for group in groups:
            self.fields[f"kinds-{group.key}"] = forms.MultipleChoiceField(
                label=f"“{group.text}”包括哪些类别的单位",
                choices=kinds,
                required=False,
                initial=group.answer.get("kinds", [] if group.size else guess_kinds(group.text)),
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields[f"names-{group.key}"] = forms.CharField(
                label="另外还有（用顿号隔开；名册里没有的会新建）",
                required=False,
                max_length=4000,
                initial=group.answer.get("names", ""),
                widget=forms.Textarea(attrs={"rows": 2, "placeholder": "如：甲镇、乙镇、城关街道"}),
            )

    def parts(self):
        """Return each group with its two fields."""
        return [(group, self[f"kinds-{group.key}"], self[f"names-{group.key}"]) for group in self.groups]

    def answers(self) -> dict:
        """Return group phrase → members; groups that the page did not hold stay as they were."""
        found = {}
        for group in self.groups:
            if f"names-{group.key}" in self.data:
                kinds = self.cleaned_data[f"kinds-{group.key}"]
                names = self.cleaned_data[f"names-{group.key}"].strip()
                same = REGISTERED if group.answer == REGISTERED else {}
                found[group.text] = {"kinds": kinds, "names": names} if kinds or names else same
        return found


def _choices(row: Asked, units, groups):
    known = {name for name, _ in row.suggestions}
    like = [(f"alias:{name}", f"即“{name}”（名册里有）") for name, _ in row.suggestions]
    like += [(f"alias:{name}", f"即“{name}”（这份文件里的另一种写法）") for name in row.twins]
    kinds = [(f"new:{kind}", f"新单位（{label}）") for kind, label in Unit.Kind.choices]
    return [
        ("", "以后再说"),
        *([("可能是", like)] if like else []),
        ("新建", [*kinds, ("new_group", "新单位组（代表多个单位）")]),
        ("不对应单位", [("ignore", "只作文字保留")]),
        ("名册里的单位", [(f"alias:{u.short_name}", u.short_name) for u in units if u.short_name not in known]),
        ("名册里的单位组", [(f"alias:{g.name}", g.name) for g in groups if g.name not in known]),
    ]


def _as_choice(answer: dict) -> str:
    kind = answer.get("as", "")
    value = answer.get("name") if kind == "alias" else answer.get("kind", "bureau") if kind == "new" else None
    return f"{kind}:{value}" if value else kind


def _as_answer(kind: str, value: str) -> dict:
    if not kind:
        return {}
    return {"as": kind, **({"name": value} if kind == "alias" else {}), **({"kind": value} if kind == "new" else {})}

"""Entries of the history as people read them: act by act, a headline and the single things folded under it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db.models import Count

from units.marks import marked
from units.models import AuditEntry

LONG = 30  # characters; two longer texts are shown as one, with marks
ROWS = 20  # of one act, folded under its headline; the act's own page has all

# What the figures of older entries are called; newer ones are written in Chinese.
FIGURES = {
    "created": "新增",
    "updated": "修改",
    "unchanged": "不变",
    "removed": "文件里已没有",
    "assignments": "单位任务",
    "activities": "活动",
    "ended": "终止",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changed, in words. ``alone``: a whole thing came or went, so the empty side need not be told."""

    label: str
    old: str
    new: str
    alone: bool = False

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """Two long texts in one, with what differs marked; empty for short ones, which stand one after the other."""
        return marked(self.old, self.new) if min(len(self.old), len(self.new)) > LONG else []


@dataclass(slots=True)
class Act:
    """One act: its headline is the entry that says most of the whole, its rows are what was done to single things.

    A room that knows more of its own things derives from it.
    """

    lead: AuditEntry
    entries: list[AuditEntry]
    labels: Counter  # how many entries speak of which kind of object, the headline's among them
    address: str = ""  # of the page with all of it

    @property
    def total(self) -> int:
        """How many entries the act has."""
        return self.labels.total()

    @property
    def more(self) -> int:
        """How many of them are not shown here."""
        return self.total - len(self.entries)

    @property
    def subject(self) -> str:
        """What was acted on, for the headline."""
        return self.lead.object_label

    @property
    def reason(self) -> str:
        """Why, for the headline."""
        return self.lead.reason

    @property
    def is_single(self) -> bool:
        """Whether the act touched one thing."""
        return self.total == 1

    @property
    def figures(self) -> list[Change]:
        """The numbers of the headline; what stayed at nothing is left out."""
        return [change for change in changes_of(self.lead, figures=True) if change.new != "0" or change.old != "0"]

    @property
    def rows(self) -> list[tuple[AuditEntry, list[Change]]]:
        """What was done to single things, each with its changes; of the headline only what is no figure."""
        rows = [(entry, changes_of(entry, figures=False if entry is self.lead else None)) for entry in self.entries]
        return [(entry, changes) for entry, changes in rows if changes or entry is not self.lead]

    @property
    def is_small(self) -> bool:
        """Whether what changed can stand below the headline as it is: one thing, one or two values."""
        return len(self.rows) == 1 and not self.more and len(self.rows[0][1]) <= 2

    @property
    def counts(self) -> list[tuple[str, int]]:
        """What was touched beside the headline's own thing, by kind: 任务, 12."""
        return named(self.labels - Counter([self.lead.object_type]))

    @property
    def fold_label(self) -> str:
        """What stands on the fold over the rows."""
        if not self.is_single:
            return "、".join(f"{kind}{number}条" for kind, number in self.counts)
        whole = any(change.alone for _, changes in self.rows for change in changes)
        return "看内容" if whole else f"看改动（{sum(len(changes) for _, changes in self.rows)}处）"


def load_acts(acts: list[UUID], seen, *, limit: int = ROWS, leading=(), kind: type[Act] = Act) -> list[Act]:
    """Return the given acts in the given order, each with its first entries. Two queries.

    seen: the entries of these acts that may be shown, a queryset. The headline is the last entry of an act, for
    services write that of the whole last; or, with leading, the first that meets the first of these conditions.
    """
    entries = defaultdict(list)
    for entry in seen.first_of_each_act(limit, leading):
        entries[entry.act].append(entry)
    labels: dict[UUID, Counter] = defaultdict(Counter)
    kinds = seen.order_by().values_list("act", "object_type")
    for act, label, number in kinds.annotate(number=Count("pk")):
        labels[act][label] += number
    shown = {act: found if leading else found[::-1] for act, found in entries.items()}  # rows as they were done
    return [kind(entries[act][0], shown[act], labels[act]) for act in acts if entries[act]]


def changes_of(entry: AuditEntry, *, figures: bool | None = None) -> list[Change]:
    """Return the changes of an entry in words: only numbers that were counted, all but these, or (None) all."""
    pairs = [(_label(label), _pair(value)) for label, value in entry.changes.items()]
    words = [(label, *map(_words, pair)) for label, pair in pairs if figures in (None, _is_figure(pair))]
    alone = len(words) > 2 and any(all(row[side] == "" for row in words) for side in (1, 2))
    return [Change(*row, alone) for row in words]


def told(changes: dict) -> list[tuple[str, str, str]]:
    """Return the changes of an entry as label, old and new value in words; empty for what is not there."""
    return [(_label(label), *map(_words, _pair(value))) for label, value in changes.items()]


def kind_name(label: str) -> str:
    """Return the Chinese name of a kind of object; its label when the program no longer has it."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def named(labels: Counter) -> list[tuple[str, int]]:
    """Return how many of each kind, by its Chinese name, most first."""
    names = Counter()
    for label, number in labels.items():
        names[kind_name(label)] += number
    return names.most_common()


def _label(label: str) -> str:
    return FIGURES.get(label, label)


def _pair(value) -> tuple:
    return tuple(value) if isinstance(value, list) and len(value) == 2 else ("", value)


def _words(value) -> str:
    if isinstance(value, dict):
        return f"{len(value)}项" if value else ""
    if isinstance(value, list):
        return "；".join(map(_words, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _is_figure(pair: tuple) -> bool:
    return all(isinstance(part, int) and not isinstance(part, bool) for part in pair)

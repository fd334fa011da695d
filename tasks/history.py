"""What was done to a plan and to all that hangs on it, act by act. Reads only."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db.models import CharField, Count, Q
from django.db.models.functions import Cast

from tasks.marks import marked
from tasks.models import Assignment, Plan, Task
from units.models import AuditEntry

LONG = 30  # characters; two longer texts are shown as one, with marks
ROWS = 20  # of one act, folded under its headline; the act's own page has all
PLAN, TASK, ASSIGNMENT = (model._meta.label_lower for model in (Plan, Task, Assignment))

# What the figures of older entries are called; newer ones are written in Chinese.
FIGURES = {
    "created": "新增",
    "updated": "修改",
    "unchanged": "不变",
    "removed": "文件里已没有",
    "assignments": "单位任务",
    "activities": "活动",
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
    """One act: its headline is the entry that says most of the whole, its rows are what was done to single things."""

    lead: AuditEntry
    entries: list[AuditEntry]
    counts: list[tuple[str, int]]  # what was touched, by kind: 任务, 12
    total: int

    @property
    def subject(self) -> str:
        """What was acted on, where it was one thing below the plan: a file, a task, a unit's task."""
        rows = [entry for entry in self.entries if entry.object_type in (TASK, ASSIGNMENT)]
        if self.lead.object_type not in (PLAN, TASK, ASSIGNMENT):
            return self.lead.object_label
        return rows[0].object_label if self.is_single else ""

    @property
    def is_single(self) -> bool:
        """Whether the act touched one task, or one unit's task."""
        rows = {entry.object_ref for entry in self.entries if entry.object_type in (TASK, ASSIGNMENT)}
        return len(rows) == 1 and not self.more

    @property
    def figures(self) -> list[Change]:
        """The numbers of the headline; what stayed at nothing is left out."""
        return [change for change in changes_of(self.lead, figures=True) if change.new != "0" or change.old != "0"]

    @property
    def rows(self) -> list[tuple[AuditEntry, list[Change]]]:
        """What was done to single things, each with its changes; of the headline only what is no figure."""
        rows = [(entry, changes_of(entry, figures=False if entry is self.lead else None)) for entry in self.entries]
        return [row for row in rows if row[1] or (row[0] is not self.lead and row[0].object_type != PLAN)]

    @property
    def is_small(self) -> bool:
        """Whether what changed can stand in the headline's line: one thing, one or two values."""
        return len(self.rows) == 1 and not self.more and len(self.rows[0][1]) <= 2

    @property
    def reason(self) -> str:
        """The reason of the headline, or of the one row that was touched."""
        return self.lead.reason or (self.entries[-1].reason if self.is_single else "")

    @property
    def fold_label(self) -> str:
        """What stands on the fold over the rows."""
        if not self.is_single:
            return "、".join(f"{kind}{number}条" for kind, number in self.counts)
        whole = any(change.alone for _, changes in self.rows for change in changes)
        return "看内容" if whole else f"看改动（{sum(len(changes) for _, changes in self.rows)}处）"

    @property
    def more(self) -> int:
        """How many entries are not shown here."""
        return self.total - len(self.entries)


def objects_of(plan, show: str = "") -> list[tuple[str, object]]:
    """Return what a plan's history speaks of: itself, the rows of any room that point to it, and its assignments.

    show: ``paper`` leaves out what units and office did with single assignments, ``units`` is only that.
    """
    assignments = (ASSIGNMENT, _refs(Assignment.objects.filter(task__plan=plan)))
    if show == "units":
        return [assignments]
    pointing = [
        (
            link.related_model._meta.label_lower,
            _refs(link.related_model._base_manager.filter(**{link.field.name: plan})),
        )
        for link in Plan._meta.related_objects
    ]
    paper = [(PLAN, [str(plan.pk)]), *pointing]
    return paper if show == "paper" else [*paper, assignments]


def acts_on(plan, user, show: str = ""):
    """Return the acts that touched the plan, newest first, as a queryset of ``act`` and ``last``."""
    return AuditEntry.objects.about(objects_of(plan, show)).within(user).acts()


def load_acts(acts: list[UUID], user, limit: int = ROWS) -> list[Act]:
    """Return the given acts with their first entries, in the given order. Two queries."""
    seen = AuditEntry.objects.filter(act__in=acts).within(user)
    entries = defaultdict(list)
    for entry in seen.first_of_each_act(limit, _leading()):
        entries[entry.act].append(entry)
    counts: dict[UUID, Counter] = defaultdict(Counter)
    kinds = seen.order_by().values_list("act", "object_type")
    for act, label, number in kinds.annotate(number=Count("pk")):
        counts[act][label] += number
    return [_act(entries[act], counts[act]) for act in acts if entries[act]]


def changes_of(entry: AuditEntry, *, figures: bool | None = None) -> list[Change]:
    """Return the changes of an entry in words: only numbers that were counted, all but these, or (None) all."""
    pairs = [(FIGURES.get(label, label), _pair(value)) for label, value in entry.changes.items()]
    words = [(label, *map(_words, pair)) for label, pair in pairs if figures in (None, _is_figure(pair))]
    alone = len(words) > 2 and any(all(row[side] == "" for row in words) for side in (1, 2))
    return [Change(*row, alone) for row in words]


def _refs(rows):
    """Return the keys of rows as the history writes them."""
    return rows.order_by().annotate(ref=Cast("pk", CharField())).values("ref")


def _leading() -> list[Q]:
    """Return which entry of an act speaks for the whole: an import, then the plan, then a row.

    A plan's entry without a change only says that one of its rows changed; the row's own says more.
    """
    kinds = {link.related_model._meta.label_lower for link in Plan._meta.related_objects} - {TASK}
    says_nothing = Q(object_type=PLAN, changes={})
    return [
        Q(object_type__in=kinds),
        Q(object_type=PLAN) & ~says_nothing,
        Q(object_type=TASK),
        Q(object_type=ASSIGNMENT),
    ]


def _act(entries: list[AuditEntry], counts: Counter) -> Act:
    total, lead = counts.total(), entries[0]
    counts[lead.object_type] -= lead.object_type not in (TASK, ASSIGNMENT)  # it has the headline
    counts[PLAN] = 0
    return Act(lead, entries, _named(+counts), total)


def _named(counts: Counter) -> list[tuple[str, int]]:
    named = Counter()
    for label, number in counts.items():
        named[_kind(label)] += number
    return named.most_common()


def _kind(label: str) -> str:
    """Return the Chinese name of a kind of object; its label when the program no longer has it."""
    try:
        return apps.get_model(label)._meta.verbose_name
    except (LookupError, ValueError):
        return label


def _pair(value) -> tuple:
    return tuple(value) if isinstance(value, list) and len(value) == 2 else ("", value)


def _words(value) -> str:
    if isinstance(value, dict):
        return f"{len(value)}项" if value else ""
    if isinstance(value, list):
        return "；".join(map(_words, value))
    return "" if value is None else str(value)


def _is_figure(pair: tuple) -> bool:
    return all(isinstance(part, int) for part in pair)

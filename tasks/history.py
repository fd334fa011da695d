"""What was done to a plan and to all that hangs on it, act by act. Reads only."""

from collections import Counter
from uuid import UUID

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from tasks.models import Assignment, Plan, Tally, Task
from units import acts as grouping
from units.models import AuditEntry

PLAN, TASK, ASSIGNMENT = (model._meta.label_lower for model in (Plan, Task, Assignment))


class Act(grouping.Act):
    """One act on a plan: the plan itself need not be named, its rows and the files are."""

    __slots__ = ()

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
    def rows(self) -> list:
        """What was done to single things; that the plan changed with them need not be told."""
        return [row for row in super().rows if row[1] or row[0].object_type != PLAN]

    @property
    def reason(self) -> str:
        """The reason of the headline, or of the one row that was touched."""
        return self.lead.reason or (self.entries[-1].reason if self.is_single else "")

    @property
    def counts(self) -> list[tuple[str, int]]:
        """What was touched by kind, the plan left out; a row keeps its place even if it has the headline."""
        headline = Counter([self.lead.object_type] if self.lead.object_type not in (TASK, ASSIGNMENT) else [])
        return grouping.named(self.labels - headline - Counter({PLAN: self.labels[PLAN]}))


def objects_of(plan, show: str = "") -> list[tuple[str, object]]:
    """Return what a plan's history speaks of: itself, the rows of any room that point to it, and its assignments.

    show: ``paper`` leaves out what units and office did with single assignments, ``units`` is only that.
    """
    assignments = (ASSIGNMENT, _refs(Assignment.objects.filter(plan=plan)))
    if show == "units":
        return [assignments]
    pointing = [
        (
            link.related_model._meta.label_lower,
            _refs(link.related_model._default_manager.filter(**{link.field.name: plan})),
        )
        for link in Plan._meta.related_objects
        if link.related_model not in (Assignment, Tally)  # the one is asked for apart, the other has no history
    ]
    paper = [(PLAN, [str(plan.pk)]), *pointing]
    return paper if show == "paper" else [*paper, assignments]


def acts_on(plan, user, show: str = ""):
    """Return the acts that touched the plan, newest first, as a queryset of ``act`` and ``last``."""
    return AuditEntry.objects.about(objects_of(plan, show)).within(user).acts()


def load_acts(acts: list[UUID], user, limit: int = grouping.ROWS) -> list[Act]:
    """Return the given acts with their first entries, in the given order. Two queries."""
    seen = AuditEntry.objects.filter(act__in=acts).within(user)
    return grouping.load_acts(acts, seen, limit=limit, leading=_leading(), kind=Act)


def _refs(rows):
    """Return the keys of rows as the history writes them."""
    return rows.order_by().annotate(ref=Cast("pk", CharField())).values("ref")


def _leading() -> list[Q]:
    """Return which entry of an act speaks for the whole: an import, then the plan, then a row.

    A plan's entry without a change only says that one of its rows changed; the row's own says more.
    """
    kinds = {link.related_model._meta.label_lower for link in Plan._meta.related_objects} - {TASK, ASSIGNMENT}
    says_nothing = Q(object_type=PLAN, changes={})
    return [
        Q(object_type__in=kinds),
        Q(object_type=PLAN) & ~says_nothing,
        Q(object_type=TASK),
        Q(object_type=ASSIGNMENT),
    ]

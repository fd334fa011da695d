"""Everything a person looks at before the import. Reads only; the apply builds the same and compares."""

from dataclasses import dataclass

from django.utils import timezone

from documents.paper import Paper, Question
from imports.activities import ActivityLine, compare_activities, schedule_of
from imports.answers import lay_over
from imports.compare import Comparison, compare
from imports.gone import Gone, Leaving, gone_rows, leaving_units
from imports.members import GroupAsked, Members
from imports.memory import phrases_without_day
from imports.names import Asked, Names, phrases_of
from imports.questions import (
    ASKED,
    DeadlineAsked,
    RowAsked,
    deadlines_asked,
    notes,
    open_questions,
    rows_numbered_twice,
    rows_without_units,
)
from tasks.models import Plan, TaskParty
from tasks.services.seats import group_members


@dataclass(slots=True)
class Preview:
    """What an import would do now."""

    paper: Paper  # with the answers laid over it
    plan: Plan | None  # the plan that will be changed; None when one will be created
    names: Names
    members: Members
    comparison: Comparison
    asked: list[Asked]
    groups: list[GroupAsked]
    deadlines: list[DeadlineAsked]
    without_units: list[RowAsked]
    numbered_twice: list[RowAsked]
    gone: list[Gone]
    leaving: list[Leaving]
    activities: list[ActivityLine]
    questions: list[Question]
    counts: dict  # the figures of the contract of ``import_document``
    stamp: str  # changes when the plan changes between preview and apply

    @property
    def unsettled(self) -> list[Asked]:
        """The names that nobody has settled yet."""
        return [row for row in self.asked if not row.settled]

    @property
    def open_questions(self) -> list[Question]:
        """What only the clerk can settle and has not yet."""
        return [question for question in self.questions if question.code in ASKED]

    @property
    def notes(self) -> list[Question]:
        """What the reader noticed; nothing waits for it."""
        return [question for question in self.questions if question.code not in ASKED]

    @property
    def changes_nothing(self) -> bool:
        """Whether an apply would find everything as it is."""
        return not any(self.counts[key] for key in ("created", "updated", "removed")) and not any(
            self.activity_counts.values()
        )

    @property
    def activity_counts(self) -> dict[str, int]:
        """How many activities are new, and how many have changed."""
        found = [line.status for line in self.activities]
        return {status: found.count(status) for status in ("new", "changed")}


def build_preview(batch, plan: Plan | None) -> Preview:
    """Return what applying batch to plan would do."""
    read, answers, today = batch.paper, batch.answers, timezone.localdate()
    paper = lay_over(read, answers)
    names = Names(batch.office, answers, ignored_phrases(batch.office))
    comparison = compare(paper.rows, plan, names)
    phrases = phrases_of(paper)
    members = Members(names, answers, group_members(batch.office))
    reached = _reached(comparison, members.all_groups())
    asked, groups = names.asked(phrases), members.asked(phrases)
    preview = Preview(
        paper=paper,
        plan=plan,
        names=names,
        members=members,
        comparison=comparison,
        asked=asked,
        groups=groups,
        deadlines=deadlines_asked(read, answers, today, phrases_without_day(batch.office)),
        without_units=rows_without_units(read, answers),
        numbered_twice=rows_numbered_twice(read, answers),
        gone=gone_rows(plan, comparison, answers),
        leaving=leaving_units(plan, comparison, reached, answers),
        activities=compare_activities(schedule_of(batch, paper), paper, names) if paper.activities else [],
        questions=[],
        counts=_counts(comparison, reached, paper),
        stamp=stamp(plan),
    )
    preview.questions = open_questions(preview, year=batch.year) + notes(read)
    return preview


def stamp(plan: Plan | None) -> str:
    """Return what tells one state of a plan from another."""
    return f"{plan.pk}.{plan.version}.{plan.state}" if plan else ""


def ignored_phrases(office) -> frozenset[str]:
    """Return the phrases the office keeps as text only, so that the next paper does not ask again."""
    ignored = TaskParty.objects.filter(ignored=True, task__plan__office=office)
    return frozenset(ignored.values_list("text", flat=True).distinct())


def _counts(comparison: Comparison, reached: list[set], paper: Paper) -> dict:
    return {
        "created": comparison.count("new"),
        "updated": comparison.count("changed"),
        "unchanged": comparison.count("unchanged"),
        "removed": sum(not task.vanished for task in comparison.gone),
        "assignments": sum(map(len, reached)),
        "activities": len(paper.activities),
    }


def _reached(comparison: Comparison, groups: dict) -> list[set]:
    """Return for each line the units that issuing it would reach; what is yet to be created goes by its name."""
    units: dict[str, frozenset] = {}
    for line in comparison.lines:
        for text, _, meaning in line.parties:
            if text not in units:
                named = meaning.unit_key
                units[text] = frozenset([named] if named is not None else groups.get(meaning.group_key, ()))
    return [set().union(*(units[text] for text, _, _ in line.parties)) for line in comparison.lines]

"""How the rows of a list are fetched: what an address asks for (``tasks.listing``) becomes one query."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from tasks.figures import FIGURES, PERIOD_FIGURES, in_period
from tasks.finding import TASKS
from tasks.models import Assignment, ProgressReport, Task
from units.finding import Holds
from units.models import Unit

SCATTERED = 20  # one task in so many: rarer ones are looked up, others found on the way


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is no figure: its name, and how rows are narrowed to it."""

    label: str
    narrow: Callable


# What is asked of the answers, and only of today.
OF_TODAY = {
    "returned": Asked("被退回", lambda rows: rows.returned()),
    "leader": Asked("单位领导审核中", lambda rows: rows.with_unit().filter(_has_report("at_leader"))),
    "coordination": Asked("需要协调", lambda rows: rows.exclude(state__in=Assignment.FINAL).filter(_asks_for_help())),
}


def _has_report(state):
    return Exists(ProgressReport.objects.filter(assignment=OuterRef("pk"), state=state))


def _is_of(tasks):
    return Exists(tasks.filter(pk=OuterRef("task")))


def _asks_for_help():
    """Return the condition that the last answer, handed in and not sent back, asks the office to coordinate."""
    said = ProgressReport.objects.filter(assignment=OuterRef("pk"), state__in=ProgressReport.COUNTED)
    later = ProgressReport.objects.filter(
        assignment=OuterRef("assignment"), state__in=ProgressReport.COUNTED, pk__gt=OuterRef("pk")
    )
    return Exists(said.filter(~Exists(later), needs_coordination=True))


def rows_of(asked, office: int):
    """Return the assignments of an office that a listing asks for.

    The way in is the narrowest of what is asked for: a unit, some tasks, or else the office's year in order of due
    day. A task is asked about row by row then, not joined: a database that began with the tasks of a year would have
    to put all their assignments in order before it could give the first page.
    """
    own = {"unit": asked.unit} if asked.unit else {"office": office}
    rows = _of_tasks(asked, Assignment.objects.filter(**own, year=asked.year))
    if asked.kind:
        rows = rows.filter(Exists(Unit.objects.filter(pk=OuterRef("unit"), kind=asked.kind)))
    due = Q(due_on=asked.due) if asked.due else Q()
    if asked.show in OF_TODAY:
        return OF_TODAY[asked.show].narrow(rows.filter(due))
    if asked.show in PERIOD_FIGURES:
        return in_period(rows.filter(due), asked.show, *asked.within, asked.as_of)
    figure = FIGURES.get(asked.show)
    return rows.filter(asked.as_of.where(due & figure.condition(asked.as_of.day) if figure else due))


def _of_tasks(asked, rows):
    """Narrow rows to the tasks that are asked for."""
    if asked.task:
        return rows.filter(task=asked.task)
    if _is_whole_year(asked):
        return rows
    tasks = _tasks(asked)
    few = not asked.unit and _are_few(asked, tasks)
    return Assignment.objects.filter(task__in=tasks) if few else rows.filter(_is_of(tasks))


def _tasks(asked):
    """Return the tasks that are asked for, of plans that the person may see."""
    tasks = Task.objects.filter(plan__in=asked.asked_plans)
    if asked.heading:
        tasks = tasks.filter(heading__in=asked.asked_headings)
    return tasks.filter(Holds(TASKS, asked.words)) if asked.text else tasks


def _are_few(asked, tasks) -> bool:
    """Tell whether so few tasks are asked for that looking for them in the office's order would pass over most of it.

    What belongs to other plans of the year may lie together before it; what a word finds lies scattered.
    """
    others = [pk for pk in asked.plans_of_year if pk not in asked.asked_plans]
    year = Task.objects.filter(plan__in=asked.asked_plans).count()
    found = tasks.count() if asked.heading or asked.text else year
    return year < Task.objects.filter(plan__in=others).count() or found * SCATTERED < year


def _is_whole_year(asked) -> bool:
    """Whether no assignment of the year is left out for its task's sake: none needs to be asked for its task."""
    return not (asked.heading or asked.text) and set(asked.asked_plans) == set(asked.plans_of_year)

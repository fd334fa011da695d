"""What everybody may know of an office's tasks: what was promised and what is done. The listed fields and no other.

No answer stands here, and no state of a single unit: a task says how many of its units are done. Of what a unit wrote
only links are shown, with the names it gave them, and only those of answers that the office accepted.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q

from tasks.figures import FIGURES
from tasks.headings import Headings
from tasks.models import Assignment, Evidence, Heading, Plan, ProgressReport, Task

PLAN_FIELDS = ("title", "document_number", "dated_on", "year")
TASK_FIELDS = ("number", "requirement", "units_raw", "deadline_raw", "position", "plan", "heading")
LINKS = 20  # a task; group tasks may have one from each of sixty units


@dataclass(slots=True)
class PublicTask:
    """One task as the public sees it."""

    number: str
    requirement: str
    units: str
    deadline: str
    done: int
    total: int
    links: list[tuple[str, str]] = field(default_factory=list)  # title and address
    more_links: int = 0

    @property
    def is_done(self) -> bool:
        """Whether all units are done."""
        return 0 < self.total == self.done


@dataclass(slots=True)
class PublicPlan:
    """One plan with its tasks."""

    title: str
    document_number: str
    sections: list[tuple[list[Heading], list[PublicTask]]]  # headings with what is printed below them

    @property
    def tasks(self) -> list[PublicTask]:
        """All of its tasks in printed order."""
        return [task for _, tasks in self.sections for task in tasks]

    @property
    def done(self) -> int:
        """How many tasks are done by all their units."""
        return sum(task.is_done for task in self.tasks)


def public_plans(office):
    """Return the plans that office shows to everybody."""
    return Plan.objects.filter(office=office, is_public=True).exclude(state=Plan.State.DRAFT)


def public_year(office, year: int) -> list[PublicPlan]:
    """Return the office's public plans of a year with their tasks in printed order. Five queries."""
    plans = list(public_plans(office).filter(year=year).only(*PLAN_FIELDS).order_by("pk"))
    counted = Assignment.objects.filter(plan__in=plans).order_by().values_list("task")
    counts = {
        pk: (done, total)
        for pk, done, total in counted.annotate(
            done=Count("pk", filter=Q(state__in=sorted(FIGURES["done"].states))),
            total=Count("pk", filter=Q(state__in=sorted(FIGURES["total"].states))),
        )
    }
    links = _links(plans)
    tasks = defaultdict(list)
    rows = Task.objects.filter(plan__in=plans).only(*TASK_FIELDS)
    for task in rows.order_by("position"):
        done, total = counts.get(task.pk, (0, 0))
        if total:  # ended for all its units: it is no promise any more
            own = links.get(task.pk, {})
            shown = [(title, url) for url, title in list(own.items())[:LINKS]]
            words = (task.number, task.requirement, task.units_raw, task.deadline_raw)
            told = PublicTask(*words, done, total, shown, max(len(own) - LINKS, 0))
            tasks[task.plan_id].append((task.heading_id, told))
    headings = Headings(plans)
    return [PublicPlan(plan.title, plan.document_number, _sections(headings, tasks[plan.pk])) for plan in plans]


def _sections(headings: Headings, tasks: list[tuple]) -> list[tuple]:
    found = headings.sections(tasks, lambda row: row[0])
    return [(above, [task for _, task in rows]) for above, rows in found]


def _links(plans) -> dict[int, dict[str, str]]:
    """Return the addresses of each task with what they are called, each address once, the latest answers first."""
    accepted = Evidence.objects.filter(
        report__assignment__plan__in=plans,
        report__assignment__state=Assignment.State.DONE,
        report__state=ProgressReport.State.ACCEPTED,
    )
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for task, url, title in accepted.order_by("-report", "pk").values_list("report__assignment__task", "url", "title"):
        found[task].setdefault(url, title or url)
    return found

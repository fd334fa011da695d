"""How far a year's work is: over time against the calendar, by heading and by unit. Reads the year's assignments once."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from tasks.figures import count_rows
from tasks.headings import Headings
from tasks.models import Assignment, Heading, Plan
from tasks.past import AsOf
from tasks.querysets import working_year
from tasks.standings import is_at_work
from units.models import Unit

STEP = timedelta(days=7)
COLUMNS = ("task", "unit", "plan", "role", "state", "due_on", "submitted_at", "done_at", "review_time")


@dataclass(slots=True)
class Group:
    """Assignments that belong together: a heading's, a unit's."""

    label: str
    key: int | None
    figures: dict[str, int]
    level: int = 1


@dataclass(slots=True)
class Progress:
    """How far the work of some plans was at the end of a day."""

    year: int
    years: list[int]
    plans: list[Plan]
    figures: dict[str, int]
    line: list[tuple[date, float, float]] = field(default_factory=list)  # day, done, elapsed: shares of 1
    headings: list[Group] = field(default_factory=list)
    units: list[Group] = field(default_factory=list)


def progress(user, as_of: AsOf, year: int | None = None, plan: Plan | None = None) -> Progress:
    """Return the progress of the year's plans, or of one of them, for the office in which user acts. Five queries."""
    at_work = list(Plan.objects.visible_to(user).filter(is_at_work(as_of)).defer("layout"))
    years = sorted({row.year for row in at_work}, reverse=True)
    year = plan.year if plan else year or working_year(years, as_of.day)
    plans = [row for row in at_work if row.year == year and (plan is None or row.pk == plan.pk)]
    rows = year_rows(plans, as_of)
    return Progress(
        year=year,
        years=years,
        plans=plans,
        figures=count_rows(rows, as_of.day),
        line=line(plans, rows, as_of.day),
        headings=_headings(plans, rows, as_of.day),
        units=_units(user, rows, as_of.day),
    )


def year_rows(plans, as_of: AsOf) -> list[Assignment]:
    """Return the plans' assignments as they stood on the day, each with the key of its task's heading."""
    rows = Assignment.objects.filter(plan__in=plans).select_related("task")
    rows = rows.only(*COLUMNS, "assigned_at", "changed_at", "task__heading")
    return as_of.show(rows.order_by("pk"))


def line(plans, rows, day: date) -> list[tuple[date, float, float]]:
    """Return week by week which share was done, beside the share of the time that had passed (序时进度).

    The time runs from the day on which the first plan was issued to 31 December of its year; weeks after day are left out.
    """
    live = [row for row in rows if row.state != Assignment.State.CANCELLED]
    issued = min((timezone.localdate(plan.issued_at) for plan in plans), default=None)
    if not live or issued is None:
        return []
    end = max(date(plans[0].year, 12, 31), issued + STEP)
    done = Counter(timezone.localdate(row.done_at) for row in live if row.state == Assignment.State.DONE)
    points, reached, known = [], 0, sorted(done)
    for when in _weeks(issued, min(day, end)):
        while known and known[0] <= when:
            reached += done[known.pop(0)]
        points.append((when, reached / len(live), (when - issued) / (end - issued)))
    return points


def _weeks(start: date, end: date):
    day = start
    while day < end:
        yield day
        day += STEP
    yield max(start, end)


def by_heading(plans, rows) -> list[tuple[Heading | None, list[Assignment]]]:
    """Return assignments by top heading in printed order, those without one last (None)."""
    headings = Headings(plans)
    grouped = defaultdict(list)
    for row in rows:
        path = headings.path(row.task.heading_id)
        grouped[path[0].pk if path else None].append(row)
    known = [(heading, grouped[heading.pk]) for heading in headings if heading.pk in grouped]
    return known + ([(None, grouped[None])] if None in grouped else [])


def _headings(plans, rows, day) -> list[Group]:
    """Group by top heading; a lower heading's tasks count for the one above it. Nothing where there are no headings."""
    found = by_heading(plans, rows)
    if not found or found[0][0] is None:
        return []
    return [
        Group(heading.text if heading else "没有标题的任务", heading and heading.pk, count_rows(own, day))
        for heading, own in found
    ]


def _units(user, rows, day) -> list[Group]:
    """Group by unit in register order."""
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.unit_id].append(row)
    units = Unit.objects.visible_to(user).filter(pk__in=grouped).order_by("position", "pk")
    return [Group(name, pk, count_rows(grouped[pk], day)) for pk, name in units.values_list("pk", "short_name")]

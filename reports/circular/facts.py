"""What a circular is made of: numbers and lists as of a day, plain enough to be kept when a quarter is closed.

A circular counts items (件: one task of one unit), as circulars do; scoring counts units, and is not done here. Whoever
writes words of it asks no database: kept facts give the same text for ever.
"""

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from datetime import date

from django.db.models import Q

from calendar_events.models import Activity
from calendar_events.workdays import WorkdayCalendar
from reports.progress import by_heading, line
from tasks.figures import FIGURES, PERIOD_FIGURES, count_rows, in_period
from tasks.models import Assignment, Plan, ProgressReport, Task
from tasks.past import AsOf, end_of
from tasks.standings import is_at_work
from units.clock import start_of

NOTHING = {
    "无",
    "暂无",
    "没有",
    "无问题",
    "暂无问题",
    "不存在问题",
    "无存在问题",
}  # 存在问题, filled in for form's sake
LONGEST = 200  # characters of a requirement or a problem


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """One unit's figures (``tasks.figures``)."""

    key: int
    name: str
    figures: dict[str, int]


@dataclass(frozen=True, slots=True)
class OverdueFact:
    """One assignment whose day has passed without an answer."""

    key: int
    unit: str
    number: str
    requirement: str
    due_on: str
    workdays: int  # since the day, at least 1


@dataclass(frozen=True, slots=True)
class ProblemFact:
    """What a unit wrote under 存在问题."""

    key: int  # of the assignment
    unit: str
    number: str
    text: str
    needs_coordination: bool


@dataclass(frozen=True, slots=True)
class ActivityFact:
    """One activity of the period."""

    unit: str
    theme: str
    forms: str
    time: str
    state: str
    link: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a circular says, of the plans of one year (or one of them), over a period that ends with a day."""

    office: str
    year: int
    first: str
    last: str
    plans: list[dict]
    tasks: int
    elapsed: float  # share of the time that has passed (序时进度); 0 where no plan was issued
    figures: dict[str, int]
    period: dict[str, int]
    headings: list[dict]
    units: list[UnitFacts]
    overdue: list[OverdueFact]
    problems: list[ProblemFact]
    activities: list[ActivityFact] = field(default_factory=list)

    def to_json(self) -> dict:
        """Return the facts as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict) -> "Facts":
        """Return the facts that ``to_json`` gave."""
        data = _by_todays_rule(data)
        data |= {name: [_by_todays_rule(row) for row in data[name]] for name in ("headings", "units")}
        kinds = {"units": UnitFacts, "overdue": OverdueFact, "problems": ProblemFact, "activities": ActivityFact}
        return cls(**data | {name: [kind(**row) for row in data[name]] for name, kind in kinds.items()})


def _by_todays_rule(row: dict) -> dict:
    """Return kept facts with their figures counted as now: once what was due on the last day itself was due and open."""
    counted = dict(row["figures"])
    if "due_open" in counted:
        counted["today"] = counted.pop("due_open") - counted["overdue"]
        counted["due"] -= counted["today"]
    return row | {"figures": counted}


def gather(office, year: int, first: date, as_of: AsOf, plan: Plan | None = None) -> Facts:
    """Return the facts of the period from first to the day, as they were at its end. The number of queries is constant."""
    plans = Plan.objects.filter(is_at_work(as_of), office=office, year=year).order_by("pk").defer("layout")
    plans = [row for row in plans if plan is None or row.pk == plan.pk]
    rows = Assignment.objects.filter(plan__in=plans).select_related("task", "unit").defer("task__duties")
    rows = as_of.show(rows.order_by("unit__position", "unit", "task__position", "pk"))
    points = line(plans, rows, as_of.day)
    return Facts(
        office=office.name,
        year=year,
        first=first.isoformat(),
        last=as_of.day.isoformat(),
        plans=[{"key": row.pk, "title": row.title, "number": row.document_number} for row in plans],
        tasks=Task.objects.filter(plan__in=plans).count(),
        elapsed=round(points[-1][2], 4) if points else 0,
        figures=count_rows(rows, as_of.day),
        period=_period(plans, first, as_of),
        headings=_headings(plans, rows, as_of.day),
        units=_units(rows, as_of.day),
        overdue=_overdue(office, rows, as_of.day),
        problems=_problems(plans, rows, first, as_of.day),
        activities=_activities(office, year, first, as_of.day),
    )


def _period(plans, first, as_of) -> dict[str, int]:
    rows = Assignment.objects.filter(plan__in=plans)
    return {code: in_period(rows, code, first, as_of.day, as_of).count() for code in PERIOD_FIGURES}


def _headings(plans, rows, day) -> list[dict]:
    """The figures of the top headings of a single plan, in printed order; several plans have no common headings."""
    if len(plans) != 1:
        return []
    return [
        {"key": heading.pk, "text": heading.text, "figures": count_rows(own, day)}
        for heading, own in by_heading(plans, rows)
        if heading
    ]


def _units(rows, day) -> list[UnitFacts]:
    """In register order: a circular that ranks is an act of its own (practice §7)."""
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.unit].append(row)
    return [UnitFacts(unit.pk, unit.short_name, count_rows(own, day)) for unit, own in grouped.items()]


def _overdue(office, rows, day) -> list[OverdueFact]:
    calendar = WorkdayCalendar(office)
    late = [row for row in rows if FIGURES["overdue"].counts(row.state, row.due_on, day)]
    return [
        OverdueFact(
            row.pk,
            row.unit.short_name,
            row.task.number,
            row.task.requirement[:LONGEST],
            row.due_on.isoformat(),
            max(calendar.between(row.due_on, day), 1),
        )
        for row in late
    ]


def _problems(plans, rows, first, day) -> list[ProblemFact]:
    """The last answer of each assignment that was handed in within the period, where it names a problem.

    What the unit's own leader had not passed on by then is nobody's word yet: it is not quoted.
    """
    reports = ProgressReport.objects.filter(
        assignment__plan__in=plans, submitted_at__gte=start_of(first), submitted_at__lt=end_of(day)
    )
    sent_back = Q(state__in=ProgressReport.SENT_BACK, reviewed_at__lt=end_of(day))
    at_leader = Q(state="at_leader") | Q(passed_at__gte=end_of(day))
    stopped = Q(state__in=(*ProgressReport.SENT_BACK, "void"), passed_at=None, assignment__plan__leader_first=True)
    said = reports.exclude(sent_back).exclude(at_leader).exclude(stopped).order_by("assignment", "pk")
    last = {pk: values for pk, *values in said.values_list("assignment", "problem", "needs_coordination")}
    there = {row.pk: row for row in rows if row.state != Assignment.State.CANCELLED}
    return [
        ProblemFact(pk, row.unit.short_name, row.task.number, _one_line(last[pk][0])[:LONGEST], last[pk][1])
        for pk, row in there.items()
        if pk in last and _one_line(last[pk][0]).rstrip("。.；;") not in NOTHING | {""}
    ]


WAS_HELD = (Activity.State.HELD, Activity.State.CLOSED)


def _activities(office, year, first, day) -> list[ActivityFact]:
    """Those whose day, or month where no day is fixed, lies in the period."""
    rows = Activity.objects.filter(schedule__office=office, schedule__year=year, schedule__state="issued")
    by_month = Q(day=None, month__gte=first.month, month__lte=day.month) if first.year == year else Q(pk=None)
    rows = rows.filter(Q(day__range=(first, day)) | by_month).select_related("host", "schedule")
    return [
        ActivityFact(
            unit=row.host.short_name if row.host else row.host_text,
            theme=row.shown_theme,
            forms="、".join(row.form_names),
            time=f"{row.day.month}月{row.day.day}日" if row.day else f"{row.month}月",
            state="已公开活动情况" if row.report_url and row.state in WAS_HELD else row.get_state_display(),
            link=row.report_url,
        )
        for row in rows.order_by("month", "day", "seq")
    ]


def _one_line(text: str) -> str:
    return " ".join(text.split())

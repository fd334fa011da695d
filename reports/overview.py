"""The figures of 总览: what is overdue, what comes, who has not answered, what waits for the office."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from calendar_events.life import mark_next
from calendar_events.models import Activity
from calendar_events.workdays import WorkdayCalendar
from reminders.models import OutgoingMail
from tasks.figures import FIGURES, count
from tasks.models import Assignment, Plan, Task
from tasks.past import AsOf
from tasks.querysets import working_year
from tasks.standings import is_at_work, standings
from units.models import Unit
from units.querysets import acting

LAGGARDS = 10
DUE_DAYS, AHEAD = 6, timedelta(days=60)


@dataclass(slots=True)
class Overview:
    """One screen for the office on one day. Activities and mail are told of today only."""

    year: int
    years: list[int]
    figures: dict[str, int]
    plans: list[Plan]
    laggards: list[tuple[Unit, int]]
    coming: list[dict]
    due_days: dict[date, int]
    activities: list[Activity]
    mail: dict


def overview(user, as_of: AsOf, year: int | None = None) -> Overview:
    """Return the overview of one year's plans (the working year by default) for the office in which user acts.

    The number of queries does not depend on the number of rows. Of today no assignment is read: the figures are sums of
    tallies. Of a past day the database counts them.
    """
    at_work = Plan.objects.visible_to(user).filter(is_at_work(as_of)).defer("layout")
    years = sorted(set(at_work.order_by().values_list("year", flat=True)), reverse=True)
    year = year or working_year(years, as_of.day)
    plans = list(at_work.filter(year=year))
    standing = standings(plans, as_of)
    _add_progress(plans, standing)
    return Overview(
        year=year,
        years=years,
        figures=count(((state, due_on, number) for _, _, state, due_on, number in standing), as_of.day),
        plans=plans,
        laggards=_laggards(user, standing, as_of.day),
        coming=_coming(standing, as_of.day),
        due_days=_due_days(standing),
        activities=[] if as_of.is_past else _activities(user, as_of.day),
        mail={} if as_of.is_past else _mail(user, as_of.day),
    )


def _add_progress(plans, standing) -> None:
    """Set the numbers of tasks, assignments, and assignments done on each plan."""
    live, done = Counter(), Counter()
    for plan, _, state, _, number in standing:
        live[plan] += number * (state in FIGURES["total"].states)
        done[plan] += number * (state in FIGURES["done"].states)
    rows = Task.objects.filter(plan__in=plans).order_by().values_list("plan")
    tasks = dict(rows.annotate(number=Count("pk")))
    for plan in plans:
        plan.task_count = tasks.get(plan.pk, 0)
        plan.assignment_count, plan.done_count = live[plan.pk], done[plan.pk]


def _laggards(user, standing, day) -> list[tuple[Unit, int]]:
    """The units with the most overdue assignments; for chasing, not for ranking."""
    late = Counter()
    for _, unit, state, due_on, number in standing:
        late[unit] += number * FIGURES["overdue"].counts(state, due_on, day)
    most = {unit for unit, _ in (+late).most_common(LAGGARDS)}
    units = Unit.objects.visible_to(user).filter(pk__in=most).only("short_name", "position")
    return sorted(((unit, late[unit.pk]) for unit in units), key=lambda row: (-row[1], row[0].position))


def _coming(standing, day) -> list[dict]:
    """The next due days with what is still open on them, and of how many units."""
    days, units = Counter(), {}
    for _, unit, state, due_on, number in standing:
        if state in Assignment.WITH_UNIT and due_on and day <= due_on <= day + AHEAD:
            days[due_on] += number
            units.setdefault(due_on, set()).add(unit)
    next_days = sorted(+days)[:DUE_DAYS]
    return [{"due_on": due_on, "count": days[due_on], "units": len(units[due_on])} for due_on in next_days]


def _due_days(standing) -> dict[date, int]:
    """Return how many assignments that units still owe fall due on which day."""
    days = Counter()
    for _, _, state, due_on, number in standing:
        if due_on and state in Assignment.WITH_UNIT:
            days[due_on] += number
    return +days


def _activities(user, today):
    month = Activity.objects.visible_to(user).filter(schedule__year=today.year)
    month = month.filter(Q(day__month=today.month) | Q(day=None, month=today.month))
    rows = month.with_unanswered().select_related("host", "schedule").order_by("day", "seq")
    return mark_next(rows, WorkdayCalendar(acting(user).office), today)


def _mail(user, today) -> dict:
    return OutgoingMail.objects.visible_to(user).aggregate(
        today=Count("pk", filter=Q(state="sent", local_date=today)),
        waiting=Count("pk", filter=Q(state__in=("queued", "claimed", "handing", "unclear"))),
        failed=Count("pk", filter=Q(state="failed", local_date__gte=today - timedelta(days=30))),
    )

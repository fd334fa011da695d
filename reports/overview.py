"""The figures of 总览: what is overdue, what comes, who has not answered, what waits for the office."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Sum

from calendar_events.models import Activity
from reminders.models import OutgoingMail
from tasks.models import Assignment, Plan, Tally, Task

LAGGARDS = 10
DUE_DAYS, AHEAD = 6, timedelta(days=60)
S = Assignment.State


@dataclass(slots=True)
class Overview:
    """One screen for the office on one day."""

    year: int
    years: list
    figures: dict
    plans: list
    laggards: list
    coming: list
    activities: list
    mail: dict


def overview(user, today: date, year: int | None = None) -> Overview:
    """Return the overview of one year's plans (the working year by default) for the office in which user acts.

    The number of queries does not depend on the number of rows, and no assignment is read: the figures are sums of tallies.
    """
    issued = Plan.objects.visible_to(user).filter(state=Plan.State.ISSUED)
    year = year or issued.working_year(today)
    plans = list(issued.filter(year=year).defer("layout"))
    tallies = Tally.objects.filter(plan__in=plans)
    standing = _standing(tallies)
    _add_progress(plans, standing)
    return Overview(
        year=year,
        years=list(issued.order_by("-year").values_list("year", flat=True).distinct()),
        figures=_figures(standing, today),
        plans=plans,
        laggards=list(_laggards(tallies, today)),
        coming=_coming(tallies, standing, today),
        activities=list(_activities(user, today)),
        mail=_mail(user, today),
    )


def _standing(tallies) -> list[tuple]:
    """Return how many assignments stand where, as plan, state, due day and number: all figures from one reading."""
    return list(tallies.values_list("plan", "state", "due_on").annotate(sum=Sum("number")))


def _figures(standing, today) -> dict:
    week, month = today + timedelta(days=7), today + timedelta(days=30)
    figures = Counter(dict.fromkeys(("overdue", "week", "month", "review", "unanswered", "unreceived"), 0))
    figures.update(dict.fromkeys(("done", "total"), 0))
    for _, state, due_on, number in standing:
        with_unit = state in Assignment.WITH_UNIT
        figures["overdue"] += number * bool(with_unit and due_on and due_on < today)
        figures["week"] += number * bool(with_unit and due_on and today <= due_on <= week)
        figures["month"] += number * bool(with_unit and due_on and today <= due_on <= month)
        figures["review"] += number * (state == S.IN_REVIEW)
        figures["unanswered"] += number * with_unit
        figures["unreceived"] += number * (state == S.ASSIGNED)
        figures["done"] += number * (state == S.DONE)
        figures["total"] += number * (state != S.CANCELLED)
    return figures


def _add_progress(plans, standing) -> None:
    """Set the numbers of tasks, assignments, and assignments done on each plan."""
    live, done = Counter(), Counter()
    for plan, state, _, number in standing:
        live[plan] += number * (state != S.CANCELLED)
        done[plan] += number * (state == S.DONE)
    rows = Task.objects.filter(plan__in=plans).order_by().values_list("plan")
    tasks = dict(rows.annotate(number=Count("pk")))
    for plan in plans:
        plan.task_count = tasks.get(plan.pk, 0)
        plan.assignment_count, plan.done_count = live[plan.pk], done[plan.pk]


def _laggards(tallies, today):
    """The units with the most overdue assignments; for chasing, not for ranking."""
    rows = tallies.filter(state__in=Assignment.WITH_UNIT, due_on__lt=today).values("unit_id", "unit__short_name")
    return rows.annotate(count=Sum("number")).filter(count__gt=0).order_by("-count", "unit__position")[:LAGGARDS]


def _coming(tallies, standing, today) -> list[dict]:
    """The next due days with what is still open on them."""
    days = Counter()
    for _, state, due_on, number in standing:
        if state in Assignment.WITH_UNIT and due_on and today <= due_on <= today + AHEAD:
            days[due_on] += number
    days = {day: days[day] for day in sorted(+days)[:DUE_DAYS]}
    rows = tallies.filter(state__in=Assignment.WITH_UNIT, due_on__in=days).values_list("due_on", "unit")
    units = Counter(day for day, _ in rows.annotate(sum=Sum("number")).filter(sum__gt=0).values_list("due_on", "unit"))
    return [{"due_on": day, "count": count, "units": units[day]} for day, count in days.items()]


def _activities(user, today):
    month = Activity.objects.visible_to(user).filter(schedule__year=today.year)
    month = month.filter(Q(day__month=today.month) | Q(day=None, month=today.month))
    return month.select_related("host", "schedule").order_by("day", "seq")


def _mail(user, today) -> dict:
    return OutgoingMail.objects.visible_to(user).aggregate(
        today=Count("pk", filter=Q(state="sent", local_date=today)),
        waiting=Count("pk", filter=Q(state__in=("queued", "claimed", "handing", "unclear"))),
        failed=Count("pk", filter=Q(state="failed", local_date__gte=today - timedelta(days=30))),
    )

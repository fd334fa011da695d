"""The figures of 总览: what is overdue, what comes, who has not answered, what waits for the office."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from calendar_events.models import Activity
from reminders.models import OutgoingMail
from tasks.models import Assignment, Plan, Task

LAGGARDS = 10
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

    The number of queries does not depend on the number of rows.
    """
    issued = Plan.objects.visible_to(user).filter(state=Plan.State.ISSUED)
    year = year or issued.working_year(today)
    plans = list(issued.filter(year=year).defer("layout"))
    owed = Assignment.objects.visible_to(user).filter(task__plan__in=plans)
    standing = _standing(plans)
    _add_progress(plans, standing)
    return Overview(
        year=year,
        years=list(issued.order_by("-year").values_list("year", flat=True).distinct()),
        figures=_figures(standing, today),
        plans=plans,
        laggards=list(_laggards(owed, today)),
        coming=list(_coming(owed, today)),
        activities=list(_activities(user, today)),
        mail=_mail(user, today),
    )


def _standing(plans) -> list[tuple]:
    """Return how many assignments stand where, as plan, state, due day and number: all figures from one reading."""
    rows = Assignment.objects.filter(task__plan__in=plans).order_by().values_list("task__plan", "state", "due_on")
    return list(rows.annotate(number=Count("pk")))


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


def _laggards(owed, today):
    """The units with the most overdue assignments; for chasing, not for ranking."""
    rows = owed.overdue(today).order_by().values("unit_id", "unit__short_name")
    return rows.annotate(count=Count("pk")).order_by("-count", "unit__position")[:LAGGARDS]


def _coming(owed, today):
    """The next due days with what is still open on them."""
    rows = owed.due_between(today, today + timedelta(days=60)).order_by().values("due_on")
    return rows.annotate(count=Count("pk"), units=Count("unit", distinct=True)).order_by("due_on")[:6]


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

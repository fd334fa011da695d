"""The figures of 总览: what is overdue, what comes, who has not answered, what waits for the office."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from calendar_events.models import Activity
from reminders.models import OutgoingMail
from tasks.models import Assignment, Plan

LAGGARDS = 10
WITH_UNIT = Q(state__in=Assignment.WITH_UNIT)


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
    owed = Assignment.objects.visible_to(user).of_open_plans().of_year(year)
    return Overview(
        year=year,
        years=list(issued.order_by("-year").values_list("year", flat=True).distinct()),
        figures=_figures(owed, today),
        plans=list(issued.filter(year=year).with_progress()),
        laggards=list(_laggards(owed, today)),
        coming=list(_coming(owed, today)),
        activities=list(_activities(user, today)),
        mail=_mail(user, today),
    )


def _figures(owed, today) -> dict:
    return owed.aggregate(
        overdue=Count("pk", filter=WITH_UNIT & Q(due_on__lt=today)),
        week=Count("pk", filter=WITH_UNIT & Q(due_on__range=(today, today + timedelta(days=7)))),
        month=Count("pk", filter=WITH_UNIT & Q(due_on__range=(today, today + timedelta(days=30)))),
        review=Count("pk", filter=Q(state=Assignment.State.IN_REVIEW)),
        unanswered=Count("pk", filter=WITH_UNIT),
        unreceived=Count("pk", filter=Q(state=Assignment.State.ASSIGNED)),
        done=Count("pk", filter=Q(state=Assignment.State.DONE)),
        total=Count("pk", filter=~Q(state=Assignment.State.CANCELLED)),
    )


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

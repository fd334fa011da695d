"""How many assignments of some plans and units stand where, now or at the end of a past day."""

from django.db.models import Count, Q, Sum

from tasks.models import Assignment, AssignmentPast, Plan, Tally
from tasks.past import AsOf

KEY = ("plan", "unit", "state", "due_on")


def is_at_work(as_of: AsOf) -> Q:
    """Return the condition on plans that were issued and not archived then."""
    if not as_of.is_past:
        return Q(state=Plan.State.ISSUED)
    open_then = Q(closed_at=None, state=Plan.State.ISSUED) | Q(closed_at__gte=as_of.moment)
    return open_then & ~Q(state=Plan.State.DRAFT) & Q(issued_at__lt=as_of.moment)


def standings(plans, as_of: AsOf) -> list[tuple]:
    """Return (plan, unit, state, due day, number) of the plans' assignments.

    Of today from the tallies, without reading an assignment; of a past day counted by the database from what stands as it
    did then, and from what was kept when it changed.
    """
    if not as_of.is_past:
        rows = Tally.objects.filter(plan__in=plans).values_list(*KEY).annotate(sum=Sum("number"))
        return [row for row in rows if row[-1]]
    unchanged = Assignment.objects.filter(plan__in=plans, changed_at__lt=as_of.moment)
    past = AssignmentPast.objects.filter(plan__in=plans, since__lt=as_of.moment, until__gte=as_of.moment)
    return [row for rows in (unchanged, past) for row in rows.order_by().values_list(*KEY).annotate(sum=Count("pk"))]

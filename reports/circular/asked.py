"""What the address of a circular asks for: ?first=2026-04-01&last=2026-06-30&year=2026&plan=3&good=1&late=1."""

from datetime import date, timedelta

from django.shortcuts import get_object_or_404
from django.utils import timezone

from reports.circular.wording import Options
from reports.models import ClosedQuarter
from reports.quarters import quarter_of
from tasks.addresses import number, year_of
from tasks.models import Plan
from tasks.past import AsOf, as_of

ONE_DAY = timedelta(days=1)


class Asked:
    """The period, the plans and the choices. What is missing or makes no sense is the last quarter that is over."""

    def __init__(self, request):
        self.office, today = request.member.office, timezone.localdate()
        params = request.GET
        over = quarter_of(today)[0] - ONE_DAY  # the last day of the last quarter
        self.as_of: AsOf = as_of(params.get("last") or over.isoformat(), today)
        self.first = first_day(params.get("first", ""), self.as_of.day)
        self.options = Options(good=bool(params.get("good")), late=bool(params.get("late")))
        self.plan = None
        if pk := number(params, "plan"):
            plans = Plan.objects.visible_to(request.user).exclude(state=Plan.State.DRAFT).defer("layout")
            self.plan = get_object_or_404(plans, pk=pk)
        self.year = self.plan.year if self.plan else year_of(params) or self.as_of.day.year

    @property
    def is_quarter(self) -> bool:
        """Whether the period is a whole quarter of the tasks' own year, and of all its plans: what can be closed."""
        whole = quarter_of(self.as_of.day) == (self.first, self.as_of.day)
        return whole and self.plan is None and self.year == self.as_of.day.year

    @property
    def quarter(self) -> int:
        """The quarter, 1 to 4, in which the period ends."""
        return (self.as_of.day.month + 2) // 3

    def closed(self) -> ClosedQuarter | None:
        """Return the quarter as it was closed, where it was and nothing else is asked for."""
        if not self.is_quarter:
            return None
        rows = ClosedQuarter.objects.filter(office=self.office, year=self.year, quarter=self.quarter)
        return rows.select_related("closed_by").first()

    def chosen(self) -> dict:
        """What the address of the same circular says."""
        return {
            "year": self.year,
            "first": self.first.isoformat(),
            "last": self.as_of.day.isoformat(),
            "plan": self.plan.pk if self.plan else "",
            "good": "1" if self.options.good else "",
            "late": "1" if self.options.late else "",
        }


def first_day(text: str, last: date) -> date:
    """Return the day that text names, or the first of the quarter of last where it lies in another year or after it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    return day if day and date(last.year, 1, 1) <= day <= last else quarter_of(last)[0]

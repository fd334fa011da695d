"""How much the office asks of each unit, month by month, before it asks for more (基层减负: practice §7).

One ask is one thing that somebody must answer: a task that falls due, a turn of a duty that returns, an activity to hold.
Letters are counted beside it, not with it: they ask nothing new.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, IntegerField, OuterRef, Q
from django.db.models.functions import Coalesce, ExtractMonth
from django.utils import timezone

from calendar_events.models import Activity
from documents.grammar.periods import periods_of
from reminders.models import OutgoingMail, Reminder
from tasks.figures import LIVE
from tasks.models import Assignment, Plan, TaskPeriod
from tasks.models.plans import DeadlineKind
from tasks.services.periods import JOINED_ON
from tasks.services.seats import seats
from units.models import Unit

MONTHS = range(1, 13)


@dataclass(slots=True)
class Load:
    """What one unit is asked in a year, by month; what a draft would add."""

    key: int
    unit: str
    asks: Counter = field(default_factory=Counter)
    letters: Counter = field(default_factory=Counter)
    draft: Counter = field(default_factory=Counter)  # None: without a day
    undated: int = 0

    @property
    def months(self) -> list[tuple[int, int, int, int]]:
        """Month, asks, letters sent, and what the draft would add."""
        return [(month, self.asks[month], self.letters[month], self.draft[month]) for month in MONTHS]

    @property
    def total(self) -> int:
        """All asks of the year, with a day and without."""
        return self.asks.total() + self.undated

    @property
    def added(self) -> int:
        """All that the draft would add."""
        return self.draft.total()

    @property
    def added_undated(self) -> int:
        """What the draft would add without a day."""
        return self.draft[None]


@dataclass(slots=True)
class Burden:
    """The units of an office with what they are asked, in register order."""

    loads: list[Load]
    most: int  # of a unit in a month, with the draft
    elsewhere: int = 0  # asks of the draft that fall due in another year

    def step(self, number: int) -> int:
        """Return how dark a number is drawn, from 0 to 4."""
        return -(-number * 4 // self.most) if self.most and number else 0


def burden(user, year: int, draft: Plan | None = None) -> Burden:
    """Return what the office in which user acts asks of each unit in a year. Six queries, three more for a draft."""
    plans = Plan.objects.visible_to(user).exclude(state=Plan.State.DRAFT)
    units = Unit.objects.visible_to(user).order_by("position", "pk")
    loads = {pk: Load(pk, name) for pk, name in units.values_list("pk", "short_name")}
    for unit, month, number in _tasks(plans, year):
        if month:
            loads[unit].asks[month] += number
        else:
            loads[unit].undated += number
    for unit, month, number in (*_turns(plans, year), *_activities(user, year)):
        loads[unit].asks[month] += number
    for unit, month, number in _letters(user, year):
        loads[unit].letters[month] += number
    elsewhere = 0
    for unit, day in _of_draft(draft, timezone.localdate()) if draft else ():
        if day and day.year != year:
            elsewhere += 1
        else:
            loads[unit].draft[day and day.month] += 1
    shown = [load for load in loads.values() if load.total or load.letters or load.draft]
    most = max((asks + added for load in shown for _, asks, _, added in load.months), default=0)
    return Burden(shown, most, elsewhere)


def _tasks(plans, year):
    """Unit, month (None: without a day) and number of what falls due once in the year, whatever year the plan is of."""
    rows = Assignment.objects.filter(Q(due_on__year=year) | Q(due_on=None, year=year))
    rows = rows.filter(plan__in=plans, state__in=sorted(LIVE))
    rows = rows.exclude(Exists(TaskPeriod.objects.filter(task=OuterRef("task"))))
    days = rows.order_by().values_list("unit", "due_on").annotate(number=Count("pk"))
    return [(unit, day and day.month, number) for unit, day, number in days]


def _turns(plans, year):
    """The same of turns; those that were over when the unit got the task are not asked of it."""
    still_owed = {"task__periods__due_on__year": year, "task__periods__due_on__gte": JOINED_ON}
    rows = Assignment.objects.filter(plan__in=plans, state__in=sorted(LIVE), **still_owed)
    return rows.order_by().values_list("unit", ExtractMonth("task__periods__due_on")).annotate(number=Count("pk"))


def _activities(user, year):
    """The month of the day that was fixed, or else that of the schedule."""
    rows = Activity.objects.visible_to(user).filter(schedule__year=year, host__isnull=False)
    rows = rows.exclude(state=Activity.State.CANCELLED).annotate(
        in_month=Coalesce(ExtractMonth("day"), "month", output_field=IntegerField())
    )
    rows = rows.filter(in_month__isnull=False).order_by()
    return rows.values_list("host", "in_month").annotate(number=Count("pk"))


def _letters(user, year):
    """Letters that were sent, by the unit of whom they were sent to; one letter about ten tasks is one."""
    mails = OutgoingMail.objects.visible_to(user).filter(state=OutgoingMail.State.SENT, local_date__year=year)
    rows = Reminder.objects.visible_to(user).filter(mail__in=mails, contact__unit__isnull=False)
    rows = rows.order_by().values_list("contact__unit", ExtractMonth("mail__local_date"))
    return rows.annotate(number=Count("mail", distinct=True))


def _of_draft(plan, today) -> list[tuple[int, date | None]]:
    """Return unit and day of everything that issuing the draft today would ask, turn by turn; turns that are over are not."""
    tasks = {task.pk: task for task in plan.tasks.all()}
    turns = defaultdict(list)
    for task in tasks.values():
        if task.deadline_kind == DeadlineKind.PERIODIC:
            days = [turn.due_on for turn in periods_of(task.deadline_raw, plan.year)]
            turns[task.pk] = [day for day in days if day >= today]
    found = seats(plan.office, plan.tasks.all()).values_list("task", "seat_unit")
    return [(unit, day) for task, unit in found for day in turns.get(task) or [tasks[task].due_on]]

"""What is counted, each figure defined once: the pages, lists, circulars, workbooks and the interface all ask here.

The rule of a figure is printed under the tables that show it. In all of them the due day itself is still in time, time
that the office's review took is not the unit's, and an extension that was granted has moved the day.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from tasks.models import Assignment, ExtensionRequest, ProgressReport
from tasks.past import AsOf, end_of
from units.clock import start_of

S = Assignment.State
LIVE = frozenset(S) - {S.CANCELLED}
ANSWERED = frozenset({S.IN_REVIEW, S.DONE})
OWED = frozenset(Assignment.WITH_UNIT)
_ANSWERED_ON = TruncDate(ExpressionWrapper(F("submitted_at") - F("review_time"), output_field=DateTimeField()))
_LATE = Q(GreaterThan(_ANSWERED_ON, F("due_on")))
_IN_TIME = Q(due_on=None) | Q(submitted_at=None) | Q(LessThanOrEqual(_ANSWERED_ON, F("due_on")))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of assignments on a day: of certain states, with a due day so many days from it (None: any), late or not.

    Where the due day itself does not count against a unit (passed), what is still owed counts from the day after.
    """

    label: str
    rule: str
    states: frozenset
    first: int | None = None
    last: int | None = None
    late: bool | None = None
    passed: bool = False

    def counts(self, state: str, due_on: date | None, day: date, was_late: bool = False) -> bool:
        """Tell whether an assignment that stood so at the end of day is one of them."""
        if state not in self.states or (self.late is not None and was_late != self.late):
            return False
        if self.first is None and self.last is None:
            return True
        if due_on is None:
            return False
        away = (due_on - day).days
        if self.passed and away == 0 and state in OWED:
            return False
        return (self.first is None or away >= self.first) and (self.last is None or away <= self.last)

    def condition(self, day: date) -> Q:
        """Return the same as a condition on the fields of assignments, now or then."""
        found = Q(state__in=sorted(self.states))
        if self.first is not None:
            found &= Q(due_on__gte=day + timedelta(days=self.first))
        if self.last is not None:
            found &= Q(due_on__lte=day + timedelta(days=self.last))
        if self.passed:
            found &= ~Q(due_on=day, state__in=sorted(OWED))
        return found if self.late is None else found & (_LATE if self.late else _IN_TIME)


FIGURES = {
    "total": Figure("单位任务", "一项任务下发给一个单位计一件，已终止的不计。", LIVE),
    "done": Figure("已办结", "办公室审核通过的。", frozenset({S.DONE})),
    "on_time": Figure(
        "按期办结",
        "已办结，报送之日扣除办公室审核占用的时间后不晚于期限（期限当天算按期，同意延期的按新期限，没有期限的算按期）。",
        frozenset({S.DONE}),
        late=False,
    ),
    "late": Figure("逾期办结", "已办结，报送之日扣除办公室审核占用的时间后晚于期限。", frozenset({S.DONE}), late=True),
    "review": Figure("待审核", "单位已报送、办公室还没有审核的。", frozenset({S.IN_REVIEW})),
    "unanswered": Figure("未报送", "待签收和办理中的，包括被退回的。", OWED),
    "unreceived": Figure("未签收", "已下发、单位还没有签收或报送的。", frozenset({S.ASSIGNED})),
    "overdue": Figure("已逾期", "期限已过、单位还没有报送的；期限当天不算逾期，待审核的不算逾期。", OWED, last=-1),
    "week": Figure("7天内到期", "期限在当天至7天以内、单位还没有报送的。", OWED, first=0, last=7),
    "month": Figure("30天内到期", "期限在当天至30天以内、单位还没有报送的。", OWED, first=0, last=30),
    "today": Figure("当天到期", "期限就在当天、单位还没有报送的，仍在期限以内。", OWED, first=0, last=0),
    "due": Figure(
        "已到期",
        "期限已过的，和期限在当天、单位已经报送的；期限在当天还没有报送的仍在期限以内，不计；已终止的不计；定期报送的只看当前一期。",
        LIVE,
        last=0,
        passed=True,
    ),
    "in_time": Figure(
        "到期任务按期报送", "期限在当天及以前，并在期限以内报送的（待审核和已办结）。", ANSWERED, last=0, late=False
    ),
}


def rules(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return the names of figures and how they are counted, for what is printed under a table."""
    return [(FIGURES[code].label, FIGURES[code].rule) for code in codes]


@dataclass(frozen=True, slots=True)
class PeriodFigure:
    """A number of assignments over a period, its first and last day included."""

    label: str
    rule: str
    condition: Callable[[date, date], Q]  # on how they stood at the end of the period
    event: Callable[[date, date], QuerySet] | None = None  # rows of what happened, each with its assignment


def _within(name: str):
    """Return the condition that a moment lies in a period."""
    return lambda first, last: Q(**{f"{name}__gte": start_of(first), f"{name}__lt": end_of(last)})


_LIVE = Q(state__in=sorted(LIVE))
PERIOD_FIGURES = {
    "due_within": PeriodFigure(
        "期间到期", "期限在期间以内的，已终止的不计。", lambda first, last: _LIVE & Q(due_on__range=(first, last))
    ),
    "done_within": PeriodFigure(
        "期间办结",
        "在期间以内由办公室审核通过的。",
        lambda first, last: Q(state=S.DONE) & _within("done_at")(first, last),
    ),
    "returned_within": PeriodFigure(
        "期间退回过",
        "在期间以内至少退回过一次的，一件任务退回几次都计一件，已终止的不计。",
        lambda first, last: _LIVE,
        lambda first, last: ProgressReport.objects.filter(_within("reviewed_at")(first, last), state="returned"),
    ),
    "extended_within": PeriodFigure(
        "期间同意延期",
        "在期间以内同意过延期的，已终止的不计。",
        lambda first, last: _LIVE,
        lambda first, last: ExtensionRequest.objects.filter(_within("decided_at")(first, last), state="granted"),
    ),
}


def in_period(assignments: QuerySet, code: str, first: date, last: date, as_of: AsOf) -> QuerySet:
    """Narrow assignments to those that a figure counts over the period."""
    figure = PERIOD_FIGURES[code]
    found = assignments.filter(as_of.where(figure.condition(first, last)))
    return found.filter(Exists(figure.event(first, last).filter(assignment=OuterRef("pk")))) if figure.event else found


# Those that need no more than state and day: sums of tallies give them without reading an assignment.
TALLIED = tuple(code for code, figure in FIGURES.items() if figure.late is None)


def count(standings: Iterable[tuple], day: date) -> dict[str, int]:
    """Return the tallied figures of a day from (state, due day, number) rows."""
    found = dict.fromkeys(TALLIED, 0)
    for state, due_on, number in standings:
        for code in TALLIED:
            if FIGURES[code].counts(state, due_on, day):
                found[code] += number
    return found


def count_rows(assignments: Iterable[Assignment], day: date) -> dict[str, int]:
    """Return all figures of a day from assignments as they stood then (``tasks.past.set_back``)."""
    found = dict.fromkeys(FIGURES, 0)
    for row in assignments:
        late = row.was_late
        for code, figure in FIGURES.items():
            found[code] += figure.counts(row.state, row.due_on, day, late)
    return found


def percent(part: int, whole: int) -> str:
    """Return part of whole in per cent with one decimal, never rounded up to 100 nor down to 0; empty for no whole."""
    if not whole:
        return ""
    tenths = min(max(round(part * 1000 / whole), int(part > 0)), 1000 - int(part < whole))
    return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"

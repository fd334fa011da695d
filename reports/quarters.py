"""Quarters: their days, closing one, and what has changed since in what it reported."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from documents.days import long_day
from reports.circular.facts import Facts, gather
from reports.models import ClosedQuarter
from tasks.figures import FIGURES
from tasks.models import Assignment, Plan
from tasks.models.plans import DeadlineKind
from tasks.past import AsOf, end_of, set_back
from units.history import record
from units.refusals import Refused

S = Assignment.State


class QuarterRefused(Refused):
    """A quarter cannot be closed; the text is for the person."""


def quarter_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the quarter in which day lies."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return first, date(first.year, first.month + 2, monthrange(first.year, first.month + 2)[1])


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """Return the first and the last day of a quarter, 1 to 4."""
    return quarter_of(date(year, quarter * 3, 1))


@transaction.atomic
def quarter_close(*, office, year: int, quarter: int, by, at) -> ClosedQuarter:
    """Keep the facts of a quarter's circular for good and return them.

    Raises QuarterRefused while the quarter is not over, when it is closed already, and when nothing was issued in it.
    """
    first, last = quarter_days(year, quarter)
    if last >= timezone.localdate(at):
        raise QuarterRefused(f"{long_day(last)}还没有过去，不能封存。")
    facts = gather(office, year, first, AsOf(last, end_of(last)))
    if not facts.figures["total"]:
        raise QuarterRefused("这个季度末没有执行中的任务（没有下发，或者已经归档），不能封存。")
    kept = {"facts": facts.to_json(), "closed_at": at, "closed_by": by}
    closed, is_new = ClosedQuarter.objects.get_or_create(office=office, year=year, quarter=quarter, defaults=kept)
    if not is_new:
        raise QuarterRefused(f"{closed}已于{long_day(timezone.localdate(closed.closed_at))}封存。")
    numbers = {FIGURES[code].label: ["", facts.figures[code]] for code in ("total", "done", "overdue")}
    record("封存季度", closed, by=by, at=at, office=office, changes=numbers)
    return closed


@dataclass(frozen=True, slots=True)
class Correction:
    """An assignment of which a closed quarter said something that no longer holds."""

    key: int
    unit: str
    number: str
    requirement: str
    said: str
    now: str


def corrections(closed: ClosedQuarter) -> list[Correction]:
    """Return what changed after the quarter's last day in what was reported as settled, by unit. Three queries.

    Work that went on is no correction: what was open and is done now. A correction is what was done and is open again,
    what was ended since, and a day that was moved after it had passed. The next turn of a returning duty is no moved day.
    """
    _, last = quarter_days(closed.year, closed.quarter)
    plans = [plan["key"] for plan in Facts.from_json(closed.facts).plans]
    plans = Plan.objects.filter(office=closed.office_id, pk__in=plans)
    later = Assignment.objects.filter(plan__in=plans, changed_at__gte=end_of(last))
    now = {row.pk: row for row in later.select_related("task", "unit").order_by("unit__position", "task__position")}
    then = {row.pk: row for row in set_back(later, end_of(last))}
    pairs = [(now[pk], then[pk]) for pk in now if pk in then]
    found = [(row, *said) for row, was in pairs if (said := _said(row, was, last))]
    return [
        Correction(row.pk, row.unit.short_name, row.task.number, row.task.requirement, said, today)
        for row, said, today in found
    ]


def _said(now: Assignment, then: Assignment, last: date) -> tuple[str, str] | None:
    """Return what the quarter said of an assignment and what holds now, or None where nothing must be corrected."""
    if then.state == S.DONE and now.state != S.DONE:
        return "已办结", f"重新办理，现为{now.get_state_display()}"
    if then.state != S.CANCELLED and now.state == S.CANCELLED:
        return then.get_state_display(), "已终止"
    if then.state == S.CANCELLED and now.state != S.CANCELLED:
        return "已终止", f"恢复，现为{now.get_state_display()}"
    overdue = FIGURES["overdue"].counts(then.state, then.due_on, last)
    next_turn = now.task.deadline_kind == DeadlineKind.PERIODIC and now.original_due_on != then.original_due_on
    if overdue and now.due_on and now.due_on > then.due_on and not next_turn:
        return f"已逾期（期限{then.due_on}）", f"期限调整为{now.due_on}"
    return None

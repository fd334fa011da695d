"""The tallies hold what a fresh count would, whatever is done to assignments and by whom."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F, Sum
from django.urls import reverse
from django.utils import timezone

from tasks import jobs, tallies
from tasks.models import Assignment, Plan, Tally, TaskParty
from tasks.services.issue import plan_close, plan_extend
from tasks.services.lifecycle import assignment_cancel, assignment_receive, assignment_set_due, move
from tasks.services.reassign import assignment_reassign
from tests.tasks.processes import together
from tests.world import AT, issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 11)
KEY = ("plan", "unit", "state", "due_on")


def tallied() -> dict:
    rows = Tally.objects.values_list(*KEY).annotate(sum=Sum("number"))
    return {tuple(key): number for *key, number in rows if number}


def counted() -> dict:
    found = {}
    for key in Assignment.objects.order_by().values_list(*KEY):
        found[key] = found.get(key, 0) + 1
    return found


class Desk:
    """An office with a few units and plans, on which acts happen at random."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.office = make_office()
        self.clerk = make_clerk(self.office)
        self.units = [make_unit(self.office, f"县第{n}局") for n in range(5)]
        self.made = 0

    def day(self):
        return self.dice.choice([None, *(TODAY + timedelta(days=n) for n in (-40, -1, 0, 9, 200))])

    def some(self, count=1):
        keys = list(Assignment.objects.order_by("pk").values_list("pk", flat=True))
        return Assignment.objects.filter(pk__in=self.dice.sample(keys, min(count, len(keys))))

    def issue(self):
        self.made += 1
        plan = make_plan(self.office, f"第{self.made}号", self.dice.choice([2025, 2026]))
        for _ in range(3):
            make_task(plan, *self.dice.sample(self.units, 3), due_on=self.day())
        issue(plan, by=self.clerk)

    def extend(self):
        plan = self.dice.choice(list(Plan.objects.filter(state="issued").order_by("pk")))
        task = plan.tasks.first()
        unit = self.dice.choice(self.units)
        TaskParty.objects.create(task=task, position=9, text=str(unit), unit=unit, role="lead")
        task.due_on = self.day() or TODAY
        task.deadline_kind = "fixed"
        task.save()
        plan_extend(plan=plan, tasks=[task], by=self.clerk, at=AT)

    def receive(self):
        for row in self.some(5).filter(state="assigned"):
            assignment_receive(assignment=row, by=self.clerk, at=AT)

    def go_on(self):
        for row in self.some(5).filter(state__in=("in_progress", "in_review")):
            move(row, {"in_progress": "in_review", "in_review": "done"}[row.state], by=self.clerk, at=AT)

    def end(self):
        for row in self.some().exclude(state__in=Assignment.FINAL):
            assignment_cancel(assignment=row, by=self.clerk, at=AT, reason="不再需要")

    def set_day(self):
        for row in self.some().exclude(state__in=Assignment.FINAL):
            assignment_set_due(assignment=row, due_on=self.day() or TODAY, by=self.clerk, at=AT, reason="推迟")

    def reassign(self):
        for row in self.some().exclude(state__in=Assignment.FINAL):
            free = [unit for unit in self.units if not row.task.assignments.filter(unit=unit).exists()]
            if free:
                assignment_reassign(assignment=row, unit=free[0], by=self.clerk, at=AT, reason="职能调整")

    def in_bulk(self):
        self.some(6).update(due_on=F("original_due_on"), state="in_progress")

    def take_away(self):
        self.some(2).delete()

    def fail(self):
        try:
            with transaction.atomic():
                self.take_away()
                self.in_bulk()
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass

    def tidy(self):
        tallies.compact(connection)


@pytest.mark.parametrize("seed", range(6))
def test_after_any_acts_the_sums_are_those_of_a_fresh_count(seed):
    desk = Desk(seed)
    desk.issue()
    acts = ["issue", "extend", "receive", "go_on", "end", "set_day", "reassign", "in_bulk", "take_away", "fail", "tidy"]
    for _ in range(40):
        act = desk.dice.choice(acts)
        getattr(desk, act)()
        assert tallied() == counted(), act
        assert tallies.wrong(connection) == 0, act
    assert Assignment.objects.filter(due_on=None).exists() or seed  # the key without a day was among them


def test_the_overview_and_the_list_of_plans_say_what_a_fresh_count_says(client):
    desk = Desk(1)
    today = timezone.localdate()
    plan = make_plan(desk.office, year=today.year)
    for n in (-1, 0, 3, 3, 8, 31, 61, None):
        day = None if n is None else today + timedelta(days=n)
        make_task(plan, *desk.units[:3], due_on=day)
    issue(plan, by=desk.clerk)
    for number, row in enumerate(Assignment.objects.order_by("pk")):
        if number % 4 == 0:
            assignment_cancel(assignment=row, by=desk.clerk, at=AT, reason="不再需要")
    client.force_login(desk.clerk)
    overview = client.get(reverse("overview")).context["overview"]
    rows = Assignment.objects.all()
    late = rows.with_unit().filter(due_on__lt=today)
    between = lambda first, last: rows.with_unit().filter(due_on__range=(first, last))  # noqa: E731
    week, month = today + timedelta(days=7), today + timedelta(days=30)
    assert {code: overview.figures[code] for code in ("overdue", "week", "month", "unanswered", "total")} == {
        "overdue": late.count(),
        "week": between(today, week).count(),
        "month": between(today, month).count(),
        "unanswered": rows.with_unit().count(),
        "total": rows.exclude(state="cancelled").count(),
    }
    assert {(unit.pk, number) for unit, number in overview.laggards} == {
        (unit.pk, late.filter(unit=unit).count()) for unit in desk.units if late.filter(unit=unit)
    }
    days = [today + timedelta(days=n) for n in (0, 3, 8, 31)]
    assert overview.coming == [
        {
            "due_on": day,
            "count": between(day, day).count(),
            "units": between(day, day).values("unit").distinct().count(),
        }
        for day in days
    ]
    listed = Plan.objects.with_progress().get()
    assert (listed.task_count, listed.assignment_count, listed.done_count) == (8, 18, 0)


def test_the_night_puts_rows_together_and_mends_what_somebody_broke(caplog):
    desk = Desk(2)
    desk.issue()
    desk.receive()
    desk.end()
    before = tallied()
    jobs.tidy_tallies()
    assert tallied() == before
    assert Tally.objects.count() == len(before)  # one row a key, none with zero
    assert not caplog.records
    tallies.remove(connection)
    desk.in_bulk()
    jobs.tidy_tallies()
    assert "重新计数" in caplog.text
    assert tallied() == counted()
    desk.in_bulk()
    desk.take_away()
    assert tallied() == counted()  # the triggers are back


def test_a_plan_and_a_unit_go_with_their_tallies():
    desk = Desk(3)
    desk.issue()
    Assignment.objects.all().delete()
    TaskParty.objects.all().delete()
    Plan.objects.all().delete()
    for unit in desk.units:
        unit.delete()
    assert not Tally.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_units_that_answer_at_once_lose_no_count():
    office = make_office()
    units = [make_unit(office, f"县第{n}局") for n in range(2)]
    plan = make_plan(office)
    make_task(plan, *units)
    issue(plan)
    pages = [
        {"assignment": Assignment.objects.get(unit=unit).pk, "by": make_person(office, unit=unit).pk} for unit in units
    ]
    together(*["answer"] * 4, each=[page | {"key": None} for page in pages for _ in range(2)])
    assert not Assignment.objects.filter(state="assigned").exists()
    assert tallied() == counted()
    plan_close(plan=plan, by=make_clerk(office), at=AT)
    assert tallied() == counted()

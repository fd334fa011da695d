"""A figure is defined once, and says the same of a row in hand, of rows in the database, and of any past day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tasks.figures import FIGURES, TALLIED, count, count_rows, percent
from tasks.models import Assignment, Plan
from tasks.past import AsOf, as_of, end_of
from tasks.standings import is_at_work, standings
from tests.motion import START, Motion

pytestmark = pytest.mark.django_db


def by_hand(row, code: str, day) -> bool:
    """Tell whether a row counts, written down a second time in the simplest words."""
    owed, done = row.state in ("assigned", "in_progress"), row.state == "done"
    late = bool(row.due_on and row.submitted_at and timezone.localdate(row.submitted_at - row.review_time) > row.due_on)
    passed = bool(row.due_on) and row.due_on < day
    come = bool(row.due_on) and row.due_on <= day
    days = (row.due_on - day).days if row.due_on else None
    return {
        "total": row.state != "cancelled",
        "done": done,
        "on_time": done and not late,
        "late": done and late,
        "review": row.state == "in_review",
        "unanswered": owed,
        "unreceived": row.state == "assigned",
        "overdue": owed and passed,
        "week": owed and days is not None and 0 <= days <= 7,
        "month": owed and days is not None and 0 <= days <= 30,
        "today": owed and days == 0,
        "due": row.state != "cancelled" and (passed or (come and not owed)),
        "in_time": row.state in ("in_review", "done") and come and not late,
    }[code]


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_of_every_past_day_is_what_was_counted_by_hand_on_that_day(seed):
    motion = Motion(seed)
    noted, plans = {}, {}

    def note(day):
        rows = list(Assignment.objects.all())
        noted[day] = {code: {row.pk for row in rows if by_hand(row, code, day)} for code in FIGURES}
        plans[day] = set(Plan.objects.filter(state="issued"))

    day = timezone.localdate(START)
    while len(noted) < 45:
        before = motion.now
        gap = motion.dice.choice([5, 30, 80])
        while timezone.localdate(before + timedelta(hours=gap)) > day:  # the day ends before the next act
            note(day)
            day += timedelta(days=1)
        motion.now = before + timedelta(hours=gap)
        getattr(motion, motion.dice.choice(motion.ACTS))()
        day = max(day, motion.today)
    latest = max(noted)
    for day in noted:
        if day >= timezone.localdate(motion.now):
            continue
        then = AsOf(day, end_of(day))
        shown = then.show(Assignment.objects.all())
        assert count_rows(shown, day) == {code: len(rows) for code, rows in noted[day].items()}, day
        for code, figure in FIGURES.items():
            found = Assignment.objects.filter(then.where(figure.condition(day)))
            assert set(found.values_list("pk", flat=True)) == noted[day][code], (day, code)
        tallied = count(((s, due, n) for _, _, s, due, n in standings(Plan.objects.all(), then)), day)
        assert tallied == {code: len(noted[day][code]) for code in TALLIED}, day
        assert set(Plan.objects.filter(is_at_work(then))) == plans[day]
    assert any(noted[latest][code] for code in ("late", "overdue"))


def test_today_is_told_from_the_tallies_as_from_the_rows(django_assert_num_queries):
    motion = Motion(9)
    for _ in motion.run(60):
        pass
    today = AsOf(motion.today)
    rows = count_rows(Assignment.objects.all(), today.day)
    with django_assert_num_queries(1):
        tallied = count(((s, due, n) for _, _, s, due, n in standings(Plan.objects.all(), today)), today.day)
    assert tallied == {code: rows[code] for code in TALLIED}


@pytest.mark.parametrize(
    ("text", "past"), [("", False), ("2026-13-40", False), ("昨天", False), ("2026-05-12", False), ("2026-05-11", True)]
)
def test_only_a_day_that_is_over_is_a_past_day(text, past):
    found = as_of(text, timezone.datetime(2026, 5, 12).date())
    assert found.is_past == past


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 0, ""),
        (0, 9, "0%"),
        (9, 9, "100%"),
        (1, 3, "33.3%"),
        (1, 2, "50%"),
        (9999, 10000, "99.9%"),
        (1, 9999, "0.1%"),
    ],
)
def test_per_cent_never_says_all_or_nothing_when_it_is_not(part, whole, said):
    assert percent(part, whole) == said

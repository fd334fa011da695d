"""Which stage a due day has reached."""

from datetime import date

import pytest

from calendar_events.workdays import WorkdayCalendar
from reminders.models import ReminderPolicy
from reminders.stages import stage_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("due_on", "day", "stage"),
    [
        (date(2026, 10, 15), date(2026, 9, 1), None),
        (date(2026, 10, 15), date(2026, 9, 18), "-15"),  # 15 working days with the make-up days of National Day
        (date(2026, 10, 15), date(2026, 9, 17), None),
        (date(2026, 10, 15), date(2026, 10, 10), "-7"),
        (date(2026, 10, 12), date(2026, 10, 10), "-1"),  # a make-up Saturday counts
        (date(2026, 10, 15), date(2026, 10, 14), "-1"),
        (date(2026, 10, 15), date(2026, 10, 15), "0"),
        (date(2026, 10, 15), date(2026, 10, 16), "w1"),
        (date(2026, 10, 15), date(2026, 10, 22), "w1"),
        (date(2026, 10, 15), date(2026, 10, 23), "w2"),
        (date(2026, 10, 15), date(2029, 1, 1), "w8"),
        (date(2026, 10, 5), date(2026, 9, 30), "0"),  # due in the holiday: the last working day before is its day
        (date(2024, 2, 29), date(2024, 2, 29), "0"),
        (date(2025, 12, 31), date(2026, 1, 1), "w1"),
    ],
)
def test_the_latest_stage_counts(due_on, day, stage):
    found = stage_of(due_on, day, ReminderPolicy(), WorkdayCalendar())
    assert (found and found.name) == stage
    if found:
        assert found.overdue is stage.startswith("w")


def test_an_office_may_leave_out_the_weeks_after():
    assert stage_of(date(2026, 10, 15), date(2026, 10, 20), ReminderPolicy(overdue_weeks=0), WorkdayCalendar()) is None

"""What was true on a day stays so: assignments as they stood then, whatever has been done to them since."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tasks import jobs, past
from tasks.models import Assignment, AssignmentPast
from tasks.past import KEPT, end_of, set_back, were_then
from tasks.services.lifecycle import assignment_receive, assignment_set_due
from tests.motion import Motion
from tests.world import AT, make_assignment, make_clerk, make_office, make_unit

pytestmark = pytest.mark.django_db
MOMENT = timedelta(microseconds=1)


def now_standing() -> dict:
    return {row.pk: tuple(getattr(row, name) for name in KEPT) for row in Assignment.objects.all()}


def stood(moment: datetime) -> dict:
    rows = set_back(Assignment.objects.all(), moment)
    return {row.pk: tuple(getattr(row, name) for name in KEPT) for row in rows}


@pytest.mark.parametrize("seed", range(8))
def test_after_any_acts_each_earlier_moment_is_still_as_it_was(seed):
    motion, taken = Motion(seed), {}
    for act, at in motion.run(60):
        taken[at + MOMENT] = (act, now_standing())
    assert AssignmentPast.objects.count() > 20
    for moment, (act, standing) in taken.items():
        assert stood(moment) == standing, (act, moment)


def test_rows_are_asked_for_by_what_they_were(django_assert_num_queries):
    motion, taken = Motion(3), {}
    for _, at in motion.run(50):
        taken[at + MOMENT] = now_standing()
    state = KEPT.index("state")
    for moment, standing in taken.items():
        done = set(Assignment.objects.filter(were_then(moment, past.Q(state="done"))).values_list("pk", flat=True))
        assert done == {pk for pk, values in standing.items() if values[state] == "done"}
        assert set(Assignment.objects.filter(were_then(moment)).values_list("pk", flat=True)) == set(standing)
    with django_assert_num_queries(2):
        set_back(Assignment.objects.all(), min(taken))


def test_a_day_is_over_at_midnight_of_the_office():
    assert end_of(date(2026, 6, 30)).isoformat() == "2026-07-01T00:00:00+08:00"
    office = make_office()
    row = make_assignment(make_unit(office))
    evening = datetime(2026, 6, 30, 15, 59, tzinfo=AT.tzinfo)  # 23:59 in Shanghai
    assignment_receive(assignment=row, by=make_clerk(office), at=evening)
    assert [row.state for row in set_back(Assignment.objects.all(), end_of(date(2026, 6, 30)))] == ["in_progress"]
    assert [row.state for row in set_back(Assignment.objects.all(), end_of(date(2026, 6, 29)))] == ["assigned"]
    assert set_back(Assignment.objects.all(), end_of(date(2026, 5, 10))) == []  # not issued yet


def test_a_clock_that_was_set_back_does_not_turn_the_order_round():
    office = make_office()
    clerk, row = make_clerk(office), make_assignment(make_unit(office))
    assignment_receive(assignment=row, by=clerk, at=AT + timedelta(days=9))
    due = timezone.localdate(AT) + timedelta(days=90)
    assignment_set_due(assignment=row, due_on=due, by=clerk, at=AT + timedelta(days=2), reason="推迟")
    row.refresh_from_db()
    assert row.changed_at == AT + timedelta(days=9, microseconds=1)  # not the same moment: what it was is kept
    (then,) = set_back(Assignment.objects.all(), AT + timedelta(days=5))
    assert (then.state, then.due_on) == ("assigned", date(2026, 12, 31))


def test_the_database_refuses_a_change_before_the_last_change():
    row = make_assignment(make_unit(make_office()))
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=row.pk).update(state="in_progress", changed_at=AT - timedelta(days=1))


def test_the_night_notices_when_nothing_is_kept_and_mends_it(caplog):
    jobs.tidy_tallies()
    assert not caplog.records
    past.remove(connection)
    assert not past.is_kept(connection)
    jobs.tidy_tallies()
    assert "没有留存" in caplog.text
    assert past.is_kept(connection)

"""An office with one liaison, on a Monday in December."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reminders.explain import explain
from reminders.models import (
    ReminderPolicy,
)
from tasks.models import Assignment
from tasks.services.reports import report_submit
from tests.world import make_clerk, make_office, make_person, make_unit

MONDAY = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)  # ten o'clock in Shanghai


DUE = date(2026, 12, 31)  # 18 working days later


IN_TIME = date(2026, 12, 16)  # seven working days later


@pytest.fixture
def desk(smtp_server):
    class Desk:
        office = make_office()
        unit = make_unit(office)
        liaison = make_person(office, unit=unit, email="caizheng@qingshan.example")
        clerk = make_clerk(office)
        server = smtp_server

        def rules(self, **fields):
            return ReminderPolicy.objects.create(office=self.office, **fields)

        def answer(self, assignment, at=MONDAY):
            values = {"progress": "已公开。"}
            assignment.refresh_from_db()
            return report_submit(assignment=assignment, values=values, links=[], version=0, by=self.liaison, at=at)

    return Desk()


def days(count):
    return MONDAY + timedelta(days=count)


def lines(assignment, at=MONDAY):
    (hearer,) = explain(Assignment.objects.get(pk=assignment.pk), at).hearers
    return [(line.stage, line.outcome) for line in hearer.lines]

"""An office with a schedule of one activity, its host and its clerk."""

import pytest
from django.urls import reverse

from calendar_events.models import Activity, ActivitySchedule
from tests.world import make_clerk, make_office, make_person, make_unit

YEAR = 2026  # a year with known days off; where today counts, the test says its own


class Desk:
    """An office with a schedule of one activity, its host and its clerk."""

    def __init__(self, year=YEAR):
        self.office = make_office()
        self.unit = make_unit(self.office)
        self.clerk, self.host = make_clerk(self.office), make_person(self.office, unit=self.unit)
        self.schedule = ActivitySchedule.objects.create(
            office=self.office, year=year, title=f"{year}年活动安排表", state="issued"
        )
        self.activity = self.add(1, month=6, self_selected=True)

    def add(self, seq, unit=None, **fields):
        unit = unit or self.unit
        return Activity.objects.create(
            schedule=self.schedule, seq=seq, host=unit, host_text=unit.short_name, is_open_day=True, **fields
        )

    def address(self, name="activity", *more):
        return reverse(name, args=[self.activity.pk, *more])


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def host(client, desk):
    client.force_login(desk.host)
    return client


def text(answer):
    return answer.content.decode()


def fill(client, desk, step, **values):
    desk.activity.refresh_from_db()
    data = {"step": step, "version": desk.activity.version, **values}
    answer = client.post(desk.address(), data)
    desk.activity.refresh_from_db()
    return answer

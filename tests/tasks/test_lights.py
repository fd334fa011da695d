"""What a line says of its state and of the time that is left."""

from datetime import date

import pytest

from tasks.lights import Lights
from tests.world import AT, make_office

pytestmark = pytest.mark.django_db


def test_only_of_today_is_it_said_that_something_falls_due_today(time_machine):
    time_machine.move_to(AT)
    office, today, past = make_office(), date(2026, 5, 11), date(2026, 4, 30)
    assert Lights(office, today).light("in_progress", today).detail == "今天到期"
    assert Lights(office, past).light("in_progress", past).detail == "当天到期"
    assert (
        Lights(office, past).light("in_progress", today).detail == "还有5个工作日"
    )  # the May holiday and its working Saturday

"""`python -m tests.browser.stack_desk fill|sweep`: the people of the walk through production, in the database the settings name.

A process of its own: the walk itself looks in from outside, as people do.
"""

# ruff: noqa: E402  (Django is set up before its models can be imported)
import json
import sys
from datetime import time, timedelta

import django

django.setup()

from django.utils import timezone

from calendar_events.models import DayOverride
from reminders.jobs import sweep
from reminders.models import ReminderPolicy
from tests.world import make_clerk, make_office, make_person, make_unit


def fill() -> dict:
    """Make an office that works round the clock, with two units, and return who logs in and who gets the letter."""
    office, today = make_office(), timezone.localdate()
    for days in range(-2, 3):
        DayOverride.objects.create(office=office, day=today + timedelta(days=days), is_workday=True, name="演练")
    ReminderPolicy.objects.create(office=office, send_from=time(0), send_until=time(23, 59))
    unit, other = make_unit(office), make_unit(office, "县民政局")
    make_person(office, unit=other)
    liaison = make_person(office, unit=unit, email="caizheng@qingshan.example")
    return {"clerk": make_clerk(office).username, "address": liaison.email}


def ring() -> dict:
    """Do what beat does every minute: ask a worker for a sweep."""
    sweep.delay()
    return {}


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"fill": fill, "sweep": ring}[sys.argv[1]]()))

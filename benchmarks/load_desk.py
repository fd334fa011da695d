"""`python -m benchmarks.load_desk fill|prepare|remind`: the people and the work of the load test, in the database the settings name."""

# ruff: noqa: E402  (Django is set up before its models can be imported)
import json
import os
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from calendar_events.models import DayOverride
from reminders import planning
from reminders.models import OutgoingMail, ReminderPolicy
from tasks.models import Assignment, Plan
from tests.world import PASSWORD, issue, make_clerk, make_group, make_office, make_plan, make_task, make_unit
from units.clock import database_now
from units.models import Membership, Office, Unit, User

CONTACTS, DUE = 2000, 5  # of a second office: contacts, and what each owes on one day
UNITS, TASKS, CLERKS = 60, 50, 10


def fill(users: int) -> dict:
    """Return the people with name, password and the assignments they answer: some clerks, the others liaisons."""
    office, now = make_office(), timezone.now()
    units = [make_unit(office, f"县第{n}局") for n in range(UNITS)]
    plan = make_plan(office, year=now.year)
    group = make_group(office, "各单位", *units)
    for _ in range(TASKS):
        make_task(plan, group, due_on=now.date().replace(month=12, day=31))
    issue(plan, by=make_clerk(office), at=now)
    hashed = make_password(PASSWORD)  # once: three hundred would take a minute
    people = User.objects.bulk_create(
        User(username=f"load{n}", name=f"人员{n}", email="", password=hashed, password_changed_at=now)
        for n in range(users)
    )
    roles, told = [], []
    for n, person in enumerate(people):
        unit = None if n < CLERKS else units[n % UNITS]
        role = Membership.Role.LIAISON if unit else Membership.Role.OFFICE
        roles.append(Membership(user=person, office=office, unit=unit, role=role))
        own = list(Assignment.objects.filter(unit=unit).values_list("pk", flat=True)) if unit else []
        told.append({"name": person.username, "password": PASSWORD, "assignments": own})
    Membership.objects.bulk_create(roles)
    return {"people": told}


def prepare() -> dict:
    """Make a second office in which 2,000 contacts owe five tasks each on the same day; nothing was issued yet."""
    office, today = make_office(slug="laoshan", name="老山市人民政府办公室", region="老山市"), timezone.localdate()
    DayOverride.objects.bulk_create(
        DayOverride(office=office, day=today + timedelta(days=n), is_workday=True, name="演练") for n in range(-2, 12)
    )
    ReminderPolicy.objects.create(office=office, send_from="00:00", send_until="23:59")
    units = Unit.objects.bulk_create(
        Unit(office=office, name=f"老山市第{n}局", short_name=f"市第{n}局") for n in range(CONTACTS)
    )
    users = User.objects.bulk_create(
        User(username=f"due{n}", name=f"联络员{n}", email=f"due{n}@laoshan.example") for n in range(CONTACTS)
    )
    Membership.objects.bulk_create(
        Membership(user=user, office=office, unit=unit, role="liaison") for user, unit in zip(users, units, strict=True)
    )
    plan = make_plan(office, title="老山市政务公开工作要点", year=today.year)
    group = make_group(office, "各单位", *units)
    for _ in range(DUE):
        make_task(plan, group, due_on=today + timedelta(days=7))
    make_clerk(office)
    return {"assignments": CONTACTS * DUE}


def remind() -> dict:
    """Issue them and plan; return the seconds of the planning. A worker's sweep may do the same at the same time."""
    office = Office.objects.get(slug="laoshan")
    plan = Plan.objects.get(office=office)
    since = time.monotonic()
    issue(plan, by=office.memberships.get(role=Membership.Role.OFFICE).user, at=database_now())
    issued = time.monotonic()
    planning.plan(office, database_now())
    planned = time.monotonic()
    letters = OutgoingMail.objects.filter(office=office).count()
    return {"issued": issued - since, "planned": planned - issued, "letters": letters}


def left() -> dict:
    """Return how many of those letters have left."""
    office = Office.objects.get(slug="laoshan")
    return {"sent": OutgoingMail.objects.filter(office=office, state="sent").count()}


if __name__ == "__main__":
    acts = {"fill": lambda: fill(int(os.environ["LOAD_USERS"])), "prepare": prepare, "remind": remind, "left": left}
    json.dump(acts[sys.argv[1]](), sys.stdout)

"""`python -m benchmarks.load_desk`: the people and the work of the load test, in the database that the settings name."""

# ruff: noqa: E402  (Django is set up before its models can be imported)
import json
import os
import sys

import django

django.setup()

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from tasks.models import Assignment
from tests.world import PASSWORD, issue, make_clerk, make_group, make_office, make_plan, make_task, make_unit
from units.models import Membership, User

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


if __name__ == "__main__":
    json.dump(fill(int(os.environ["LOAD_USERS"])), sys.stdout)

"""Who gets what: whatever a task's parties say, a unit has one seat with its strongest role."""

from datetime import date
from itertools import groupby
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.models import TaskParty, TaskPeriod
from tasks.services.issue import plan_extend, plan_issue
from tasks.services.seats import reached, seats
from tests.world import AT, issue, make_clerk, make_group, make_office, make_plan, make_task, make_unit

pytestmark = pytest.mark.django_db
RANK = {"lead": 3, "responsible": 2, "assist": 1}


@pytest.fixture
def office():
    return make_office()


def found(plan):
    return list(seats(plan.office, plan.tasks.all()).values_list("task", "seat_unit", "role", "seat_via"))


def name(task, party, role, text=""):
    """Add a party to task."""
    target = {"unit": party} if hasattr(party, "short_name") else {"group": party}
    text = text or str(party)
    TaskParty.objects.create(task=task, position=task.parties.count() + 1, text=text, role=role, **target)


def test_the_stronger_role_wins_wherever_it_comes_from(office):
    town = make_unit(office, "甲镇", kind="town")
    task = make_task(make_plan(office), town, role="assist")
    name(task, make_group(office, "各镇", town), "lead")
    assert found(task.plan) == [(task.pk, town.pk, "lead", "各镇")]


def test_of_two_equal_roles_the_units_own_name_counts(office):
    town = make_unit(office, "甲镇", kind="town")
    task = make_task(make_plan(office), make_group(office, "各镇", town))
    name(task, town, "responsible")
    assert found(task.plan) == [(task.pk, town.pk, "responsible", "")]


def test_of_two_groups_the_one_printed_first_counts(office):
    town = make_unit(office, "甲镇", kind="town")
    task = make_task(make_plan(office), make_group(office, "镇街", town), make_group(office, "各镇", town))
    assert found(task.plan) == [(task.pk, town.pk, "responsible", "镇街")]


def test_members_that_are_no_more_and_those_of_another_office_get_nothing(office):
    there = make_office("beihe", "北河县人民政府办公室", "北河县")
    gone = make_unit(office, "旧镇", kind="town", active_to=date(2020, 1, 1))
    task = make_task(make_plan(office), make_group(office, "各镇", gone, make_unit(there, "北镇", kind="town")))
    name(task, make_group(there, "北河各镇", make_unit(office, "甲镇", kind="town")), "lead")
    assert found(task.plan) == []


def expected(tasks, members):
    """The rule, spelled once more in plain steps."""
    for task in tasks:
        claims = [
            (unit, party.role, "" if party.unit_id else party.text, party.position)
            for party in task.parties.order_by("position")
            for unit in ([party.unit_id] if party.unit_id else members.get(party.group_id, []))
        ]
        for unit, own in groupby(sorted(claims, key=lambda claim: claim[0]), key=lambda claim: claim[0]):
            _, role, via, _ = min(own, key=lambda claim: (-RANK[claim[1]], claim[2] != "", claim[3]))
            yield task.pk, unit, role, via


@pytest.mark.parametrize("seed", range(8))
def test_any_mixture_of_parties_gives_what_the_rule_says(office, seed):
    chance = Random(seed)
    units = [make_unit(office, f"县第{n}局") for n in range(6)]
    groups = [make_group(office, f"各{n}组", *chance.sample(units, n)) for n in range(5)]
    plan = make_plan(office)
    tasks = [make_task(plan) for _ in range(12)]
    for task in tasks:
        for party in chance.sample(units + groups, chance.randrange(8)):
            name(task, party, chance.choice(list(RANK)))
    members = {group.pk: [unit.pk for unit in group.members.all()] for group in groups}
    wanted = sorted(expected(tasks, members))
    assert sorted(found(plan)) == wanted
    assert sorted(reached(office, plan.tasks.all()).values_list("task", "seat_unit").distinct()) == [
        row[:2] for row in wanted
    ]


def test_assignments_are_made_in_printed_order(office):
    first, second, third = (make_unit(office, f"县第{n}局") for n in range(3))
    group = make_group(office, "各局", third, first)
    plan = make_plan(office)
    tasks = [make_task(plan, second, group), make_task(plan, group)]
    issue(plan)
    made = [pair for task in tasks for pair in task.assignments.order_by("pk").values_list("task", "unit")]
    assert made == [(tasks[0].pk, unit.pk) for unit in (second, first, third)] + [
        (tasks[1].pk, unit.pk) for unit in (first, third)
    ]


class TestStatements:
    """Three rows cost as many statements as sixty."""

    def plan(self, office, rows):
        """A plan of so many tasks for a unit and a group, every third of them returning, and another unit."""
        unit, other = make_unit(office, f"县{rows}局"), make_unit(office, f"县别{rows}局")
        group = make_group(
            office, f"各{rows}镇", *(make_unit(office, f"第{rows}·{n}镇", kind="town") for n in range(2))
        )
        plan = make_plan(office, title=f"{rows}项要点")
        returning = {"due_on": None, "deadline_kind": "periodic", "deadline_raw": "每季度"}
        tasks = [make_task(plan, unit, group, **(returning if n % 3 == 0 else {})) for n in range(rows)]
        return plan, tasks, other

    def test_of_issuing(self, office):
        clerk, counts = make_clerk(office), []
        for rows in (3, 60):
            plan, _, _ = self.plan(office, rows)
            with CaptureQueriesContext(connection) as asked:
                assert plan_issue(plan=plan, by=clerk, at=AT) == rows * 3
            assert TaskPeriod.objects.filter(task__plan=plan).count() == rows
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 12

    def test_of_following_a_corrected_paper(self, office):
        clerk, counts = make_clerk(office), []
        for rows in (3, 60):
            plan, tasks, other = self.plan(office, rows)
            issue(plan)
            plan.tasks.update(due_on=date(2026, 10, 31))
            TaskParty.objects.filter(task__plan=plan).update(role="lead")
            for task in tasks:
                name(task, other, "assist")
            with CaptureQueriesContext(connection) as asked:
                done = plan_extend(plan=plan, tasks=plan.tasks.all(), by=clerk, at=AT)
            assert (len(done.added), len(done.changed)) == (rows, rows * 3)
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 20

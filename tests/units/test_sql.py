"""Many rows in one statement, on both databases."""

from datetime import date

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import F, Value
from django.test.utils import CaptureQueriesContext

from tasks.models import Assignment, Heading, Task
from tests.world import AT, make_assignment, make_office, make_plan, make_task, make_unit
from units.models import Unit
from units.sql import insert, insert_found, insert_new, listed, update_rows

pytestmark = pytest.mark.django_db
COLUMNS = ("position", "requirement", "due_on", "deadline_kind", "duties")


@pytest.fixture
def plan():
    return make_plan(make_office())


def rows(count):
    days = [date(2026, 6, 30), None]
    return [(n, f"第{n}项", days[n % 2], ("fixed", "open")[n % 2], [{"text": f"“{n}”"}] * n) for n in range(count)]


def test_rows_are_stored_as_the_orm_would_store_them(plan):
    insert(Task, COLUMNS, rows(3), {"plan": plan.pk, "source": "工作表“甲”第3行"})
    assert list(plan.tasks.order_by("pk").values_list(*COLUMNS)) == rows(3)
    assert {(task.source, task.done_rule, task.upper_text) for task in plan.tasks.all()} == {
        ("工作表“甲”第3行", "all", "")
    }


def test_no_rows_are_no_statement(plan, django_assert_num_queries):
    with django_assert_num_queries(0):
        insert(Task, COLUMNS, [], {"plan": plan.pk})
        update_rows(Task, COLUMNS, [])


@pytest.mark.parametrize("count", [1, 5_000])
def test_any_number_of_rows_is_one_statement(plan, count):
    with CaptureQueriesContext(connection) as asked:
        insert(Task, COLUMNS, rows(count)[:1] * count, {"plan": plan.pk})
        update_rows(Task, ("number",), [(pk, "1") for pk in plan.tasks.values_list("pk", flat=True)])
    assert len(asked) == 3  # insert, read the keys, update
    assert plan.tasks.filter(number="1").count() == count


def test_each_row_gets_its_own_values(plan):
    insert(Task, COLUMNS, rows(3), {"plan": plan.pk})
    keys = list(plan.tasks.order_by("pk").values_list("pk", flat=True))
    moved = [(key, *values) for key, values in zip(keys, reversed(rows(3)), strict=True)]
    update_rows(Task, COLUMNS, moved)
    assert list(plan.tasks.order_by("pk").values_list("pk", *COLUMNS)) == moved


def test_what_a_unique_constraint_knows_is_left_alone(plan):
    unit = make_unit(plan.office, "县财政局")
    columns = ("office", "name", "short_name", "kind", "position")
    given = [(plan.office.pk, unit.name, "别的简称", "town", 9), (plan.office.pk, "青山县新局", "县新局", "bureau", 10)]
    insert_new(Unit, columns, given)
    assert set(plan.office.units.values_list("short_name", flat=True)) == {"县财政局", "县新局"}
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Unit, columns, given)


def test_a_value_that_is_too_long_is_refused_or_kept_whole(plan):
    long = "很长" * 100
    try:
        with transaction.atomic():
            insert(Unit, ("name",), [(long,)], {"office": plan.office.pk, "short_name": "简称"})
    except DataError:
        return  # PostgreSQL
    assert Unit.objects.get().name == long


def test_what_a_query_finds_is_stored_in_its_order_and_the_keys_come_back(plan):
    unit = make_unit(plan.office)
    for _ in range(3):
        make_task(plan)
    found = plan.tasks.order_by("-position").values_list("pk", "due_on", Value("各镇"))
    same = {"office": plan.office.pk, "plan": plan.pk, "year": plan.year, "unit": unit.pk}
    same |= {"role": "lead", "assigned_at": AT, "changed_at": AT}
    keys = insert_found(Assignment, ("task", "due_on", "via"), found, same)
    assert keys == sorted(keys)
    stored = Assignment.objects.order_by("pk").annotate(place=F("task__position"))
    assert list(stored.values_list("pk", "place", "via", "state", "due_version")) == [
        (key, place, "各镇", "assigned", 1) for key, place in zip(keys, (3, 2, 1), strict=True)
    ]
    assert (stored[0].assigned_at, stored[0].review_time.total_seconds()) == (AT, 0)


def test_more_keys_than_a_statement_takes_arguments(plan):
    keys = range(300_000)
    insert(Heading, ("position",), [(n,) for n in range(3)], {"plan": plan.pk, "level": 1, "text": "一、"})
    held = plan.headings.values_list("pk", flat=True)
    assert set(held.filter(pk__in=listed(keys))) == set(held.filter(pk__lt=300_000)) != set()
    assert not held.filter(pk__in=listed([])).exists()


def test_foreign_keys_are_found_among_listed_ones_too():
    assignment = make_assignment(make_unit(make_office()))
    assert Assignment.objects.get(task__in=listed([assignment.task_id])) == assignment
    assert not Assignment.objects.exclude(task__in=listed([assignment.task_id])).exists()

"""Pages of a long list: nothing is left out or shown twice, whichever way one turns, and nonsense is the first page."""

from base64 import urlsafe_b64encode
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.models import Assignment
from tests.world import AT, make_office, make_plan, make_task, make_unit
from units.models import Unit
from units.paging import LAST, Keyset, count_up_to

pytestmark = pytest.mark.django_db
SIZE = 4


@pytest.fixture
def office():
    return make_office()


def units(office, *positions):
    for n, position in enumerate(positions):
        make_unit(office, f"县第{n}局", position=position)
    return Unit.objects.filter(office=office)


def walk(rows, order, cursor="", *, back=False) -> list[list]:
    """Return the pages from cursor on, as lists of rows."""
    pages = []
    while cursor is not None:
        page = Keyset(rows, order, cursor, size=SIZE).page
        pages.append(page.rows)
        cursor = page.previous if back else page.next
    return pages


def flat(pages):
    return [row for page in pages for row in page]


@pytest.mark.parametrize(
    "order", [("position", "pk"), ("-position", "pk"), ("position", "-pk"), ("kind", "position", "pk")]
)
def test_forwards_and_backwards_everything_comes_once_and_in_order(office, order):
    rows = units(office, 1, 1, 1, 1, 1, 2, 3, 3, 3, 4, 4)
    wanted = list(rows.order_by(*order))
    assert flat(walk(rows, order)) == wanted
    assert [row for page in reversed(walk(rows, order, LAST, back=True)) for row in page][-8:] == wanted[-8:]
    assert set(flat(walk(rows, order, LAST, back=True))) == set(wanted)


def test_the_first_page_has_nothing_before_it_and_the_last_nothing_after(office):
    rows = units(office, *range(10))
    first, last = (
        Keyset(rows, ("position", "pk"), size=SIZE).page,
        Keyset(rows, ("position", "pk"), LAST, size=SIZE).page,
    )
    assert (first.previous, last.next) == (None, None)
    assert [row.position for row in last] == [6, 7, 8, 9]
    second = Keyset(rows, ("position", "pk"), first.next, size=SIZE).page
    assert Keyset(rows, ("position", "pk"), second.previous, size=SIZE).page.rows == first.rows


def test_going_back_a_first_page_is_a_full_page(office):
    rows = units(office, *range(10))
    last = Keyset(rows, ("position", "pk"), LAST, size=SIZE).page
    before = Keyset(rows, ("position", "pk"), last.previous, size=SIZE).page
    assert [row.position for row in before] == [2, 3, 4, 5]
    first = Keyset(rows, ("position", "pk"), before.previous, size=SIZE).page
    assert [row.position for row in first] == [0, 1, 2, 3]
    assert first.previous is None


def test_a_page_that_is_gone_meanwhile_is_the_last_one_left(office):
    rows = units(office, *range(5))
    following = Keyset(rows, ("position", "pk"), size=SIZE).page.next
    rows.filter(position=4).delete()
    page = Keyset(rows, ("position", "pk"), following, size=SIZE).page
    assert [row.position for row in page] == [0, 1, 2, 3]
    assert not page.has_other_pages


def test_a_short_list_is_one_page(office):
    assert not Keyset(units(office, 1, 2), ("position", "pk"), size=SIZE).page.has_other_pages
    assert len(Keyset(Unit.objects.none(), ("position", "pk"), size=SIZE).page) == 0


def test_rows_may_be_dictionaries(office):
    rows = units(office, *range(6)).values("pk", "position")
    assert [row["position"] for row in flat(walk(rows, ("-position", "pk")))] == [5, 4, 3, 2, 1, 0]


def handmade(text):
    return urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "页",
        "%%%",
        handmade("[1]"),
        handmade('[">", "2026-13-99", 1]'),
        handmade('[">", {"a": 1}, [2]]'),
        handmade('[">", "2026-01-01", "x"]'),
        handmade('["?", "2026-01-01", 1]'),
        handmade('[">", "2026-01-01\\u0000", 1]'),
        handmade("[" * 5000),
        handmade("{}"),
    ],
)
def test_a_cursor_that_makes_no_sense_is_that_of_the_first_page(office, cursor):
    plan, unit = make_plan(office, state="issued", issued_at=AT), make_unit(office)
    task = make_task(plan, unit)
    assign(task, unit)
    assert len(Keyset(Assignment.objects.by_due_day(), ("due_key", "pk"), cursor).page) == 1


def assign(task, unit, **fields):
    """Make an assignment without the services."""
    fields |= {
        "office": unit.office,
        "plan": task.plan,
        "year": task.plan.year,
        "role": "lead",
        "assigned_at": AT,
        "changed_at": AT,
    }
    return Assignment.objects.create(task=task, unit=unit, **fields)


def assignments(office, count, due_on):
    plan, unit = make_plan(office, f"{count}项", state="issued", issued_at=AT), make_unit(office, f"县{count}局")
    for n in range(count):
        task = make_task(plan, unit)
        assign(task, unit, due_on=due_on(n))
    return Assignment.objects.filter(unit=unit).by_due_day()


def test_what_has_no_day_comes_last(office):
    rows = assignments(office, 9, lambda n: None if n % 3 else date(2026, 12, 31) - timedelta(days=n))
    days = [row.due_on for row in flat(walk(rows, ("due_key", "pk")))]
    assert days == sorted(filter(None, days)) + [None] * 6


def test_a_later_page_reads_no_more_rows_than_the_first(office):
    rows = assignments(office, 60, lambda n: date(2026, 12, 31))  # all on one day: the order hangs on the key alone
    cursor = Keyset(rows, ("due_key", "pk"), size=50).page.next
    with CaptureQueriesContext(connection) as seen:
        assert len(Keyset(rows, ("due_key", "pk"), cursor, size=50).page) == 10
    assert len(seen) == 2  # the rest of the day, and the days after it
    assert not any("OFFSET" in query["sql"] for query in seen)


@pytest.mark.parametrize("order", [("due_key", "pk"), ("-due_key", "-pk")])
def test_the_index_serves_the_list_in_its_order(office, order):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # an empty table is read whole otherwise
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")  # sorting one row costs nothing, whatever the index offers
    plan = Assignment.objects.filter(office=office, year=2026).by_due_day().order_by(*order)[:51].explain()
    assert "tasks_assignment_list" in plan
    assert "Sort" not in plan
    assert "B-TREE" not in plan


def test_counting_ends_where_nobody_reads_on(office):
    rows = units(office, *range(10))
    assert (count_up_to(rows, 20), count_up_to(rows, 10), count_up_to(rows, 3)) == (10, 10, 4)

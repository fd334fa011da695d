"""Lists go page by page: nothing is left out or told twice, whatever is added meanwhile, and the queries stay the same."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tasks.models import Assignment
from tests.reports.api.place import LISTS, Place, caller, walk
from tests.world import issue, make_assignment, make_plan, make_task, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def own():
    return Place()


def address_of(answer):
    return answer["next"].partition("/api/v1/")[2]


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_hold_every_row_once(client, own, limit):
    ask = caller(client, own.key())
    for year in (2025, 2027):  # the older one is issued last: its keys are higher
        plan = make_plan(own.office, title=f"{year}年", year=year)
        make_task(plan, *own.units)
        issue(plan)
    for kind in LISTS:
        whole, pages = walk(ask, kind), walk(ask, f"{kind}?limit={limit}")
        assert pages == whole
        assert len({row["id"] for row in pages}) == len(pages) > 0
    years = [row["year"] for row in walk(ask, "assignments?limit=1")]
    assert years == sorted(years)


def test_rows_that_are_added_meanwhile_leave_no_gap(client, own):
    ask = caller(client, own.key())
    before = set(own.plan.assignments.values_list("pk", flat=True))
    seen, answer = [], ask("assignments?limit=1").json()
    while True:
        seen += [row["id"] for row in answer["items"]]
        if answer["next"] is None:
            break
        if len(seen) <= 2:
            added = make_assignment(make_unit(own.office, f"第{len(seen)}镇"))
            before.add(added.pk)
            Assignment.objects.filter(pk=seen[0]).update(state="cancelled", due_on=None)
        answer = ask(address_of(answer)).json()
    assert len(seen) == len(set(seen))
    assert set(seen) == before


def test_a_page_keeps_what_was_asked_for(client, own):
    ask = caller(client, own.key())
    answer = ask(f"assignments?limit=1&unit={own.units[0].pk}").json()
    assert "unit=" in answer["next"]
    assert [row["unit"] for row in ask(address_of(answer)).json()["items"]] == [own.units[0].pk]


@pytest.mark.parametrize("cursor", ["", "x", "7", "2026-", "2026-0", "2026-7-8", "2026-" + "9" * 19, "２０２６-７"])
def test_a_cursor_of_ones_own_making_is_refused(client, own, cursor):
    answer = caller(client, own.key())(f"assignments?cursor={cursor}")
    assert answer.status_code == 400
    assert answer.json()["detail"] == "参数 cursor 不对：应原样使用上一页 next 里的值。"


@pytest.mark.parametrize("kind", LISTS)
def test_twenty_rows_take_the_queries_of_one(client, own, kind, time_machine):
    time_machine.move_to(timezone.now(), tick=False)  # the questions of another minute are counted anew
    ask = caller(client, own.key())
    ask(kind)  # the day of use is noted once

    def queries(address):
        with CaptureQueriesContext(connection) as found:
            assert ask(address).status_code == 200
        return len(found)

    few = queries(kind)
    for n in range(10):
        unit = make_unit(own.office, f"第{n}镇")
        make_assignment(unit)
        own.activity.schedule.activities.create(seq=n + 2, host=unit, host_text="某镇")
    assert queries(kind) == few
    assert queries(f"{kind}?limit=2") <= few
    assert few <= 8

"""Headings of three levels, as work points print them: on the plan's page, in lists, in the tree itself."""

from datetime import date

import pytest
from django.urls import reverse

from tasks.headings import Headings
from tasks.listing import Listing
from tests.world import issue, make_clerk, make_office, make_plan, make_task, make_unit

pytestmark = pytest.mark.django_db
WORDS = ("一、做好公开", "（一）财政信息", "1.预算决算", "（二）民生信息", "二、加强保障")


class Desk:
    """An office with an issued plan: two tasks on the third level, one on the second, one on the first."""

    def __init__(self):
        self.office = make_office()
        self.clerk = make_clerk(self.office)
        unit = make_unit(self.office)
        self.plan = make_plan(self.office)
        self.headings = []
        for position, (level, above) in enumerate(((1, None), (2, 0), (3, 1), (2, 0), (1, None)), start=1):
            parent = None if above is None else self.headings[above]
            row = self.plan.headings.create(level=level, parent=parent, position=position, text=WORDS[position - 1])
            self.headings.append(row)
        for place in (2, 2, 3, 4):
            make_task(self.plan, unit, heading=self.headings[place])
        issue(self.plan, by=self.clerk)


@pytest.fixture
def desk():
    return Desk()


def test_the_plans_page_prints_each_heading_once_above_its_tasks(desk, client):
    client.force_login(desk.clerk)
    body = client.get(reverse("plan", args=[desk.plan.pk])).content.decode()
    places = [body.index(f">{words}</th>") for words in WORDS]
    assert places == sorted(places)
    assert [body.count(f">{words}</th>") for words in WORDS] == [1] * 5


@pytest.mark.parametrize(("place", "number"), [(0, 3), (1, 2), (2, 2), (3, 1), (4, 1)])
def test_a_list_narrowed_to_a_heading_has_what_stands_below_it_at_any_depth(desk, place, number):
    asked = {"plan": str(desk.plan.pk), "heading": str(desk.headings[place].pk)}
    assert Listing(asked, desk.clerk, date(2026, 11, 26)).rows().count() == number


def test_headings_that_hold_nothing_are_those_without_a_task_at_any_depth(desk):
    tree = Headings([desk.plan])
    deep, other = desk.headings[2].pk, desk.headings[4].pk
    assert tree.without([deep]) == [desk.headings[3].pk, other]
    assert tree.without([]) == [row.pk for row in desk.headings]
    assert tree.words(deep) == WORDS[:3]
    assert tree.words(None) == ()

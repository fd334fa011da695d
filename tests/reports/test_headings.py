"""Headings of three levels in the reports: the matrix narrowed to one, the public page, the progress by heading."""

import pytest
from django.urls import reverse

from tasks.services.rules import plan_set_rules
from tests.tasks.test_headings import WORDS, Desk
from tests.world import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return Desk()


@pytest.mark.parametrize(("place", "number"), [(0, 3), (2, 2), (4, 1)])
def test_the_matrix_of_a_heading_has_what_stands_below_it_at_any_depth(desk, client, place, number):
    client.force_login(desk.clerk)
    answer = client.get(reverse("matrix", args=[desk.plan.pk]), {"heading": desk.headings[place].pk})
    assert len(answer.context["matrix"].rows) == number


def test_the_public_page_prints_each_heading_once_above_its_tasks(desk, client):
    plan_set_rules(plan=desk.plan, by=desk.clerk, at=AT, is_public=True)
    body = client.get(reverse("public_year", args=[desk.office.slug, 2026])).content.decode()
    places = [body.index(f">{words}</th>") for words in WORDS]
    assert places == sorted(places)
    assert [body.count(f">{words}</th>") for words in WORDS] == [1] * 5


def test_progress_counts_all_that_stands_below_a_top_heading(desk, client):
    client.force_login(desk.clerk)
    found = client.get(reverse("progress")).context["headings"]
    assert [(row.label, row.figures["total"]) for row, _ in found] == [(WORDS[0], 3), (WORDS[4], 1)]

"""What is typed into an address by hand: years and days that no calendar has are no reason to break down."""

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.models import ReportSettings
from tests.world import issue, make_clerk, make_office, make_plan, make_task, make_unit

pytestmark = pytest.mark.django_db
LIST = reverse("assignment_list")


@pytest.fixture
def desk(client):
    office = make_office()
    clerk = make_clerk(office)
    ReportSettings.objects.create(office=office, ranks=True)
    plan = make_plan(office)
    make_task(plan, make_unit(office))
    issue(plan, by=clerk)
    client.force_login(clerk)
    return office


@pytest.mark.parametrize("year", ["0", "1", "99999", "99999999999999999999"])
def test_a_year_that_is_no_year_has_no_page(client, desk, year):
    for address in (f"/overview/{year}/", f"/progress/{year}/", f"/public/{desk.slug}/{year}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/circular/{year}/4/close/").status_code == 404


@pytest.mark.parametrize("year", ["0", "1", "99999", "999999999"])
def test_a_year_that_is_no_year_is_as_if_it_were_not_asked_for(client, desk, year):
    for name in ("burden", "ranking", "circular", "assignment_list"):
        page = client.get(reverse(name), {"year": year})
        assert page.status_code == 200
        html = page.content.decode()
        assert "2026年" in html or f"{timezone.localdate().year}年" in html


@pytest.mark.parametrize("within", ["0001-01-01..0001-01-01", "0001-01-01..9999-12-31", "2026-01-01..9999-12-31"])
def test_a_period_that_no_clock_reaches_is_as_if_it_were_not_asked_for(client, desk, within):
    page = client.get(LIST, {"show": "done_within", "within": within})
    assert page.context["listing"].label == "全部"

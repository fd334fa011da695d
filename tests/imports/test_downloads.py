"""What can be downloaded, by whom, and where the pages offer it."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from tests.world import issue, make_office, make_person, make_plan, make_task

pytestmark = pytest.mark.django_db
TEMPLATES = ["import_template", "import_schedule_template"]


@pytest.fixture
def plan(desk):
    plan = make_plan(desk.office)
    make_task(plan, desk.finance, units_raw="县财政局")
    return plan


def first_sheet(response):
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    return openpyxl.load_workbook(BytesIO(response.getvalue())).active


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_clerk_downloads_the_templates(desk, client, name):
    client.force_login(desk.clerk)
    assert reverse(name) in client.get(reverse("import_start")).content.decode()
    assert "青山县" in first_sheet(client.get(reverse(name)))["A1"].value


def test_an_issued_plan_is_downloaded_with_and_without_states(desk, client, plan):
    client.force_login(desk.clerk)
    address = reverse("plan_workbook", args=[plan.pk])
    assert f"{address}?states=1" not in client.get(reverse("plan", args=[plan.pk])).content.decode()
    issue(plan)
    page = client.get(reverse("plan", args=[plan.pk])).content.decode()
    assert f'"{address}"' in page
    assert f'"{address}?states=1"' in page
    assert first_sheet(client.get(address)).max_column + 3 == first_sheet(client.get(f"{address}?states=1")).max_column


def test_a_unit_and_another_office_download_nothing(desk, client, plan):
    liaison = make_person(desk.office, unit=desk.finance)
    stranger = make_person(make_office("beihe", "北河县人民政府办公室", "北河县"), "office")
    addresses = [reverse("plan_workbook", args=[plan.pk]), *map(reverse, TEMPLATES)]
    client.force_login(liaison)
    assert [client.get(address).status_code for address in addresses] == [403, 403, 403]
    client.force_login(stranger)
    assert client.get(addresses[0]).status_code == 404

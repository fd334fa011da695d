"""The page of a unit's reform."""

import pytest
from django.urls import reverse

from tests.world import make_clerk, make_office, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def desk(client):
    office = make_office()
    client.force_login(make_clerk(office))
    return office


def test_a_unit_gets_another_name(client, desk):
    unit = make_unit(desk, "县发改局")
    form = {"act": "rename", "name": "青山县发展和改革委员会", "short_name": "县发改委", "reason": "机构改革"}
    answer = client.post(reverse("unit_change", args=[unit.pk]), form)
    assert answer.url == reverse("admin:units_unit_changelist")
    unit.refresh_from_db()
    assert unit.short_name == "县发改委"


def test_a_name_that_is_taken_is_said_and_nothing_is_lost(client, desk):
    make_unit(desk, "县财政局")
    unit = make_unit(desk, "县国资局")
    form = {"act": "rename", "name": "国资局", "short_name": "县财政局", "reason": "机构改革"}
    answer = client.post(reverse("unit_change", args=[unit.pk]), form)
    assert answer.status_code == 422
    assert "这个简称已经有单位在用" in answer.content.decode()
    assert "机构改革" in answer.content.decode()


def test_a_unit_goes_into_another(client, desk):
    unit, into = make_unit(desk, "县扶贫办"), make_unit(desk, "县农业农村局")
    form = {"act": "merge", "into": into.pk, "reason": "机构改革"}
    answer = client.post(reverse("unit_change", args=[unit.pk]), form, follow=True)
    assert "已并入县农业农村局" in answer.content.decode()
    assert client.get(reverse("unit_change", args=[unit.pk])).status_code == 404


def test_the_register_leads_to_it(client, desk):
    unit = make_unit(desk, "县发改局")
    page = client.get(reverse("admin:units_unit_change", args=[unit.pk])).content.decode()
    assert "更名、撤并" in page
    assert client.get(reverse("admin:units_unit_reform", args=[unit.pk])).url == reverse("unit_change", args=[unit.pk])

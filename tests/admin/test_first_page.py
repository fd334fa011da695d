"""The first page of the admin says what a new installation lacks, to the administrator who can help."""

import pytest
from django.urls import reverse

from tests.world import log_in, make_admin, make_clerk, make_office
from units.models import User

pytestmark = pytest.mark.django_db
SYSTEM, SECURITY = User.AdminRole.SYSTEM, User.AdminRole.SECURITY


def first_page(client, role) -> str:
    log_in(client, make_admin(role))
    return client.get(reverse("admin:index")).content.decode()


def test_without_an_office_the_system_administrator_is_told_to_make_one(client):
    html = first_page(client, SYSTEM)
    assert "还没有办公室" in html
    assert reverse("admin:units_office_add") in html
    make_office()
    assert "还没有办公室" not in first_page(client, SYSTEM)


def test_an_office_without_a_clerk_is_named_to_the_security_administrator(client):
    office = make_office()
    html = first_page(client, SECURITY)
    assert "还没有经办人的办公室" in html
    assert office.name in html
    assert reverse("admin:units_user_add") in html
    make_clerk(office)
    assert "还没有经办人" not in first_page(client, SECURITY)


def test_the_others_are_told_nothing_of_it(client):
    make_office()
    for role in (SYSTEM, User.AdminRole.AUDIT):
        html = first_page(client, role)
        assert "还没有经办人" not in html
        assert "还没有办公室" not in html

"""帮助 on every page: the reader's own manual first, at the place that speaks of the page."""

import re
from urllib.parse import unquote

import pytest
from django.contrib import admin
from django.urls import reverse

from govopen.manuals.places import ADMIN, CLERK_ADMIN, OFFICE, TABLES, UNIT, UNIT_LEADER, help_address
from govopen.manuals.reading import manual
from tests.pages.desk import Desk
from tests.permissions.test_routes import NAMES
from tests.world import log_in, make_admin
from units.models import User

pytestmark = pytest.mark.django_db
REGISTERS = [f"{model._meta.app_label}_{model._meta.model_name}_" for model in admin.site._registry]


def help_link(response) -> str:
    found = re.search(r'<a href="([^"]+)"[^>]*>(?:\s|<span[^>]*>[^<]*</span>|<span>)*帮助', response.content.decode())
    return unquote(found[1])


@pytest.mark.parametrize("slug", TABLES)
def test_every_anchor_of_the_table_is_in_the_manual(slug):
    there = {heading.anchor for heading in manual(slug).headings}
    wanted = TABLES[slug] | (UNIT_LEADER if slug == "unit" else {})
    assert {anchor for anchor in wanted.values() if anchor} <= there


def test_every_name_in_the_tables_is_that_of_a_page():
    for table in (OFFICE, UNIT):
        for beginning in table:
            assert any(name.startswith(beginning) for name in NAMES), beginning
    for beginning in ADMIN | CLERK_ADMIN:
        assert any(name.startswith(beginning) or beginning == "password" for name in REGISTERS), beginning


@pytest.mark.parametrize("role", ["office", "office_leader", "liaison", "unit_leader"])
def test_help_on_each_page_leads_to_a_place_of_the_own_manual(client, role):
    desk = Desk()
    slug = "office" if role.startswith("office") else "unit"
    there = {heading.anchor for heading in manual(slug).headings} | {""}
    client.force_login(desk.people[role])
    found = set()
    for address, roles in desk.addresses().items():
        if role in roles:
            place, _, anchor = help_link(client.get(address)).partition("#")
            assert place == reverse("manual", args=[slug]), address
            assert anchor in there, address
            found.add(anchor)
    assert len(found) > 3


def test_the_longest_name_that_fits_says_the_place():
    clerk = Desk().people["office"]
    member = clerk.memberships.get()
    assert unquote(help_address(clerk, member, "chase_one")).endswith("#催办")
    assert unquote(help_address(clerk, member, "chase_activity")).endswith("#催办活动")
    assert help_address(clerk, member, "nothing_known").endswith("/help/office/")


def test_a_liaison_and_a_leader_of_a_unit_find_different_places_at_a_task():
    people = Desk().people
    for role, place in (("liaison", "填报进展"), ("unit_leader", "单位领导审核")):
        member = people[role].memberships.get()
        assert unquote(help_address(people[role], member, "assignment")).endswith(f"#{place}")


@pytest.mark.parametrize(
    ("role", "first"), [("office", "办公室手册"), ("liaison", "单位手册"), ("unit_leader", "单位手册")]
)
def test_each_role_gets_its_own_manual_first_and_may_read_the_others(client, role, first):
    client.force_login(Desk().people[role])
    page = client.get(reverse("manuals"), follow=True)
    assert f'<h1 id="{first}">{first}</h1>' in page.content.decode()
    for slug in TABLES:
        page = client.get(reverse("manual", args=[slug]))
        assert page.status_code == 200
        assert "style=" not in page.content.decode()
        assert "unsafe" not in page["Content-Security-Policy"]
    assert client.get(reverse("manual", args=["nobody"])).status_code == 404


def test_an_administrator_finds_help_in_the_registers_at_the_place_of_the_register(client):
    log_in(client, make_admin(User.AdminRole.SYSTEM))
    assert help_link(client.get(reverse("admin:units_office_changelist"))) == "/help/admin/#新开一个办公室"
    page = client.get(reverse("manuals"), follow=True)
    assert "管理员手册</h1>" in page.content.decode()


def test_a_clerk_finds_help_in_the_registers_in_the_manual_of_the_office(client):
    client.force_login(Desk().people["office"])
    assert help_link(client.get(reverse("admin:units_membership_changelist"))) == "/help/office/#换联络员"


def test_somebody_without_a_role_reads_the_manuals_too(client):
    user = User.objects.create(username="nobody", name="无职", email="nobody@qingshan.example")
    client.force_login(user)
    assert "单位手册</h1>" in client.get(reverse("manuals"), follow=True).content.decode()


def test_a_stranger_is_asked_to_log_in(client):
    for address in (reverse("manuals"), reverse("manual", args=["unit"])):
        assert client.get(address).url.startswith(reverse("login"))


def test_an_address_that_is_none_still_shows_help(client):
    client.force_login(Desk().people["liaison"])
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert help_link(page) == "/help/unit/"

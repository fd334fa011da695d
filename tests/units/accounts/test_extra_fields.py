"""What somebody adds to a form by hand changes nothing (P11)."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.admin.desk import bring_in, post, table
from tests.units.accounts.door import knock
from tests.world import PASSWORD, log_in, make_admin, make_clerk, make_office, make_person, make_unit
from units.accounts import links
from units.models import Membership, Unit, User

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
RIGHTS = {
    "is_superuser": "on",
    "is_staff": "on",
    "admin_role": "security",
    "role": "office",
    "office": "2",
    "office_id": "2",
    "created_by": "1",
    "by": "1",
    "user": "1",
    "user_id": "1",
    "password_changed_at": "2020-01-01",
    "groups": "1",
    "user_permissions": "1",
}
GOOD = "Lushui-Bianfeng-27"


@pytest.fixture
def office():
    office = make_office()
    make_office("beihe", "北河县人民政府办公室", "北河县")
    return office


@pytest.fixture
def liaison(office):
    return make_person(office, unit=make_unit(office))


def rights(user):
    user = User.objects.get(pk=user.pk)
    posts = list(user.memberships.values_list("office", "unit", "role"))
    return user.is_superuser, user.is_staff, user.admin_role, posts


def by_log_in(user):
    knock(Client(), user.username, **{})
    return Client().post(reverse("login"), {"username": user.username, "password": PASSWORD} | RIGHTS)


def by_change(user):
    client = Client()
    knock(client, user.username)
    form = {"old_password": PASSWORD, "new_password1": GOOD, "new_password2": GOOD}
    return client.post(reverse("password"), form | RIGHTS)


def by_link(user):
    client = Client()
    client.get(links.issue(user=user, by=None, at=timezone.now()).partition("8000")[2])
    return client.post(reverse("choose_password"), {"new_password1": GOOD, "new_password2": GOOD} | RIGHTS)


def by_desk(user):
    client = Client()
    knock(client, user.username)
    return client.post(reverse("switch_desk"), RIGHTS | {"membership": user.memberships.get().pk})


@pytest.mark.parametrize("way", [by_log_in, by_change, by_link, by_desk])
def test_the_pages_of_the_account_take_no_rights(liaison, way):
    before = rights(liaison)
    assert way(liaison).status_code == 302
    assert rights(liaison) == before


def test_a_clerk_gives_no_rights_with_an_account(client, office, liaison):
    client.force_login(make_clerk(office))
    before = rights(liaison)
    values = {"name": "改名", "email": liaison.email, "is_active": "on"}
    assert post(client, "units_user", liaison.pk, **values, **RIGHTS, username="root").status_code == 302
    assert rights(liaison) == before
    liaison.refresh_from_db()
    assert (liaison.name, liaison.username) == ("改名", liaison.username)
    unit = Unit.objects.get()
    assert (
        post(
            client, "units_user", **RIGHTS | {"username": "xin", "name": "新人", "role": "liaison", "unit": unit.pk}
        ).status_code
        == 302
    )
    assert rights(User.objects.get(username="xin")) == (False, False, "", [(office.pk, unit.pk, "liaison")])


def test_a_clerk_appoints_at_the_own_office_only(client, office, liaison):
    client.force_login(make_clerk(office))
    there = make_unit(liaison.memberships.get().office.__class__.objects.get(slug="beihe"))
    form = RIGHTS | {"user": liaison.pk, "role": "office_leader", "office": there.office_id}
    assert post(client, "units_membership", **form).status_code == 302
    assert set(liaison.memberships.values_list("office", flat=True)) == {office.pk}
    form = {"user": liaison.pk, "role": "liaison", "unit": there.pk}
    assert post(client, "units_membership", **form).status_code == 200
    assert Membership.objects.filter(unit=there).count() == 0


def test_a_sheet_gives_no_rights(client, office, liaison):
    client.force_login(make_clerk(office))
    head = ("登录名", "姓名", "角色", "单位", "邮箱", "is_superuser", "admin_role", "管理角色", "办公室", "password")
    row = (
        "xin",
        "新人",
        "联络员",
        liaison.memberships.get().unit.short_name,
        "",
        "1",
        "security",
        "安全管理员",
        "beihe",
        "x",
    )
    bring_in(client, "units_membership", table(head, row))
    user = User.objects.get(username="xin")
    assert rights(user)[:3] == (False, False, "")
    assert user.memberships.get().office == office
    assert not user.has_usable_password()


def test_a_security_administrator_makes_no_superuser(client, liaison):
    log_in(client, make_admin("security"))
    values = {"name": "改名", "username": liaison.username, "is_active": "on"}
    assert post(client, "units_user", liaison.pk, **RIGHTS | values | {"admin_role": ""}).status_code == 302
    assert rights(liaison)[0] is False

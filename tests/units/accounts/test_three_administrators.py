"""System, security and audit administrator: no account holds two, none works at an office, each has a part (P10).

Who may open, add, change and delete which register stands in tests/admin/test_access.py.
"""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.admin.desk import errors, post
from tests.units.accounts.door import WRONG, is_in, knock
from tests.world import AT, log_in, make_admin, make_clerk, make_office, make_person, make_unit
from units.accounts import roles
from units.history import record
from units.models import AuditEntry, LoginSession, Membership, Office, User
from units.services import appoint

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ROLES = list(User.AdminRole)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def security(client):
    admin = make_admin("security")
    log_in(client, admin)
    return admin


def page(model, name, *args):
    return reverse(f"admin:{model}_{name}", args=args)


def test_an_account_that_gets_a_second_role_loses_the_first():
    user, by = make_admin("audit"), make_admin("security")
    roles.change_role(user=user, role="system", by=by, at=AT)
    user.refresh_from_db()
    assert user.admin_role == "system"
    assert AuditEntry.objects.get(verb="变更管理角色").changes == {"管理角色": ["审计管理员", "系统管理员"]}


@pytest.mark.parametrize("role", ROLES)
def test_who_works_at_an_office_becomes_no_administrator_and_the_other_way_round(office, role):
    by = make_admin("security")
    clerk, admin = make_clerk(office), make_admin(role)
    with pytest.raises(ValidationError, match="不能兼任管理员"):
        roles.change_role(user=clerk, role=role, by=by, at=AT)
    with pytest.raises(ValidationError, match="不能在办公室或单位任职"):
        appoint(user=admin, office=office, role="office", by=None, at=AT)
    clerk.memberships.update(to_on=timezone.localdate() - timedelta(days=1))
    roles.change_role(user=clerk, role=role, by=by, at=AT)


def test_nobody_changes_the_own_role_and_the_last_security_administrator_stays():
    only, audit = make_admin("security"), make_admin("audit")
    with pytest.raises(ValidationError, match="自己的管理角色"):
        roles.change_role(user=only, role="", by=only, at=AT)
    with pytest.raises(ValidationError, match="唯一的安全管理员"):
        roles.change_role(user=only, role="system", by=audit, at=AT)
    make_admin("security")
    roles.change_role(user=only, role="", by=audit, at=AT)


def test_a_change_of_role_ends_the_sessions(client, security):
    other, browser = make_admin("system"), Client()
    log_in(browser, other)
    assert is_in(browser)
    values = {"name": other.name, "username": other.username, "is_active": "on", "admin_role": "audit"}
    assert post(client, "units_user", other.pk, **values).status_code == 302
    assert not is_in(browser)
    other.refresh_from_db()
    assert other.admin_role == "audit"
    entry = AuditEntry.objects.get(verb="变更管理角色")
    assert (entry.actor_ref, entry.object_ref) == (security.pk, str(other.pk))


class TestSecurity:
    """Accounts, roles, locks, sessions."""

    def test_opens_accounts_of_administrators_and_of_any_office(self, client, security, office):
        form = {"username": "shenji", "name": "审计员", "admin_role": "audit", "role": "liaison"}
        assert post(client, "units_user", **form).status_code == 302
        audit = User.objects.get(username="shenji")
        assert (audit.admin_role, audit.is_staff, audit.has_usable_password()) == ("audit", True, False)
        form = {"username": "xin", "name": "新人", "post_office": office.pk, "role": "office"}
        assert post(client, "units_user", **form).status_code == 302
        assert User.objects.get(username="xin").memberships.get().role == "office"

    @pytest.mark.parametrize(
        ("values", "says"),
        [
            ({"role": "office"}, "请选择这个人任职的办公室"),
            ({"role": "office", "admin_role": "audit", "post_office": "here"}, "管理员不在办公室"),
            ({"role": "liaison", "post_office": "here"}, "须选择单位"),
            ({"role": "liaison", "post_office": "here", "unit": "there"}, "不属于这个办公室"),
        ],
    )
    def test_is_told_what_does_not_go_together(self, client, security, office, values, says):
        there = make_unit(make_office("beihe", "北河县人民政府办公室", "北河县"))
        keys = {"here": office.pk, "there": there.pk}
        form = {name: keys.get(value, value) for name, value in values.items()}
        assert says in errors(post(client, "units_user", username="xin", name="新人", **form))

    def test_appoints_at_any_office_but_no_administrator(self, client, security, office):
        person = make_person(office, unit=make_unit(office))
        form = {"user": person.pk, "office": office.pk, "role": "office_leader"}
        assert post(client, "units_membership", **form).status_code == 302
        form["user"] = make_admin("audit").pk
        assert "不能在办公室或单位任职" in errors(post(client, "units_membership", **form))

    def test_switches_accounts_off_but_not_the_own(self, client, security, office):
        person, browser = make_clerk(office), Client()
        knock(browser, person.username)
        values = {"name": person.name, "username": person.username, "email": person.email}
        assert post(client, "units_user", person.pk, **values).status_code == 302
        person.refresh_from_db()
        assert not person.is_active
        assert not is_in(browser)
        assert list(AuditEntry.objects.filter(actor_ref=security.pk).values_list("verb", flat=True)) == ["停用账号"]
        own = {"name": security.name, "username": security.username, "admin_role": "audit"}
        post(client, "units_user", security.pk, **own)
        security.refresh_from_db()
        assert (security.is_active, security.admin_role) == (True, "security")

    def test_lifts_a_lock(self, client, security, office):
        clerk = make_clerk(office)
        for _ in range(5):
            knock(Client(), clerk.username, WRONG)
        row = AccessAttempt.objects.get()
        assert "锁定中" in client.get(page("units_lockout", "changelist")).content.decode()
        assert client.post(page("units_lockout", "unlock", row.pk)).status_code == 302
        assert knock(Client(), clerk.username).status_code == 302

    def test_ends_a_session_or_all_of_an_account(self, client, security, office):
        clerk, browser = make_clerk(office), Client()
        for how in ("one", "all"):
            knock(browser, clerk.username)
            row = LoginSession.objects.get(user=clerk)
            at = (
                page("units_loginsession", "end", row.pk)
                if how == "one"
                else page("units_user", "end_sessions", clerk.pk)
            )
            assert client.get(at).status_code == 200
            assert is_in(browser)
            client.post(at)
            assert not is_in(browser)
        assert AuditEntry.objects.filter(verb="结束会话", actor_ref=security.pk).count() == 2


class TestSystem:
    """Offices, rules and the registers of all offices; no accounts, no roles, no history."""

    def test_adds_an_office_and_sees_the_registers_of_all(self, client, office):
        log_in(client, make_admin("system"))
        form = {"name": "北河县人民政府办公室", "short_name": "北河县政府办", "region": "北河县", "slug": "beihe"}
        assert post(client, "units_office", **form).status_code == 302
        assert Office.objects.filter(slug="beihe").exists()
        make_unit(office, "县财政局")
        assert "县财政局" in client.get(page("units_unit", "changelist")).content.decode()

    def test_gives_no_role_and_reads_no_history(self, client, office):
        log_in(client, make_admin("system"))
        person = make_person(office, unit=make_unit(office))
        form = {"user": person.pk, "office": office.pk, "role": "office"}
        assert post(client, "units_membership", **form).status_code == 403
        assert post(client, "units_membership", person.memberships.get().pk, to_on="2026-01-01").status_code == 403
        assert post(client, "units_user", person.pk, admin_role="audit").status_code == 403
        assert client.get(page("units_auditentry", "changelist")).status_code == 403
        assert Membership.objects.count() == 1


class TestAudit:
    """The whole history, and nothing else; nothing is changed."""

    def test_reads_the_history_of_all_offices(self, client, office):
        there = make_office("beihe", "北河县人民政府办公室", "北河县")
        for each in (office, there):
            record("下发", each, by=None, at=AT, office=each)
        log_in(client, make_admin("audit"))
        shown = client.get(page("units_auditentry", "changelist")).content.decode()
        assert office.name in shown
        assert there.name in shown

    def test_changes_nothing(self, client, office):
        entry = record("下发", office, by=None, at=AT, office=office)
        clerk, browser = make_clerk(office), Client()
        knock(browser, clerk.username)
        log_in(client, make_admin("audit"))
        row = LoginSession.objects.get(user=clerk)
        for at in (
            page("units_loginsession", "end", row.pk),
            page("units_user", "end_sessions", clerk.pk),
            page("units_user", "new_link", clerk.pk),
            page("units_user", "mail_links"),
            page("units_auditentry", "change", entry.pk),
            page("units_auditentry", "delete", entry.pk),
            page("units_auditentry", "add"),
        ):
            assert client.post(at, {"post": "yes"}).status_code == 403, at
        assert is_in(browser)


@pytest.mark.parametrize("role", ROLES)
def test_the_daily_pages_of_an_office_are_closed_to_administrators(client, office, role):
    log_in(client, make_admin(role))
    assert client.get(reverse("home")).url == reverse("admin:index")
    for name in ("overview", "my_tasks", "plan_list", "assignment_list", "review_queue", "import_start", "mail_list"):
        assert client.get(reverse(name)).status_code == 403, name
    assert client.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_names_what_opens_and_nothing_else(client, role):
    log_in(client, make_admin(role))
    menu = client.get(reverse("admin:index")).content.decode()
    for model in ("office", "unit", "membership", "user", "lockout", "loginsession", "auditentry"):
        at = page(f"units_{model}", "changelist")
        assert (at in menu) == (client.get(at).status_code == 200), at

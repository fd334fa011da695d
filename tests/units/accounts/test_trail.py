"""What the history says of accounts."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.units.accounts.door import WRONG, knock, verbs
from tests.world import PASSWORD, log_in, make_admin, make_clerk, make_office, make_person, make_unit
from units.accounts import links
from units.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def liaison():
    office = make_office()
    return make_person(office, unit=make_unit(office))


def test_coming_and_going_is_written_with_who_and_from_where(client, liaison):
    knock(client, liaison.username, address="2001:db8::7")
    client.post(reverse("logout"), REMOTE_ADDR="192.0.2.5")
    entries = AuditEntry.objects.order_by("pk").values_list("verb", "actor_ref", "actor_name", "origin", "office_ref")
    office = liaison.memberships.get().office_id
    assert list(entries) == [
        ("登录", liaison.pk, liaison.name, "2001:db8::7", office),
        ("退出", liaison.pk, liaison.name, "192.0.2.5", office),
    ]


def test_a_refused_page_is_written_with_its_address(client, liaison):
    client.force_login(liaison)
    assert client.get(reverse("overview")).status_code == 403
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.object_label, entry.actor_ref) == ("拒绝访问", "GET /overview/", liaison.pk)


def test_a_stranger_fills_no_history_with_refusals(liaison):
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(reverse("login"), {"username": liaison.username}).status_code == 403
    assert verbs() == []


def test_without_an_entry_nothing_happens(client, liaison, monkeypatch):
    monkeypatch.setattr("units.accounts.trail.record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        links.issue(user=liaison, by=None, at=timezone.now())
    client.force_login(liaison)
    form = {"old_password": PASSWORD, "new_password1": "Lushui-Bianfeng-27", "new_password2": "Lushui-Bianfeng-27"}
    with pytest.raises(ZeroDivisionError):
        client.post(reverse("password"), form)
    liaison.refresh_from_db()
    assert liaison.check_password(PASSWORD)
    assert not liaison.links.exists()


def test_no_secret_is_ever_in_it(client, liaison):
    knock(client, liaison.username, WRONG)
    knock(client, liaison.username)
    address = links.issue(user=liaison, by=None, at=timezone.now())
    key = client.session.session_key
    admin = make_admin("security")
    knock(Client(), admin.username)
    told = str(list(AuditEntry.objects.values()))
    for secret in (WRONG, PASSWORD, address.rstrip("/").rpartition("/")[2], key, liaison.password):
        assert secret not in told


@pytest.mark.ignore_template_errors
def test_the_office_reads_the_log_ins_of_its_people_and_not_those_of_administrators(client, liaison):
    knock(Client(), liaison.username)
    admin = make_admin("security")
    knock(Client(), admin.username, WRONG)
    client.force_login(make_clerk(liaison.memberships.get().office))
    page = client.get(reverse("admin:units_auditentry_changelist")).content.decode()
    assert liaison.name in page
    assert admin.name not in page
    log_in(client, make_admin("audit"))
    page = client.get(reverse("admin:units_auditentry_changelist")).content.decode()
    assert admin.name in page

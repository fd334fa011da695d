"""A fresh installation has no account, no default password, and one way in (A10)."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.units.accounts.door import code_of, follow, is_in, knock
from units.accounts import totp
from units.models import AuditEntry, User

pytestmark = pytest.mark.django_db
GOOD = "Lushui-Bianfeng-27"


def check(tag):
    call_command("check", tags=[tag], databases=["default"])


def test_there_is_no_account_and_the_usual_guesses_fail(client):
    assert not User.objects.exists()
    for name in ("admin", "root", "administrator", "govopen"):
        knock(client, name, name)
        knock(client, name, "123456")
        assert not is_in(client)


def test_the_first_administrator_comes_in_by_a_link_that_is_printed_once(client, capsys, settings):
    settings.SITE_URL = "https://zwgk.qingshan.example"
    call_command("create_admin", "security", "anquan", "安全员")
    said = capsys.readouterr().out
    address = re.search(r"https://zwgk\.qingshan\.example/\S+", said)[0]
    user = User.objects.get()
    assert (user.admin_role, user.is_superuser, user.has_usable_password()) == ("security", False, False)
    assert set(AuditEntry.objects.values_list("verb", "origin")) == {
        ("新增", "create_admin"),
        ("变更管理角色", "create_admin"),
        ("签发链接", "create_admin"),
    }
    follow(client, address, GOOD)
    assert knock(client, "anquan", GOOD).url == reverse("second_step")
    assert client.get(reverse("second_step")).status_code == 200
    assert client.post(reverse("second_step"), {"code": code_of(user)}).url == reverse("home")
    assert client.get(reverse("home")).url == reverse("admin:index")
    assert follow(Client(), address, GOOD).status_code == 410


def test_a_lost_link_and_a_lost_device_are_replaced_by_command(client, capsys):
    call_command("create_admin", "security", "anquan", "安全员")
    first = re.search(r"http\S+", capsys.readouterr().out)[0]
    call_command("account_link", "anquan")
    second = capsys.readouterr().out.strip()
    assert follow(client, first, GOOD).status_code == 410
    assert follow(client, second, GOOD).status_code == 302
    user = User.objects.get()
    totp.new_device(user)
    assert totp.confirm(user=user, code=code_of(user), at=timezone.now())
    call_command("reset_totp", "anquan")
    assert totp.device_of(user) is None
    assert AuditEntry.objects.filter(verb="重置动态口令", origin="reset_totp").exists()
    with pytest.raises(CommandError, match="没有登录名"):
        call_command("account_link", "nobody")


@pytest.mark.parametrize("name", ["anquan", ""])
def test_a_name_that_is_taken_or_missing_is_refused_with_a_sentence(capsys, name):
    call_command("create_admin", "security", "anquan", "安全员")
    with pytest.raises(CommandError):
        call_command("create_admin", "audit", name, "审计员")
    assert User.objects.count() == 1


def test_superusers_are_refused_in_favour_of_the_three(client):
    with pytest.raises(CommandError, match="create_admin"):
        call_command("createsuperuser", "--noinput", "--username", "root", "--email", "root@qingshan.example")
    assert not User.objects.exists()


def test_an_active_superuser_stops_the_check_and_cannot_log_in(client, monkeypatch):
    root = User.objects.create_superuser("root", "root@qingshan.example", GOOD, name="超级")
    with pytest.raises(Exception, match="Active superuser: root"):
        check("database")
    knock(client, "root", GOOD)
    assert not is_in(client)
    with monkeypatch.context() as debugging:
        debugging.setattr("django.conf.settings.DEBUG", True)
        check("database")
    User.objects.filter(pk=root.pk).update(is_active=False)
    check("database")


@pytest.mark.parametrize(
    ("name", "value"), [("GOVOPEN_PASSWORD_PROFILE", "strong"), ("GOVOPEN_TRUSTED_PROXIES", "the proxy")]
)
def test_settings_that_make_no_sense_stop_the_check(settings, name, value):
    setattr(settings, name, value)
    with pytest.raises(Exception, match=name):
        check("security")

"""Which passwords are taken, on every way on which one can be set (A05)."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from tests.units.accounts.door import follow, is_in, knock, verbs
from tests.world import AT, PASSWORD, make_office, make_person, make_unit
from units.accounts import links
from units.models import AuditEntry, User

pytestmark = pytest.mark.django_db
GOOD = "Lushui-Bianfeng-27"


@pytest.fixture
def liaison():
    office = make_office()
    unit = make_unit(office, "Caizheng", name="青山县财政局")
    user = make_person(office, unit=unit, email="li.si@qingshan.example")
    User.objects.filter(pk=user.pk).update(name="李小四", username="lixiaosi")
    return User.objects.get(pk=user.pk)


def refusal(password, user) -> str:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    return "".join(refused.value.messages)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("Ab1-xyz", "至少8个字符"),
        ("abcdefgh12", "至少3种"),
        ("ABCDEFGH", "至少3种"),
        ("Lixiaosi-9", "不能有"),
        ("9-李小四-Ab", "不能有"),
        ("Ab1-青山县财政局", "不能有"),
        ("caiZHENG-77", "不能有"),
        ("Govopen-77", "不能有"),
        ("Zwgk-2026-x", "不能有"),
        ("ＧｏｖＯｐｅｎ-77a", "不能有"),
        ("Password1", "太常见"),
        ("Aa1Aa1Aa1Aa1", "太常见"),
        (PASSWORD, "最近5次"),
    ],
)
def test_the_profile_djbh_refuses(liaison, settings, password, says):
    settings.GOVOPEN_PASSWORD_PROFILE = "djbh"
    assert says in refusal(password, liaison)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("Short-pass1", "至少12个字符"),
        ("password12345", "太常见"),
        ("aaaaaaaaaaaaaaaa", "太常见"),
        ("lixiaosi-is-here", "不能有"),
    ],
)
def test_the_profile_asvs_refuses(liaison, password, says):
    assert says in refusal(password, liaison)


@pytest.mark.parametrize(
    "chosen", [("asvs", "four quiet herons"), ("djbh", "Heron-27"), ("asvs", "四只安静的白鹭站在水边的石头上")]
)
def test_good_passwords_are_taken(liaison, settings, chosen):
    settings.GOVOPEN_PASSWORD_PROFILE, password = chosen
    validate_password(password, liaison)


def test_without_the_guard_anything_is_taken(liaison, settings):
    settings.AUTH_PASSWORD_VALIDATORS = []
    validate_password("a", liaison)


def by_form(client, user, password):
    client.force_login(user)
    form = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    return client.post(reverse("password"), form)


def by_link(client, user, password):
    return follow(client, links.issue(user=user, by=None, at=timezone.now()), password)


def by_reset(client, user, password):
    address = links.issue(user=user, by=None, at=timezone.now(), purpose=links.Purpose.RESET)
    return follow(client, address, password)


WAYS = [by_form, by_link, by_reset]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("profile", "weak"), [("djbh", "Ab1-xyz"), ("djbh", PASSWORD), ("asvs", "Short-pass1")])
def test_every_way_refuses_what_is_weak_and_says_why(client, liaison, settings, way, profile, weak):
    settings.GOVOPEN_PASSWORD_PROFILE = profile
    answer = way(client, liaison, weak)
    assert answer.status_code in (200, 422)
    assert "密码" in str(answer.context["form"].errors)
    liaison.refresh_from_db()
    assert liaison.check_password(PASSWORD)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_takes_what_is_good_and_writes_it_down_without_the_password(client, liaison, way):
    before = timezone.now()
    assert way(client, liaison, GOOD).status_code == 302
    liaison.refresh_from_db()
    assert liaison.check_password(GOOD)
    assert liaison.password_changed_at >= before
    assert {"修改密码", "用链接设置密码"} & set(verbs())
    assert GOOD not in str(list(AuditEntry.objects.values()))


def test_the_five_last_passwords_do_not_come_back_and_the_sixth_does(liaison, settings):
    settings.GOVOPEN_PASSWORD_PROFILE = "djbh"
    for n in range(1, 6):
        liaison.set_password(f"Heron-2{n}")
        liaison.save()
    for n in range(1, 6):
        assert "最近5次" in refusal(f"Heron-2{n}", liaison)
    validate_password(PASSWORD, liaison)
    assert liaison.passwords.count() == 5


def test_nobody_sets_a_password_for_somebody_else(client, liaison):
    with pytest.raises(CommandError, match="account_link"):
        call_command("changepassword", liaison.username)
    for page in (f"/admin/units/user/{liaison.pk}/password/", f"/admin/auth/user/{liaison.pk}/password/"):
        client.force_login(liaison)
        assert client.post(page, {"password1": GOOD, "password2": GOOD}).status_code in (302, 404)
    liaison.refresh_from_db()
    assert liaison.check_password(PASSWORD)


class TestAge:
    """Under djbh a password lasts ninety days, and one that somebody else chose no log-in."""

    @pytest.fixture(autouse=True)
    def profile(self, settings):
        settings.GOVOPEN_PASSWORD_PROFILE = "djbh"

    def test_after_ninety_days_every_page_leads_to_the_change(self, client, liaison):
        with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
            knock(client, liaison.username)
            for name in ("my_tasks", "plan_list", "home", "activities"):
                answer = client.get(reverse(name))
                assert (answer.status_code, answer.url) == (302, reverse("password"))
            assert "更换期限" in client.get(reverse("password")).content.decode()
            form = {"old_password": PASSWORD, "new_password1": GOOD, "new_password2": GOOD}
            assert client.post(reverse("password"), form).status_code == 302
            assert client.get(reverse("my_tasks")).status_code == 200

    def test_while_it_is_due_one_can_log_out(self, client, liaison):
        with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
            knock(client, liaison.username)
            assert client.post(reverse("logout")).url == reverse("login")
            assert not is_in(client)

    def test_the_first_log_in_changes_a_password_of_unknown_origin(self, client, liaison):
        User.objects.filter(pk=liaison.pk).update(password_changed_at=None)
        knock(client, liaison.username)
        assert client.get(reverse("my_tasks")).url == reverse("password")

    def test_before_ninety_days_nothing_is_asked(self, client, liaison):
        with time_machine.travel(timezone.now() + timedelta(days=89), tick=False):
            knock(client, liaison.username)
            assert client.get(reverse("my_tasks")).status_code == 200

    def test_without_the_guard_an_old_password_goes_on(self, client, liaison, settings):
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "AccountGate" not in name]
        with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
            knock(client, liaison.username)
            assert client.get(reverse("my_tasks")).status_code == 200


def test_under_asvs_no_password_grows_old(client, liaison):
    User.objects.filter(pk=liaison.pk).update(password_changed_at=AT - timedelta(days=900))
    knock(client, liaison.username)
    assert client.get(reverse("my_tasks")).status_code == 200

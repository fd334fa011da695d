"""The second factor of the administrators (A14)."""

from base64 import b64decode
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.units.accounts.door import code_of, is_in, knock, verbs
from tests.world import log_in, make_admin, make_clerk, make_office
from units.accounts.passwords import set_password
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
STEP = timedelta(seconds=30)


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as moving:
        yield moving


@pytest.fixture
def admin():
    return make_admin("system")


def show(client, code):
    return client.post(reverse("second_step"), {"code": code})


def come_in(client, user):
    knock(client, user.username)
    return show(client, code_of(user))


def wrong_code(user) -> str:
    return f"{(int(code_of(user)) + 1) % 10**6:06d}"


def test_the_password_alone_logs_nobody_in(client, admin):
    assert knock(client, admin.username).url == reverse("second_step")
    assert not is_in(client)
    assert client.get(reverse("admin:index")).status_code == 302
    assert "_auth_user_id" not in client.session
    assert "登录" not in verbs()


def test_password_and_code_log_in_under_a_new_key(client, admin):
    knock(client, admin.username)
    before = client.session.session_key
    assert show(client, code_of(admin)).url == reverse("home")
    assert is_in(client)
    assert client.session.session_key != before
    assert verbs() == ["登录"]


def test_a_code_typed_with_blanks_or_full_width_digits_is_the_same(client, admin, clock):
    knock(client, admin.username)
    code = code_of(admin)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert show(client, f"{wide[:3]} {wide[3:]}").status_code == 302


def test_a_code_is_not_taken_twice(client, admin, clock):
    come_in(client, admin)
    used = code_of(admin)
    client.post(reverse("logout"))
    knock(client, admin.username)
    assert show(client, used).status_code == 422
    assert "已经用过" in show(client, used).content.decode()
    clock.shift(STEP)
    assert show(client, code_of(admin)).status_code == 302


def test_without_the_guard_a_code_would_be_taken_twice(client, admin, clock):
    come_in(client, admin)
    TOTPDevice.objects.update(last_t=-1)
    client.post(reverse("logout"))
    assert come_in(client, admin).status_code == 302


def test_an_old_code_is_refused(client, admin, clock):
    old = code_of(admin)
    clock.shift(3 * STEP)
    knock(client, admin.username)
    assert show(client, old).status_code == 422
    assert not is_in(client)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "-00001", "٣٤٥٦٧٨x"])
def test_what_is_no_code_is_refused(client, admin, code):
    knock(client, admin.username)
    assert show(client, code).status_code == 422
    assert not is_in(client)


def test_ten_wrong_codes_lock_also_for_the_right_one(client, admin, clock):
    knock(client, admin.username)
    answers = [show(client, wrong_code(admin)).status_code for _ in range(10)]
    assert answers == [422] * 9 + [429]
    answer = show(client, code_of(admin))
    assert answer.status_code == 429
    assert "请联系安全管理员" in answer.content.decode()
    clock.shift(timedelta(days=1))
    assert come_in(client, admin).status_code == 429
    assert not is_in(client)
    assert verbs() == ["动态口令错误"] * 10 + ["锁定动态口令"] + ["动态口令被拒（锁定中）"] * 2


def test_the_security_administrator_resets_it_and_the_next_log_in_enrols_anew(client, admin, clock):
    knock(client, admin.username)
    for _ in range(10):
        show(client, wrong_code(admin))
    other = Client()
    log_in(other, make_admin("security"))
    assert other.post(reverse("admin:units_user_reset_code", args=[admin.pk])).status_code == 302
    assert AuditEntry.objects.filter(verb="重置动态口令", object_ref=str(admin.pk)).exists()
    knock(client, admin.username)
    assert "启用动态口令" in client.get(reverse("second_step")).content.decode()
    assert show(client, code_of(admin)).status_code == 302


def test_only_the_security_administrator_resets_and_not_for_oneself(client, admin):
    security = make_admin("security")
    for who, whose in ((admin, security), (make_admin("audit"), admin), (security, security)):
        log_in(client, who)
        assert client.post(reverse("admin:units_user_reset_code", args=[whose.pk])).status_code == 403
    assert TOTPDevice.objects.count() == 3


class TestEnrolment:
    """The first log-in of an administrator."""

    @pytest.fixture
    def newcomer(self, admin):
        TOTPDevice.objects.all().delete()
        return admin

    def test_the_page_shows_a_picture_and_the_secret_and_keeps_both(self, client, newcomer):
        knock(client, newcomer.username)
        page, again = (client.get(reverse("second_step")) for _ in range(2))
        assert page.context["picture"] == again.context["picture"]
        picture = b64decode(page.context["picture"].partition(",")[2])
        assert picture.startswith(b"<svg")
        assert page.context["secret"] in page.content.decode()
        assert "no-store" in page.headers["Cache-Control"]

    def test_a_code_from_the_device_enrols_it_and_logs_in(self, client, newcomer, clock):
        knock(client, newcomer.username)
        client.get(reverse("second_step"))
        assert show(client, wrong_code(newcomer)).status_code == 422
        assert not is_in(client)
        assert show(client, code_of(newcomer)).status_code == 302
        assert is_in(client)
        assert "启用动态口令" in verbs()
        client.post(reverse("logout"))
        clock.shift(STEP)
        knock(client, newcomer.username)
        assert "picture" not in client.get(reverse("second_step")).context
        assert show(client, code_of(newcomer)).status_code == 302

    def test_a_device_that_was_not_confirmed_opens_nothing(self, client, newcomer):
        knock(client, newcomer.username)
        client.get(reverse("second_step"))
        device = TOTPDevice.objects.get()
        client.force_login(newcomer)
        session = client.session
        session["otp_device_id"] = device.persistent_id
        session.save()
        assert not is_in(client)


def test_a_log_in_that_went_past_the_page_is_stopped(client, admin):
    client.force_login(admin)
    assert client.get(reverse("admin:index")).url == reverse("login")
    assert not is_in(client)


@pytest.mark.ignore_template_errors
def test_without_the_guard_a_log_in_past_the_page_would_go_on(client, admin, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "AccountGate" not in name]
    client.force_login(admin)
    assert client.get(reverse("admin:units_unit_changelist")).status_code == 200


def test_between_password_and_code_there_are_ten_minutes(client, admin, clock):
    knock(client, admin.username)
    clock.shift(timedelta(minutes=11))
    assert show(client, code_of(admin)).url == reverse("login")


def test_a_password_changed_meanwhile_ends_the_attempt(client, admin):
    knock(client, admin.username)
    set_password(user=admin, raw="Lushui-Bianfeng-27", by=admin, at=timezone.now())
    assert show(client, code_of(admin)).url == reverse("login")


def test_clerks_need_it_only_where_the_setting_says_so(client, settings):
    clerk = make_clerk(make_office())
    assert knock(client, clerk.username).url == reverse("home")
    settings.GOVOPEN_TOTP_FOR_CLERKS = True
    assert client.get(reverse("overview")).url == reverse("login")
    assert knock(client, clerk.username).url == reverse("second_step")


def test_the_code_page_leads_strangers_to_the_log_in(client):
    assert client.get(reverse("second_step")).url == reverse("login")

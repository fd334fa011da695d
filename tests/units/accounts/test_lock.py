"""Wrong passwords lock, for thirty minutes and for everybody alike (A01, A03, F14)."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.utils import timezone

from tests.units.accounts.door import WRONG, is_in, knock, verbs
from tests.world import make_clerk, make_office, make_person, make_unit
from units.accounts import lockout
from units.models import AuditEntry, RateCount

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make_clerk(make_office())


def lock(client, username, times=5, **how):
    return [knock(client, username, WRONG, **how) for _ in range(times)]


def test_five_wrong_passwords_lock_for_thirty_minutes_also_for_the_right_one(client, clerk):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        wrong = lock(client, clerk.username)
        right = knock(client, clerk.username)
        assert [answer.status_code for answer in (*wrong, right)] == [200, 200, 200, 200, 429, 429]
        assert right.headers["Retry-After"] == "1800"
        assert right.content == wrong[-1].content
        assert "请等30分钟" in right.content.decode()
        clock.shift(timedelta(minutes=29))
        assert knock(client, clerk.username).status_code == 429
        clock.shift(timedelta(minutes=1, seconds=1))
        assert knock(client, clerk.username).status_code == 302
        assert is_in(client)


def test_without_the_guard_the_right_password_still_opens(client, clerk, settings):
    settings.AXES_ENABLED = False
    lock(client, clerk.username)
    # Without axes nothing begins a session either, so what the log-in page answered is looked at.
    assert knock(client, clerk.username).status_code == 302


def test_trying_on_while_locked_makes_the_lock_no_longer(client, clerk):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        lock(client, clerk.username)
        clock.shift(timedelta(minutes=29))
        lock(client, clerk.username)
        clock.shift(timedelta(minutes=1, seconds=1))
        assert knock(client, clerk.username).status_code == 302


def test_the_lock_and_what_led_to_it_stand_in_the_history(client, clerk):
    lock(client, clerk.username)
    knock(client, clerk.username)
    assert verbs() == ["登录失败"] * 5 + ["锁定登录", "登录被拒（锁定中）"]
    entries = AuditEntry.objects.filter(object_ref=str(clerk.pk))
    assert set(entries.values_list("origin", "office_ref")) == {("192.0.2.1", clerk.memberships.get().office_id)}
    assert WRONG not in str(list(AuditEntry.objects.values()))


def test_an_unknown_name_is_answered_and_locked_like_a_known_one(client, clerk):
    known, unknown = lock(client, clerk.username, 6), lock(client, "nobody", 6)
    assert [answer.status_code for answer in known] == [answer.status_code for answer in unknown]
    for one, other in zip(known, unknown, strict=True):
        assert shown(one) == shown(other)


@pytest.mark.parametrize("state", ["off", "superuser", "no password"])
def test_an_account_that_may_not_log_in_is_answered_like_a_wrong_password(client, clerk, state):
    if state == "no password":
        clerk.set_unusable_password()
    clerk.is_active, clerk.is_superuser = state != "off", state == "superuser"
    clerk.save()
    assert shown(knock(client, clerk.username)) == shown(knock(client, "nobody"))
    assert not is_in(client)


def shown(answer):
    """What a person sees of a page: without the token, and without the name that stands in the field."""
    text = answer.content.decode()
    lines = [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line and 'name="username"' not in line]
    return answer.status_code, lines


class CountingHasher(MD5PasswordHasher):
    """Counts its work."""

    count = 0

    def encode(self, password, salt):
        CountingHasher.count += 1
        return super().encode(password, salt)


def test_an_unknown_name_costs_as_much_work_as_a_known_one(client, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    clerk = make_clerk(make_office())
    work = []
    for name in (clerk.username, "nobody"):
        before = CountingHasher.count
        knock(client, name, WRONG)
        work.append(CountingHasher.count - before)
    assert work == [1, 1]


def test_a_name_that_is_none_is_not_stored_in_case_it_was_a_password(client):
    knock(client, "Geheim-Wort-2026", WRONG)
    stored = str(list(AccessAttempt.objects.values())) + str(list(AuditEntry.objects.values()))
    assert "Geheim" not in stored


def test_a_flushed_cache_unlocks_nobody(client, clerk):
    lock(client, clerk.username)
    cache.clear()
    assert knock(client, clerk.username).status_code == 429


def test_another_browser_is_locked_too_and_another_address_is_not(client, clerk):
    lock(client, clerk.username)
    assert knock(client, clerk.username, headers={"user-agent": "another"}).status_code == 429
    assert knock(client, clerk.username, address="192.0.2.9").status_code == 302


def test_somebody_who_tries_a_name_from_everywhere_is_slowed_and_its_owner_is_not_shut_out(client, clerk, settings):
    settings.GOVOPEN_NAME_FAILURES = 12
    assert knock(client, clerk.username, address="192.0.2.200").status_code == 302  # the usual place
    client.logout()
    for n in range(3):
        lock(client, clerk.username, 4, address=f"198.51.100.{n}")
    assert knock(client, clerk.username, address="198.51.100.77").status_code == 429
    assert knock(client, clerk.username, address="192.0.2.200").status_code == 302


def test_one_who_has_moved_within_one_ipv6_network_is_still_the_same(client, clerk):
    lock(client, clerk.username, 3, address="2001:db8:1:2::1")
    lock(client, clerk.username, 2, address="2001:db8:1:2:ffff::2")
    assert knock(client, clerk.username, address="2001:db8:1:2::3").status_code == 429
    assert knock(client, clerk.username, address="2001:db8:1:3::3").status_code == 302
    assert AuditEntry.objects.filter(origin="2001:db8:1:2:ffff::2").exists()


def test_a_success_forgets_the_failures(client, clerk):
    lock(client, clerk.username, 4)
    knock(client, clerk.username)
    client.logout()
    lock(client, clerk.username, 4)
    assert knock(client, clerk.username).status_code == 302


def test_the_lock_can_be_lifted(client, clerk):
    lock(client, clerk.username)
    lockout.unlock(username=clerk.username, by=None, at=timezone.now())
    assert knock(client, clerk.username).status_code == 302
    assert "解除登录锁定" in verbs()


def test_a_hundred_log_ins_a_minute_from_one_address_are_enough(client, settings):
    settings.GOVOPEN_LOGINS_PER_MINUTE = 10
    office = make_office()
    people = [make_person(office, unit=make_unit(office, f"县第{n}局")) for n in range(12)]
    with time_machine.travel(timezone.now().replace(second=10), tick=False) as clock:
        codes = []
        for person in people:
            codes.append(knock(client, person.username).status_code)
            client.logout()
        assert codes == [302] * 10 + [429] * 2
        answer = knock(client, people[0].username)
        assert 0 < int(answer.headers["Retry-After"]) <= 60
        assert knock(client, people[0].username, address="192.0.2.2").status_code == 302
        client.logout()
        clock.shift(timedelta(minutes=2))
        assert knock(client, people[0].username).status_code == 302


def test_the_turn_of_the_minute_opens_no_gap(client, settings, clerk):
    settings.GOVOPEN_LOGINS_PER_MINUTE = 10
    with time_machine.travel(timezone.now().replace(second=59), tick=False) as clock:
        for name in ("a", "b"):
            lock(client, name)
        clock.shift(timedelta(seconds=2))
        assert lock(client, "c", 3)[-1].status_code == 429
        clock.shift(timedelta(minutes=30))
        knock(client, "d")
        assert RateCount.objects.count() == 1  # what is over is forgotten

"""Whose word about the visitor's address is taken (A13)."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from tests.units.accounts.door import WRONG, knock
from tests.world import make_clerk, make_office
from units.accounts.address import client_address, counted_address
from units.models import AuditEntry, LoginSession


def seen(settings, trusted, peer, forwarded=None, ask=client_address):
    settings.GOVOPEN_TRUSTED_PROXIES = trusted
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return ask(RequestFactory().get("/", REMOTE_ADDR=peer, **extra))


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "found"),
    [
        # nobody is trusted: the header is a visitor's own word
        ("", "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("0", "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        # by list: entries are taken from the right for as long as a proxy of ours wrote them
        ("10.0.0.0/8", "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.0/8", "10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.0/8", "10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.0/8", "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.0/8", "10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", "not an address", "10.0.0.1"),
        ("127.0.0.1,::1", "::1", "2001:db8::7", "2001:db8::7"),
        ("2001:db8:ffff::/48", "2001:db8:ffff::1", "6::6, 2001:DB8:0::7", "2001:db8::7"),
        ("10.0.0.0/8", "::ffff:10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("::1", "::1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("unix", "", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "", "198.51.100.1", ""),
        # by count: so many entries from the right
        ("1", "10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("2", "10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("2", "10.0.0.1", "198.51.100.1", "10.0.0.1"),
        ("1", "10.0.0.1", "", "10.0.0.1"),
        (["10.0.0.1"], "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1", "198.51.100.1", "198.51.100.1"),
    ],
)
def test_the_address_is_that_of_the_last_hop_we_trust(settings, trusted, peer, forwarded, found):
    assert seen(settings, trusted, peer, forwarded) == found


def test_an_ipv6_customer_counts_as_one(settings):
    assert seen(settings, "", "2001:db8:1:2:3:4:5:6", ask=counted_address) == "2001:db8:1:2::"
    assert seen(settings, "", "203.0.113.9", ask=counted_address) == "203.0.113.9"
    assert seen(settings, "", "", ask=counted_address) is None


@pytest.fixture
def clerk(db):
    return make_clerk(make_office())


def forge(client, clerk, times, password=WRONG):
    return [
        knock(client, clerk.username, password, headers={"x-forwarded-for": f"198.51.100.{n}"}).status_code
        for n in range(times)
    ]


def test_a_forged_header_neither_escapes_the_lock_nor_enters_the_history(client, clerk):
    assert forge(client, clerk, 6) == [200, 200, 200, 200, 429, 429]
    assert set(AuditEntry.objects.values_list("origin", flat=True)) == {"192.0.2.1"}


def test_without_the_guard_a_forged_header_escapes_the_lock(client, clerk, settings):
    settings.GOVOPEN_TRUSTED_PROXIES = "192.0.2.1"
    assert forge(client, clerk, 6) == [200] * 6


def test_behind_our_proxy_the_visitors_own_address_is_written_down(client, clerk, settings):
    settings.GOVOPEN_TRUSTED_PROXIES = "192.0.2.0/24"
    header = {"x-forwarded-for": "6.6.6.6, 2001:db8::7"}
    assert knock(client, clerk.username, headers=header).status_code == 302
    assert AuditEntry.objects.get(verb="登录").origin == "2001:db8::7"
    assert LoginSession.objects.get().address == "2001:db8::7"


def test_one_visitor_who_is_locked_locks_no_other_behind_the_same_proxy(client, clerk, settings):
    settings.GOVOPEN_TRUSTED_PROXIES = "1"
    for _ in range(5):
        knock(client, clerk.username, WRONG, headers={"x-forwarded-for": "198.51.100.1"})
    assert knock(client, clerk.username, headers={"x-forwarded-for": "198.51.100.1"}).status_code == 429
    assert knock(client, clerk.username, headers={"x-forwarded-for": "198.51.100.2"}).status_code == 302


def test_the_log_in_page_works_over_ipv6(client, clerk):
    assert client.get(reverse("login"), REMOTE_ADDR="2001:db8::7").status_code == 200
    assert knock(client, clerk.username, address="2001:db8::7").status_code == 302

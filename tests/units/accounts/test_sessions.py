"""When a log-in is over (A06, A08)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.units.accounts.door import is_in, knock, without
from tests.world import PASSWORD, make_office, make_person, make_unit
from units.accounts import sessions
from units.models import LoginSession
from units.services import end_membership, switch_account

pytestmark = pytest.mark.django_db
NEW = "Lushui-Bianfeng-27"


@pytest.fixture
def liaison():
    office = make_office()
    return make_person(office, unit=make_unit(office))


@pytest.fixture
def clock():
    morning = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0)
    with time_machine.travel(morning, tick=False) as moving:
        yield moving


def another(user) -> Client:
    """A second browser of the same person."""
    browser = Client()
    knock(browser, user.username)
    return browser


def test_thirty_minutes_without_a_click_end_it_and_the_log_in_page_says_so(client, liaison, clock):
    knock(client, liaison.username)
    clock.shift(timedelta(minutes=29))
    assert client.get(reverse("my_tasks")).status_code == 200
    clock.shift(timedelta(minutes=30, seconds=1))
    answer = client.get(reverse("my_tasks"), follow=True)
    assert "over=idle" in answer.redirect_chain[0][0]
    assert "您已30分钟没有操作，请重新登录" in answer.content.decode()
    assert not LoginSession.objects.exists()
    assert knock(client, liaison.username).status_code == 302


def test_after_the_log_in_the_page_that_was_asked_for_comes(client, liaison, clock):
    knock(client, liaison.username)
    clock.shift(timedelta(minutes=31))
    wanted = reverse("plan_list") + "?year=2026"
    login = client.get(wanted).url
    answer = client.post(login, {"username": liaison.username, "password": PASSWORD, "next": wanted})
    assert answer.url == wanted


def test_without_the_guard_an_idle_log_in_goes_on(client, liaison, clock, settings):
    settings.MIDDLEWARE = without("SessionRulesMiddleware")
    knock(client, liaison.username)
    clock.shift(timedelta(minutes=31))
    assert client.get(reverse("my_tasks")).status_code == 200


def test_twelve_hours_end_it_however_busy_one_is(client, liaison, clock):
    knock(client, liaison.username)
    for _ in range(36):
        clock.shift(timedelta(minutes=20))
        assert client.get(reverse("my_tasks")).status_code == 200
    clock.shift(timedelta(minutes=1))
    assert "over=age" in client.get(reverse("my_tasks")).url


def test_what_a_page_asks_by_itself_keeps_nobody_logged_in(client, liaison, clock, settings):
    settings.GOVOPEN_POLLING_VIEWS = ["plan_list"]
    knock(client, liaison.username)
    for _ in range(3):
        clock.shift(timedelta(minutes=10))
        assert client.get(reverse("plan_list")).status_code == 200
    clock.shift(timedelta(minutes=1))
    assert "over=idle" in client.get(reverse("plan_list")).url


def test_being_there_is_written_down_once_a_minute_at_the_most(client, liaison, clock):
    knock(client, liaison.username)
    writes = []
    for _ in range(4):
        clock.shift(timedelta(seconds=30))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("my_tasks"))
        writes.append(sum(query["sql"].startswith("UPDATE") for query in asked))
    assert writes == [0, 1, 0, 1]


def test_a_flushed_cache_logs_nobody_out(client, liaison):
    knock(client, liaison.username)
    cache.clear()
    assert is_in(client)


def test_the_log_in_changes_the_session_key(client, liaison):
    client.get(reverse("login"))
    session = client.session
    session["planted"] = "x"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    knock(client, liaison.username)
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


class TestWorthlessCookie:
    """What ends the sessions ends them on the server: a cookie that somebody kept opens nothing."""

    def kept(self, client) -> Client:
        browser = Client()
        browser.cookies["sessionid"] = client.cookies["sessionid"].value
        assert is_in(browser)
        return browser

    def test_after_the_log_out(self, client, liaison):
        knock(client, liaison.username)
        thief = self.kept(client)
        client.post(reverse("logout"))
        assert not is_in(thief)
        assert "登录已失效" in thief.get(reverse("password"), follow=True).content.decode()

    def test_after_a_change_of_password_everywhere_but_here(self, client, liaison):
        knock(client, liaison.username)
        thief, elsewhere = self.kept(client), another(liaison)
        form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
        client.post(reverse("password"), form)
        assert is_in(client)
        assert not is_in(thief)
        assert not is_in(elsewhere)
        assert Session.objects.count() == LoginSession.objects.count() == 1

    def test_after_the_account_was_switched_off_and_on_again(self, client, liaison):
        knock(client, liaison.username)
        for active in (False, True):
            switch_account(user=liaison, active=active, by=None, at=timezone.now())
        assert not is_in(client)
        assert not Session.objects.exists()

    def test_after_the_last_role_ended(self, client, liaison):
        knock(client, liaison.username)
        yesterday = timezone.localdate() - timedelta(days=1)
        end_membership(member=liaison.memberships.get(), by=None, at=timezone.now(), to_on=yesterday)
        assert not is_in(client)
        assert not Session.objects.exists()

    def test_not_while_another_role_goes_on(self, client, liaison):
        office = liaison.memberships.get().office
        liaison.memberships.create(office=office, unit=make_unit(office, "县审计局"), role="liaison")
        knock(client, liaison.username)
        yesterday = timezone.localdate() - timedelta(days=1)
        end_membership(member=liaison.memberships.first(), by=None, at=timezone.now(), to_on=yesterday)
        assert is_in(client)

    def test_when_the_last_day_of_the_last_role_is_over(self, client, liaison, clock):
        clock.shift(timedelta(hours=15))  # 23:00
        knock(client, liaison.username)
        end_membership(member=liaison.memberships.get(), by=None, at=timezone.now(), to_on=timezone.localdate())
        clock.shift(timedelta(minutes=25))
        assert is_in(client)
        clock.shift(timedelta(minutes=25))
        assert is_in(client)
        clock.shift(timedelta(minutes=20))  # past midnight
        assert not is_in(client)

    def test_when_the_security_administrator_ended_it(self, client, liaison):
        knock(client, liaison.username)
        assert sessions.end_all(liaison) == 1
        assert not is_in(client)

    def test_a_session_without_its_row_is_none(self, client, liaison):
        knock(client, liaison.username)
        LoginSession.objects.all().delete()
        assert not is_in(client)


def test_what_is_long_over_is_forgotten_at_the_next_log_in(client, liaison, clock):
    knock(client, liaison.username)
    clock.shift(timedelta(days=2))
    another(liaison)
    assert Session.objects.count() == LoginSession.objects.count() == 1


def test_a_role_without_an_end_does_not_end(client, liaison, clock):
    liaison.memberships.update(from_on=date(2020, 1, 1))
    clock.shift(timedelta(hours=15, minutes=50))
    knock(client, liaison.username)
    clock.shift(timedelta(minutes=20))
    assert is_in(client)

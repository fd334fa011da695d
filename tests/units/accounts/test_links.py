"""One-time links: from the office, and by mail to whoever forgot the password (A09)."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.units.accounts.door import WRONG, follow, is_in, knock, verbs
from tests.world import log_in, make_admin, make_clerk, make_office, make_person, make_unit
from units.accounts import link_mails, links
from units.models import AccountLink, AuditEntry, LinkMail, User
from units.services import end_membership, switch_account

pytestmark = pytest.mark.django_db
GOOD = "Lushui-Bianfeng-27"
OTHER = "Songtao-Zhuyin-61"


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def liaison(office):
    return make_person(office, unit=make_unit(office))


def fresh(user, **how):
    return links.issue(user=user, by=None, at=timezone.now(), **how)


def page(client, address, **extra) -> int:
    """Open a link as far as its form."""
    return client.get(urlsplit(address).path, follow=True, **extra).status_code


def test_a_link_sets_the_password_once(client, liaison):
    address = fresh(liaison)
    assert follow(client, address, GOOD).url == reverse("login")
    assert knock(client, liaison.username, GOOD).status_code == 302
    assert page(Client(), address) == 410
    assert follow(Client(), address, OTHER).status_code == 410
    liaison.refresh_from_db()
    assert liaison.check_password(GOOD)


def test_the_log_in_page_that_follows_knows_the_name_once(client, liaison):
    follow(client, fresh(liaison), GOOD)
    assert client.get("/login/").context["form"]["username"].value() == liaison.username
    assert not client.get("/login/").context["form"]["username"].value()


def test_two_who_hold_one_link_set_one_password(client, liaison):
    address, second = fresh(liaison), Client()
    path = urlsplit(address).path
    client.get(path), second.get(path)  # both see the form
    forms = [{"new_password1": word, "new_password2": word} for word in (GOOD, OTHER)]
    codes = [
        browser.post(reverse("choose_password"), form).status_code
        for browser, form in zip((client, second), forms, strict=True)
    ]
    assert codes == [302, 410]
    liaison.refresh_from_db()
    assert liaison.check_password(GOOD)


def test_without_the_guard_a_link_would_work_twice(client, liaison):
    """The one-time mark is the guard; taken off, the second use works, so the test above tests something."""
    address = fresh(liaison)
    follow(client, address, GOOD)
    AccountLink.objects.update(used_at=None)
    assert follow(Client(), address, OTHER).status_code == 302


@pytest.mark.parametrize(
    ("purpose", "lasts"), [(links.Purpose.SETUP, timedelta(hours=72)), (links.Purpose.RESET, timedelta(minutes=30))]
)
def test_a_link_runs_out(client, liaison, purpose, lasts):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        address = fresh(liaison, purpose=purpose)
        clock.shift(lasts - timedelta(seconds=1))
        assert page(client, address) == 200
        clock.shift(timedelta(seconds=2))
        assert page(client, address) == 410
        assert follow(client, address, GOOD).status_code == 410


def test_a_new_link_takes_the_place_of_the_old(client, liaison):
    old, new = fresh(liaison), fresh(liaison)
    assert (page(client, old), page(client, new)) == (410, 200)


def test_a_link_dies_with_the_role_and_with_the_account(client, office, liaison):
    gone, off = fresh(liaison), make_person(office, unit=make_unit(office, "县审计局"))
    yesterday = timezone.localdate() - timedelta(days=1)
    end_membership(member=liaison.memberships.get(), by=None, at=timezone.now(), to_on=yesterday)
    away = fresh(off)
    switch_account(user=off, active=False, by=None, at=timezone.now())
    assert [page(client, address) for address in (gone, away)] == [410, 410]
    for user in (liaison, off):
        with pytest.raises(ValidationError, match="没有任职"):
            fresh(user)


def test_setting_a_password_ends_sessions_and_the_lock(client, liaison):
    kept = Client()
    knock(kept, liaison.username)
    for _ in range(5):
        knock(client, liaison.username, WRONG)
    follow(client, fresh(liaison), GOOD)
    assert not is_in(kept)
    assert knock(client, liaison.username, GOOD).status_code == 302


def test_the_token_is_neither_stored_nor_in_the_history_nor_on_the_form(client, liaison):
    address = fresh(liaison)
    token = address.rstrip("/").rpartition("/")[2]
    stored = str(list(AccountLink.objects.values())) + str(list(AuditEntry.objects.values()))
    assert token not in stored
    shown = client.get(urlsplit(address).path, follow=True)
    assert token not in shown.content.decode() + shown.redirect_chain[-1][0]
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in shown.headers["Cache-Control"]


def test_somebody_else_on_this_browser_is_logged_out(client, office, liaison):
    knock(client, make_clerk(office).username)
    follow(client, fresh(liaison), GOOD)
    assert not is_in(client)


class TestForgotten:
    """The person asks by mail."""

    def ask(self, client, email, **extra):
        return client.post(reverse("forgot_password"), {"email": email}, **extra)

    def test_a_letter_with_a_link_comes_within_a_minute(self, client, liaison, settings):
        settings.SITE_URL = "https://zwgk.qingshan.example"
        assert self.ask(client, liaison.email.upper()).status_code == 200
        assert mail.outbox == []
        assert link_mails.send_due(timezone.now()) == 1
        (letter,) = mail.outbox
        assert letter.to == [liaison.email]
        address = next(line for line in letter.body.splitlines() if line.startswith("https://"))
        assert address.startswith("https://zwgk.qingshan.example/password/link/")
        assert follow(client, address, GOOD).status_code == 302
        assert verbs() == ["签发链接", "邮寄链接", "用链接设置密码"]
        assert not LinkMail.objects.exists()
        assert link_mails.send_due(timezone.now()) == 0

    def test_the_answer_is_the_same_for_an_address_that_nobody_has(self, client, liaison):
        answers, work = [], []
        self.ask(client, "first@qingshan.example")  # of its minute: it makes the row to count in
        for address in (liaison.email, "nobody@qingshan.example"):
            with CaptureQueriesContext(connection) as asked:
                answers.append(self.ask(client, address))
            work.append(len(asked))
        assert answers[0].content == answers[1].content
        assert work[0] == work[1]
        assert link_mails.send_due(timezone.now()) == 1

    def test_a_forged_host_is_refused_and_never_in_the_letter(self, client, liaison, settings):
        settings.SITE_URL = "https://zwgk.qingshan.example"
        assert self.ask(client, liaison.email, headers={"host": "evil.example"}).status_code == 400
        self.ask(client, liaison.email, headers={"host": "localhost", "x-forwarded-host": "evil.example"})
        link_mails.send_due(timezone.now())
        (letter,) = mail.outbox
        assert "evil" not in letter.body
        assert "localhost" not in letter.body
        assert "https://zwgk.qingshan.example/" in letter.body

    def test_a_mailbox_is_not_flooded(self, client, liaison):
        for _ in range(5):
            self.ask(client, liaison.email)
        link_mails.send_due(timezone.now())
        assert len(mail.outbox) == 1
        assert [self.ask(client, liaison.email).status_code for _ in range(6)][-1] == 429

    def test_who_left_gets_nothing(self, client, liaison):
        yesterday = timezone.localdate() - timedelta(days=1)
        end_membership(member=liaison.memberships.get(), by=None, at=timezone.now(), to_on=yesterday)
        self.ask(client, liaison.email)
        link_mails.send_due(timezone.now())
        assert mail.outbox == []

    def test_a_mail_server_that_is_away_loses_nothing(self, client, liaison, smtp_server):
        smtp_server.script["RCPT"] = ["450 later"]
        self.ask(client, liaison.email)
        now = timezone.now()
        link_mails.send_due(now)
        assert smtp_server.messages == []
        assert link_mails.send_due(now + timedelta(seconds=5)) == 0
        assert link_mails.send_due(now + timedelta(minutes=3)) == 1
        assert len(smtp_server.messages) == 1

    def test_after_a_day_it_is_given_up(self, client, liaison, smtp_server):
        smtp_server.refused[liaison.email] = "550 no"
        self.ask(client, liaison.email)
        link_mails.send_due(timezone.now() + timedelta(days=2))
        assert not LinkMail.objects.exists()


class TestFromTheOffice:
    """The clerk hands a link over, or has it mailed, for the office's own people."""

    def button(self, client, user, **posted):
        return client.post(reverse("admin:units_user_new_link", args=[user.pk]), posted)

    @pytest.fixture
    def clerk(self, client, office):
        clerk = make_clerk(office)
        client.force_login(clerk)
        return clerk

    @pytest.mark.ignore_template_errors
    def test_a_new_account_leads_to_its_link_which_is_shown_once(self, client, office, clerk):
        unit = make_unit(office)
        form = {"username": "xin", "name": "新人", "role": "liaison", "unit": unit.pk}
        answer = client.post(reverse("admin:units_user_add"), form)
        user = User.objects.get(username="xin")
        assert answer.url == reverse("admin:units_user_new_link", args=[user.pk])
        assert not user.has_usable_password()
        shown = self.button(client, user)
        address = shown.context["address"]
        assert address in shown.content.decode()
        assert address not in client.get(answer.url).content.decode()
        assert follow(Client(), address, GOOD).status_code == 302
        entry = AuditEntry.objects.get(verb="签发链接")
        assert (entry.actor_ref, entry.object_label, entry.office_ref) == (clerk.pk, "新人", office.pk)

    @pytest.mark.ignore_template_errors
    def test_a_link_can_be_mailed(self, client, clerk, liaison):
        assert liaison.email in self.button(client, liaison, mail="1").content.decode()
        link_mails.send_due(timezone.now())
        assert mail.outbox[0].to == [liaison.email]
        assert AuditEntry.objects.get(verb="邮寄链接").actor_ref == clerk.pk

    @pytest.mark.ignore_template_errors
    def test_all_who_have_no_password_yet_get_one_at_once(self, client, office, clerk, liaison):
        for n in range(3):
            new = make_person(office, unit=make_unit(office, f"县第{n}局"), email="" if n == 0 else None)
            new.set_unusable_password()
            new.save()
        page = client.get(reverse("admin:units_user_mail_links")).content.decode()
        assert "共3个，其中2个登记了邮箱" in page
        client.post(reverse("admin:units_user_mail_links"))
        assert link_mails.send_due(timezone.now()) == 2
        assert liaison.email not in [address for letter in mail.outbox for address in letter.to]

    @pytest.mark.ignore_template_errors
    def test_the_page_costs_the_same_for_one_and_for_twenty(self, client, office, clerk):
        costs = []
        for count in (1, 19):
            for n in range(count):
                User.objects.filter(pk=make_person(office, unit=make_unit(office, f"县第{count}{n}局")).pk).update(
                    password="!none"
                )
            with CaptureQueriesContext(connection) as asked:
                page = client.get(reverse("admin:units_user_mail_links")).content.decode()
            costs.append(len(asked))
        assert "共20个" in page
        assert costs[0] == costs[1]

    def test_not_for_others(self, client, clerk, liaison):
        there = make_office("beihe", "北河县人民政府办公室", "北河县")
        stranger = make_person(there, unit=make_unit(there))
        shared = make_person(there, unit=make_unit(there, "县审计局"))
        shared.memberships.create(office=clerk.memberships.get().office, role="office_leader")
        for user, status in ((stranger, 404), (make_admin("security"), 404), (shared, 403)):
            assert self.button(client, user).status_code == status
            assert client.get(reverse("admin:units_user_new_link", args=[user.pk])).status_code == status
        assert client.get("/admin/units/user/no-number/link/").status_code == 404
        client.force_login(liaison)
        assert self.button(client, liaison).status_code == 302  # to the admin's door
        assert not AccountLink.objects.exists()

    @pytest.mark.ignore_template_errors
    def test_the_security_administrator_gives_links_to_all(self, client, liaison):
        log_in(client, make_admin("security"))
        for user in (liaison, make_admin("audit")):
            assert "/password/link/" in self.button(client, user).context["address"]
        log_in(client, make_admin("system"))
        assert self.button(client, liaison).status_code == 403

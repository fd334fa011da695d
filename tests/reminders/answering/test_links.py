"""The link of a letter opens that letter's items and nothing else, only as long as it holds."""

import logging
import re
from datetime import date

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from reminders import answer_links
from reminders.models import OutgoingMail, ReminderPolicy
from reminders.rehearsal import rehearse
from reminders.services import run_now
from tasks.models import ProgressReport
from tests.reminders.answering.desk import LINK, MONDAY, is_gone
from tests.world import (
    make_assignment,
    make_clerk,
    make_office,
    make_person,
    make_unit,
)
from units.models import AuditEntry, Membership
from units.redaction import told
from units.services import end_membership

pytestmark = pytest.mark.django_db


GONE = {
    "left": lambda desk: end_membership(
        member=desk.liaison.memberships.get(), by=None, at=MONDAY, to_on=date(2026, 12, 20)
    ),
    "other address": lambda desk: _set(desk.liaison, email="neu@qingshan.example"),
    "switched off": lambda desk: _set(desk.liaison, is_active=False),
    "administrator": lambda desk: _set(desk.liaison, admin_role="system"),
    "leader now": lambda desk: _set(desk.liaison.memberships.get(), role="unit_leader"),
    "policy off": lambda desk: ReminderPolicy.objects.create(office=desk.office, answers_by_mail=False),
    "never left": lambda desk: OutgoingMail.objects.update(state="failed"),
    "still queued": lambda desk: OutgoingMail.objects.update(state="queued"),
    "cancelled": lambda desk: OutgoingMail.objects.update(state="cancelled"),
    "expired": lambda desk: OutgoingMail.objects.update(local_date=date(2026, 12, 6)),
}


def _set(thing, **fields):
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


@pytest.mark.parametrize("why", GONE)
def test_the_link_holds_no_longer(desk, client, why):
    assignment = desk.assignment(requirement="公开财政预算。")
    link = desk.run()
    GONE[why](desk)
    for answer in (client.get(link), desk.send(link, "close", assignment, progress="已公开。")):
        assert is_gone(answer)
        assert "公开财政预算。" not in answer.content.decode()
        assert "登录平台" in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("state", ["sent", "handing", "unclear"])
def test_it_holds_while_the_letter_may_be_in_the_readers_hands_and_to_its_last_day(desk, client, state):
    desk.assignment()
    link = desk.run()
    OutgoingMail.objects.update(state=state, local_date=date(2026, 12, 7))
    assert client.get(link).status_code == 200


def test_a_letter_repeated_after_an_unclear_answer_may_have_come(desk, client):
    desk.assignment()
    link = desk.run()
    OutgoingMail.objects.update(state="queued", repeated=True)
    assert client.get(link).status_code == 200


def test_two_spellings_of_an_address_are_one(desk, client):
    desk.assignment()
    link = desk.run()
    _set(desk.liaison, email="CaiZheng@Qingshan.example")
    assert client.get(link).status_code == 200


def test_a_forged_token_opens_nothing(desk, client):
    desk.assignment()
    link = desk.run()
    token = link.split("/")[2]
    value, _, signature = token.partition(".")
    mail, _, contact = value.partition("-")
    other = signing.Signer(salt="another room", sep=".").sign(value)
    unlike = "A" if signature[-2] != "A" else "B"
    for text in (
        f"{mail}-{int(contact) + 1}.{signature}",
        f"{value}.{signature[:-2]}{unlike}{signature[-1]}",
        value,
        other,
        "x",
        "1-2-3.",
    ):
        assert is_gone(client.get(reverse("answer_link", args=[text])))


def test_a_letter_to_somebody_else_opens_nothing_of_mine(desk, client):
    """Signed by us, of a letter and a contact that do not belong together: no letter of ours says this, and it opens nothing."""
    mine = desk.assignment()
    other = make_person(desk.office, unit=make_unit(desk.office, "县审计局"))
    desk.run()
    mail = OutgoingMail.objects.get(address=desk.liaison.email)
    link = reverse("answer_link", args=[answer_links.token(mail.pk, other.memberships.get().pk)])
    assert is_gone(client.get(link))
    assert is_gone(desk.send(link, "receive", mine))


def test_only_the_letters_own_items_can_be_answered(desk, client):
    named = desk.assignment()
    link = desk.run()
    later = desk.assignment(requirement="后来的任务。")
    strangers = desk.assignment(unit=make_unit(desk.office, "县审计局"))
    there = make_office("beihe", "北河县人民政府办公室", "北河县")
    foreign = make_assignment(make_unit(there))
    assert "后来的任务。" not in client.get(link).content.decode()
    for row in (later, strangers, foreign):
        assert is_gone(desk.send(link, "close", row, progress="已公开。"))
    for data in ({"act": "receive"}, {"act": "receive", "assignment": "x"}, {"assignment": named.pk, "act": "cancel"}):
        assert is_gone(client.post(link, data))
    assert not ProgressReport.objects.exists()


def test_the_letters_of_two_units_of_one_person_open_each_its_own(desk, client):
    audit = make_unit(desk.office, "县审计局")
    Membership.objects.create(user=desk.liaison, office=desk.office, unit=audit, role="liaison")
    mine, other = desk.assignment(requirement="财政的任务。"), desk.assignment(unit=audit, requirement="审计的任务。")
    desk.run()
    links = desk.links()
    assert len(desk.server.messages) == 1
    pages = [client.get(link).content.decode() for link in links]
    assert [("财政的任务。" in page, "审计的任务。" in page) for page in pages] == [(True, False), (False, True)]
    assert is_gone(desk.send(links[0], "receive", other))
    assert desk.send(links[1], "receive", other).status_code == 302
    assert mine.state == "assigned"


def test_a_leader_of_a_unit_gets_no_link(desk):
    desk.assignment(date(2026, 12, 1))
    make_person(desk.office, "unit_leader", desk.unit)
    desk.office.escalation_steps.create(after_days=3, audience="leader")
    run_now(MONDAY)
    assert len(desk.server.messages) == 2
    assert len(desk.links()) == 1


def test_without_the_offices_choice_no_letter_carries_one(desk):
    desk.assignment()
    ReminderPolicy.objects.create(office=desk.office, answers_by_mail=False)
    run_now(MONDAY)
    assert desk.links() == []


def test_the_office_never_sees_a_link(desk, client):
    desk.assignment()
    shown = rehearse(MONDAY).mails
    assert len(shown) == 1
    assert not LINK.search(shown[0][2].text + shown[0][2].html)
    desk.run()
    client.force_login(make_clerk(desk.office))
    assert not LINK.search(client.get(reverse("mail", args=[OutgoingMail.objects.get().pk])).content.decode())


def test_a_form_without_its_token_is_refused(desk):
    assignment = desk.assignment()
    link = desk.run()
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(link)
    posted = {"act": "receive", "assignment": assignment.pk}
    assert strict.post(link, posted).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]
    assert strict.post(link, {**posted, "csrfmiddlewaretoken": token}).status_code == 302


def test_nothing_else_opens_and_nobody_is_logged_in(desk, client):
    assignment = desk.assignment()
    link = desk.run()
    client.get(link)
    desk.send(link, "receive", assignment)
    for address in (assignment.get_absolute_url(), reverse("my_tasks")):
        assert client.get(address).url.startswith("/login/")


def test_whoever_is_logged_in_on_this_browser_is_not_taken_for_the_reader(desk, client):
    assignment = desk.assignment()
    link, clerk = desk.run(), make_clerk(desk.office)
    client.force_login(clerk)
    assert clerk.name not in client.get(link).content.decode()
    desk.send(link, "no_news", assignment)
    assert ProgressReport.objects.get().author == desk.liaison
    assert client.get(reverse("overview")).status_code == 200


def test_guessing_is_slowed_down_and_does_not_stop_who_has_a_link(desk, client):
    desk.assignment()
    link = desk.run()
    wrong = reverse("answer_link", args=["1-1.x"])
    codes = [client.get(wrong).status_code for _ in range(31)]
    assert codes == [404] * 30 + [429]
    assert client.get(link).status_code == 200


def test_the_key_is_neither_in_the_history_nor_in_the_log(desk):
    desk.assignment()
    link = desk.run()
    token = link.split("/")[2]
    assert token not in told(f"POST {link}")
    assert "x" not in told(f"POST /a/{'x' * 43}/")
    handler = next(handler for handler in logging.getLogger().handlers if handler.filters)
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (link,), None)
    assert handler.filter(record)
    assert record.getMessage() == "Not Found: /a/***/"
    assert token not in str(list(AuditEntry.objects.values())) + str(list(OutgoingMail.objects.values()))

"""我的提醒: the letters that a person got, with what they said then and how it stands now."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reminders.models import OutgoingMail
from reminders.services import run_now
from tasks.services.reports import report_submit
from tests.world import make_assignment, make_clerk, make_office, make_person, make_unit
from units.models import Membership

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
LIST = "/my/mail/"


@pytest.fixture
def desk(smtp_server, client):
    class Desk:
        office = make_office()
        unit = make_unit(office)
        liaison = make_person(office, unit=unit, email="Caizheng@qingshan.example")

    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        client.force_login(Desk.liaison)
        yield Desk()


def test_my_tasks_leads_to_my_letters_newest_first(desk, client):
    assert "还没有发给您的提醒" in client.get(LIST).content.decode()
    make_assignment(desk.unit)
    run_now(MONDAY - timedelta(days=7))
    make_assignment(desk.unit, date(2026, 12, 18))
    run_now(MONDAY)
    assert f'href="{LIST}"' in client.get(reverse("my_tasks")).content.decode()
    text = client.get(LIST).content.decode()
    assert text.index("已逾期1项") < text.index("即将到期1项")
    assert list(client.get(LIST).context["page"]) == list(OutgoingMail.objects.order_by("-local_date"))


def test_a_letter_says_what_was_said_then_and_what_is_true_now(desk, client):
    assignment = make_assignment(desk.unit, requirement="公开财政预算。")
    run_now(MONDAY)
    report_submit(
        assignment=assignment, values={"progress": "已公开。"}, links=[], version=0, by=desk.liaison, at=MONDAY
    )
    text = client.get(reverse("my_letter", args=[OutgoingMail.objects.get().pk])).content.decode()
    for words in ("公开财政预算。", "当时：即将到期，期限2026年12月31日", "待审核", assignment.get_absolute_url()):
        assert words in text


def test_nobody_sees_the_letters_of_others_or_to_a_former_address(desk, client):
    make_assignment(desk.unit)
    run_now(MONDAY)
    letter = reverse("my_letter", args=[OutgoingMail.objects.get().pk])
    colleague = make_person(desk.office, unit=desk.unit)
    client.force_login(colleague)
    assert client.get(letter).status_code == 404
    assert not list(client.get(LIST).context["page"])
    client.force_login(make_clerk(desk.office))
    assert [client.get(address).status_code for address in (LIST, letter)] == [403, 403]
    client.force_login(desk.liaison)
    assert client.get(letter).status_code == 200
    desk.liaison.email = "neu@qingshan.example"
    desk.liaison.save()
    assert client.get(letter).status_code == 404


def test_what_has_not_left_is_not_there(desk, client):
    make_assignment(desk.unit)
    run_now(MONDAY)
    OutgoingMail.objects.update(state="queued")
    assert not list(client.get(LIST).context["page"])


def test_items_of_another_desk_are_told_and_not_linked(desk, client):
    audit = make_unit(desk.office, "县审计局")
    Membership.objects.create(user=desk.liaison, office=desk.office, unit=audit, role="liaison")
    make_assignment(desk.unit)
    other = make_assignment(audit)
    run_now(MONDAY)
    text = client.get(reverse("my_letter", args=[OutgoingMail.objects.get().pk])).content.decode()
    assert "切换到县审计局的身份后查看" in text
    assert other.get_absolute_url() not in text


@pytest.mark.parametrize("address", ["list", "letter"])
def test_the_pages_ask_the_same_few_questions_for_one_item_and_for_many(desk, client, address):
    costs = []
    for days, count in ((0, 1), (1, 19)):
        for _ in range(count):
            make_assignment(desk.unit)
        run_now(MONDAY + timedelta(days=days))
        mail = OutgoingMail.objects.order_by("pk").last()
        where = LIST if address == "list" else reverse("my_letter", args=[mail.pk])
        with CaptureQueriesContext(connection) as asked:
            client.get(where)
        costs.append(len(asked))
    assert costs[0] == costs[1]

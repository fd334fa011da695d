"""The office's list of letters, and one letter with what it says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from reminders.contacts import called
from reminders.models import OutgoingMail, Reminder
from reminders.services import run_now
from reminders.views import mails
from tests.world import make_assignment, make_clerk, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)


@pytest.fixture
def office(client):
    office = make_office()
    client.force_login(make_clerk(office))
    return office


def letter(office, n, **fields):
    fields = {"address": f"a{n}@qingshan.example", "state": "sent", "subject": f"第{n}封"} | fields
    return OutgoingMail.objects.create(
        office=office,
        address_key=fields["address"],
        local_date=MONDAY.date() + timedelta(days=n),
        next_at=MONDAY,
        message_id=f"<{n}@x>",
        **fields,
    )


def shown(client, **query):
    page = client.get(reverse("mail_list"), query)
    assert page.status_code == 200
    return [mail.subject for mail, *_ in page.context["rows"]]


def test_the_newest_comes_first_and_pages_meet_without_a_gap(client, office, monkeypatch):
    monkeypatch.setattr(mails, "PAGE", 2)
    for n in range(5):
        letter(office, n)
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(reverse("mail_list"), {"cursor": cursor})
        seen += [mail.subject for mail, *_ in page.context["rows"]]
        cursor = page.context["page"].next
    assert seen == ["第4封", "第3封", "第2封", "第1封", "第0封"]


def test_letters_are_found_by_state_kind_address_and_unit(client, office, smtp_server):
    unit = make_unit(office)
    make_person(office, unit=unit, email="caizheng@qingshan.example")
    make_assignment(unit, date(2026, 12, 16))
    run_now(MONDAY)
    subject = OutgoingMail.objects.get().subject
    letter(office, 1, state="failed")
    letter(office, 2, state="queued", kind="chase")
    letter(office, 3, kind="test")
    assert len(shown(client)) == 4
    assert shown(client, state="failed") == ["第1封"]
    assert shown(client, state="waiting") == ["第2封"]
    assert shown(client, kind="test") == ["第3封"]
    assert shown(client, q="A3@") == ["第3封"]
    assert shown(client, unit=unit.pk) == [subject]
    assert shown(client, state="nonsense", kind="nonsense", unit="x") == shown(client)


def test_each_letter_names_its_reader_and_a_shared_mailbox_all_of_them(client, office, smtp_server):
    finance, audit = make_unit(office, "县财政局"), make_unit(office, "县审计局")
    one = make_person(office, unit=finance)
    first, second = (make_person(office, unit=audit, email="shenji@qingshan.example") for _ in range(2))
    for unit in (finance, audit):
        make_assignment(unit, date(2026, 12, 16))
    run_now(MONDAY)
    letter(office, 1, kind="test")
    page = client.get(reverse("mail_list"))
    assert {mail.address: readers for mail, readers, *_ in page.context["rows"]} == {
        one.email: one.name,
        "shenji@qingshan.example": f"{first.name}、{second.name}",
        "a1@qingshan.example": "",
    }


def test_the_unit_of_another_office_is_not_there(client, office):
    other = make_unit(make_office("beihe", "北河县人民政府办公室", "北河县"))
    assert client.get(reverse("mail_list"), {"unit": other.pk}).status_code == 404


def test_a_letter_shows_the_printed_words_the_stage_and_the_way_to_the_explanation(client, office, smtp_server):
    unit = make_unit(office)
    make_person(office, unit=unit)
    assignment = make_assignment(unit, date(2026, 12, 16), requirement="公开2026年度部门预算。")
    run_now(MONDAY)
    text = client.get(reverse("mail", args=[OutgoingMail.objects.get().pk])).content.decode()
    for words in (
        "公开2026年度部门预算。",
        "提前7个工作日",
        "县财政局",
        reverse("assignment_mail", args=[assignment.pk]),
    ):
        assert words in text


def test_a_letter_about_something_that_is_gone_still_opens(client, office, smtp_server):
    unit = make_unit(office)
    make_person(office, unit=unit)
    make_assignment(unit, date(2026, 12, 16))
    run_now(MONDAY)
    Reminder.objects.update(duty_type="activity", duty_id=4711)
    assert "事项已删除" in client.get(reverse("mail", args=[OutgoingMail.objects.get().pk])).content.decode()


def test_the_servers_answer_is_a_column_only_where_some_letter_has_another_than_the_usual(client, office):
    letter(office, 1, last_reply="已接收")
    letter(office, 2, state="queued", subject="")
    page = client.get(reverse("mail_list")).content.decode()
    assert "服务器答复</th>" not in page
    assert "（发送时生成）" in page
    letter(office, 3, state="failed", last_reply="550 no such user")
    page = client.get(reverse("mail_list")).content.decode()
    assert "服务器答复</th>" in page
    assert "550 no such user" in page


def test_how_much_a_letter_says_has_its_counter(client, office, smtp_server):
    unit = make_unit(office)
    make_person(office, unit=unit)
    make_assignment(unit, date(2026, 12, 16))
    run_now(MONDAY)
    assert 'data-label="事项">1项</td>' in client.get(reverse("mail_list")).content.decode()


def test_a_person_whose_name_says_the_unit_is_not_named_twice():
    assert called("县财政局", "县财政局联络员") == "县财政局联络员"
    assert called("县财政局", "王明") == "县财政局 王明"
    assert called(None, "王明") == "办公室 王明"

"""What was typed when the log-in had run out is not lost."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from lxml import html

from tasks.models import ProgressReport
from tests.units.accounts.door import WRONG, knock
from tests.world import PASSWORD, make_assignment, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db
TYPED = "已在网站专栏公开12条，\n附“图解”一篇 <b>。"


class Desk:
    """A liaison with one assignment whose log-in has run out while typing."""

    def __init__(self, client, clock):
        office = make_office()
        unit = make_unit(office)
        self.client, self.person, self.colleague = (
            client,
            make_person(office, unit=unit),
            make_person(office, unit=unit),
        )
        self.page = reverse("assignment", args=[make_assignment(unit).pk])
        knock(client, self.person.username)
        client.get(self.page)
        clock.shift(timedelta(minutes=31))

    def send(self, **more):
        form = {"progress": TYPED, "version": 0, "links-TOTAL_FORMS": 1, "links-INITIAL_FORMS": 0, "submit": "1"} | more
        return self.client.post(self.page, form, headers={"referer": f"http://testserver{self.page}"})

    def log_in(self, user, to):
        return self.client.post(to, {"username": user.username, "password": PASSWORD})


@pytest.fixture
def desk(client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield Desk(client, clock)


def test_the_text_waits_behind_the_log_in_and_one_press_sends_it(client, desk):
    login = desk.send()
    page = client.get(login.url).content.decode()
    assert "您已30分钟没有操作" in page
    assert "刚才填写的内容已经留存" in page
    assert desk.log_in(desk.person, login.url).url == reverse("unsaved")
    kept = html.fromstring(client.get(reverse("unsaved")).content.decode())
    assert TYPED in kept.text_content().replace("\r", "")
    form = kept.xpath(f"//form[@action='{desk.page}']")[0]
    values = {field.get("name"): field.get("value") for field in form.xpath(".//input[@type='hidden']")}
    assert values["progress"] == TYPED
    assert values.pop("csrfmiddlewaretoken")
    client.post(desk.page, values)
    assert ProgressReport.objects.get().progress.replace("\r\n", "\n") == TYPED


def test_the_text_outlives_what_the_page_saved_by_itself_before(client, desk):
    part = client.post(reverse("autosave", args=[1]), {"progress": "已在"}, headers={"hx-request": "true"})
    assert (part.status_code, "登录已失效" in part.content.decode()) == (200, True)
    assert "<html" not in part.content.decode()
    login = desk.send()
    assert "kept=1" in login.url
    assert desk.log_in(desk.person, login.url).url == reverse("unsaved")
    assert TYPED in html.fromstring(client.get(reverse("unsaved")).content.decode()).text_content().replace("\r", "")


def test_the_page_it_came_from_is_where_one_comes_back_to(client, desk):
    assert f"next={desk.page.replace('/', '%2F')}" in desk.send().url


def test_a_colleague_on_the_same_browser_does_not_see_it(client, desk):
    login = desk.send()
    assert desk.log_in(desk.colleague, login.url).url != reverse("unsaved")
    assert client.get(reverse("unsaved")).status_code == 302
    client.post(reverse("logout"))
    desk.log_in(desk.person, reverse("login"))
    assert client.get(reverse("unsaved")).status_code == 302


def test_a_wrong_password_does_not_lose_it(client, desk):
    login = desk.send()
    knock(client, desk.person.username, WRONG)
    assert desk.log_in(desk.person, login.url).url == reverse("unsaved")


def test_it_can_be_dropped(client, desk):
    desk.log_in(desk.person, desk.send().url)
    assert client.post(reverse("unsaved")).url == reverse("home")
    assert client.get(reverse("unsaved")).status_code == 302


def test_files_are_named_and_passwords_are_not_kept(client, desk):
    file = SimpleUploadedFile("图解.pdf", b"%PDF-1.7")
    desk.log_in(desk.person, desk.send(evidence=file, old_password=PASSWORD).url)
    page = client.get(reverse("unsaved")).content.decode()
    assert "图解.pdf" in page
    assert PASSWORD not in page


def test_only_what_was_typed_is_quoted(client, desk):
    of_the_page = {
        "key": "3f0c8f6e-5b7a-4c3e-9d53-0f4f1c9a7b11",
        "seen": "c0ffee00c0ffee00c0ffee00c0ffee00",
        "next": "/assignments/?show=overdue",
        "links-0-id": "",
        "name-1": "alias:县财政局",
        "decision": "returned",
    }
    typed = {"links-0-url": "https://www.qingshan.example/gk/1.html", "problem": "经费没有落实"}
    desk.log_in(desk.person, desk.send(**of_the_page, **typed).url)
    kept = html.fromstring(client.get(reverse("unsaved")).content.decode())
    quoted = [quote.text_content().replace("\r", "") for quote in kept.xpath("//blockquote")]
    assert sorted(quoted) == sorted([TYPED, *typed.values()])


def test_a_press_on_undo_is_not_kept(client, desk):
    press = {"undo": "eyJhY3QiOiJjYW5jZWwifQ:1vX:abc", "next": "/assignments/"}
    assert "kept" not in client.post(reverse("tasks_undo"), press).url


def test_a_press_without_words_is_not_kept(client, desk):
    assert "kept" not in client.post(reverse("switch_desk"), {"membership": "7"}).url


def test_without_the_guard_the_text_is_lost(client, desk, monkeypatch):
    monkeypatch.setattr("units.accounts.unsaved.keep", lambda *arguments: False)
    assert desk.log_in(desk.person, desk.send().url).url != reverse("unsaved")

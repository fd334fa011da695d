"""Hard words are explained where they stand, as text that everybody can unfold, and in the manuals."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from govopen.manuals.reading import manual
from govopen.words import HINTS
from tests.pages.desk import Desk

pytestmark = pytest.mark.django_db
TEMPLATES = settings.BASE_DIR / "templates"


def test_every_word_is_explained_on_a_page():
    used = set()
    for template in TEMPLATES.rglob("*.html"):
        used |= set(re.findall(r'{% hint "([^"]+)" %}', template.read_text(encoding="utf-8")))
    assert used == set(HINTS)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("assignment_list", "单位任务"),
        ("review_queue", "办结和销号"),
        ("workdays_now", "补班日"),
        ("circular", "序时进度"),
    ],
)
def test_a_word_is_explained_where_it_stands(client, name, word):
    desk = Desk()
    client.force_login(desk.people["office"])
    query = "?first=2026-04-01&last=2026-06-30&year=2026" if name == "circular" else ""
    html = client.get(reverse(name) + query).content.decode()
    assert f"<summary>什么是{word}</summary><p>{HINTS[word]}</p>" in html


def test_a_liaison_finds_evidence_and_the_parts_of_units_explained_at_the_task(client):
    desk = Desk()
    client.force_login(desk.people["liaison"])
    html = client.get(reverse("assignment", args=[desk.assignment.pk])).content.decode()
    for word in ("佐证", "牵头、责任、配合单位"):
        assert f"什么是{word}" in html


def test_the_manuals_explain_the_same_words():
    words = manual("office").body + manual("unit").body
    for word in ("单位任务", "序时进度", "牵头单位", "补班日", "佐证", "销号", "督办单"):
        assert word in words

"""The manuals: every link, picture and anchor leads somewhere, and the buttons they name are there."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from govopen.manuals.reading import MANUALS, address_of, anchor_of, manual

ROOT = settings.BASE_DIR
IMAGES = ROOT / "docs" / "img"
ROOMS = ("units", "calendar_events", "tasks", "imports", "reminders", "reports", "govopen")
PLACES = {reverse("manual", args=[slug]): slug for slug in MANUALS}


def text(slug) -> str:
    return (ROOT / "docs" / "zh" / f"{MANUALS[slug]}.md").read_text(encoding="utf-8")


def anchors(slug) -> list[str]:
    return [heading.anchor for heading in manual(slug).headings]


@pytest.mark.parametrize("slug", MANUALS)
def test_no_two_headings_of_a_manual_have_the_same_anchor(slug):
    assert len(set(anchors(slug))) == len(anchors(slug)) > 5


@pytest.mark.parametrize("slug", MANUALS)
def test_every_link_of_a_manual_leads_to_a_heading(slug):
    for link in re.findall(r'<a href="([^"]+)"', manual(slug).body):
        place, _, anchor = link.partition("#")
        assert place == "" or place in PLACES, link
        assert anchor == "" or anchor in anchors(PLACES.get(place, slug)), link


def test_a_link_that_leads_nowhere_is_refused():
    with pytest.raises(ValueError, match="no manual"):
        address_of("../operations.md")
    assert address_of("#%E5%82%AC%E5%8A%9E") == "#催办"


def test_an_anchor_is_that_of_the_usual_git_hosts():
    assert anchor_of("来不及，申请延期") == "来不及申请延期"
    assert anchor_of("Word and Excel (new)") == "word-and-excel-new"


@pytest.mark.parametrize("slug", MANUALS)
def test_every_picture_is_served_with_its_size_and_words_for_who_cannot_see_it(slug):
    tags = re.findall(r"<img [^>]+>", manual(slug).body)
    assert len(tags) == text(slug).count("![") > 0
    for tag in tags:
        source = re.search(r'src="/static/([^"]+)"', tag)[1]
        assert finders.find(source)
        assert re.search(r'alt="[^"]+"', tag)
        assert re.search(r'width="\d+" height="\d+"', tag)


def test_no_picture_is_large_or_left_over():
    shown = "".join(text(slug) for slug in MANUALS) + (ROOT / "README.md").read_text(encoding="utf-8")
    for picture in IMAGES.iterdir():
        assert picture.stat().st_size <= 100_000, picture.name
        assert f"img/{picture.name})" in shown, picture.name


def product_words() -> str:
    """Everything that can stand on a page: templates, code, and the admin's translations, as written and without tags."""
    files = [*(ROOT / "templates").rglob("*.*"), *(ROOT / "locale").rglob("*.po")]
    files += [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    words = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return words + re.sub(r"{%.*?%}|{{.*?}}", "", words)


def test_every_button_and_field_that_a_manual_names_is_in_the_product():
    words = product_words()
    examples = {"37/52", "每月10日前", "每季度末", "不少于5次"}
    for slug in MANUALS:
        for name in re.findall(r"“([^”]+)”", text(slug)):
            parts = [part for part in name.split("……") if part]
            assert name in examples or all(part in words for part in parts), name


def test_the_pictures_program_takes_what_the_manuals_show():
    walks = (ROOT / "docs" / "screenshots" / "walks.py").read_text(encoding="utf-8")
    taken = set(re.findall(r'camera\.take\(\w+, "([\w-]+)"', walks))
    assert taken == {path.stem for path in IMAGES.iterdir()}


def test_the_manuals_go_into_the_image():
    kept_out = Path(ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert "COPY . ." in (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    assert not {"docs", "docs/zh", "docs/img"} & set(kept_out)

"""Markdown becomes a page: anchors by the rule of the usual Git hosts, links and pictures at their addresses here."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from urllib.parse import unquote

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from PIL import Image

FOLDER = settings.BASE_DIR / "docs" / "zh"
PICTURES = "../img/"  # as the manuals write it; the same folder is served as static files below manuals/
# Slug → name, which is the name of the file.
MANUALS = {"office": "办公室手册", "unit": "单位手册", "admin": "管理员手册"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title, as the table of contents needs it."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Manual:
    """One manual, ready to be shown."""

    slug: str
    title: str
    headings: tuple[Heading, ...]
    body: SafeString

    @property
    def contents(self) -> list[tuple[Heading, list[Heading]]]:
        """Return the table of contents: each chapter with its sections."""
        chapters = []
        for heading in self.headings:
            if heading.level == 2:
                chapters.append((heading, []))
            elif heading.level == 3:
                chapters[-1][1].append(heading)
        return chapters


def anchor_of(text: str) -> str:
    """Return the anchor of a heading: lower case, without punctuation, hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-")


@cache
def manual(slug: str) -> Manual:
    """Return a manual by its slug. KeyError for one that does not exist; read once, they change with the program only."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse((FOLDER / f"{MANUALS[slug]}.md").read_text(encoding="utf-8"))
    headings = []
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            heading = Heading(int(token.tag[1]), anchor_of(inline.content), inline.content)
            token.attrSet("id", heading.anchor)
            headings.append(heading)
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", address_of(str(child.attrGet("href"))))
            elif child.type == "image":
                _show(child)
            elif child.type == "softbreak":  # the end of a line in the file; Chinese has no space there
                child.type = "text"
    body = mark_safe(parser.renderer.render(tokens, parser.options, {}))  # our own text, and HTML in it is off
    return Manual(slug, headings[0].text, tuple(headings[1:]), body)


def address_of(link: str) -> str:
    """Return where a link of a manual leads here: a place in it, or in another manual. ValueError for anything else."""
    file, _, anchor = unquote(link).partition("#")
    if not file:
        return f"#{anchor}"
    slug = next((slug for slug, name in MANUALS.items() if f"{name}.md" == file), None)
    if slug is None:
        raise ValueError(f"a manual links to {link}, which is no manual")
    return reverse("manual", args=[slug]) + (f"#{anchor}" if anchor else "")


def _show(picture) -> None:
    name = str(picture.attrGet("src")).removeprefix(PICTURES)
    with Image.open(settings.BASE_DIR / "docs" / "img" / name) as opened:
        width, height = opened.size
    if name.startswith("phone-"):  # taken at twice its size
        width, height = width // 2, height // 2
    picture.attrs |= {"src": static(f"manuals/{name}"), "width": width, "height": height, "loading": "lazy"}

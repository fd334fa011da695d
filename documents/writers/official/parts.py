"""The parts of a paper before and behind its text (7.2, 7.3), in the order in which they are printed."""

import math
import re

from docx.shared import Pt

from documents.days import long_day
from documents.writers.official.description import Attachment, OfficialPaper
from documents.writers.official.measures import LETTERHEAD_SIZE, ems, page
from documents.writers.official.styles import (
    ADDRESSEES,
    ATTACHED,
    DATE,
    HEADLINE,
    LETTERHEAD,
    NUMBER,
    REMARK,
    SIGNATURE,
)
from documents.writers.official.texts import END_MARKS, border, indent, keep_with_next, paragraph
from documents.writers.official.titles import break_title
from documents.writers.word_parts import printable

TITLE_ROOM = 20  # characters of 22 points on a line of 156 mm


def square_brackets(number: str) -> str:
    """Return a document number with its year in 〔 〕, whatever brackets it was typed with."""
    return re.sub(r"[\[［【（(〔]\s*(\d{4})\s*[\]］】）)〕]", r"〔\1〕", number.strip())


def write_head(document, paper: OfficialPaper) -> None:
    """Write letterhead, number, title and addressees."""
    settings = paper.settings
    if paper.letterhead:
        made = paragraph(document, paper.letterhead, LETTERHEAD)
        room = page(settings).text_width / 25.4 * 72
        if ems(paper.letterhead) * LETTERHEAD_SIZE > room:  # a long name stays on one line
            for run in made.runs:
                run.font.size = Pt(math.floor(room / ems(paper.letterhead)))
    if paper.number:
        made = paragraph(document, square_brackets(paper.number), NUMBER)
        if paper.letterhead:
            border(made, {"bottom": 18}, "FF0000")
        else:
            made.paragraph_format.space_before = Pt(0)
    title = paragraph(document, "\n".join(break_title(paper.title, TITLE_ROOM)), HEADLINE)
    if paper.letterhead or paper.number:
        title.paragraph_format.space_before = Pt((2 if paper.letterhead else 1) * settings.pitch)
    if paper.addressees:
        paragraph(document, paper.addressees.rstrip(END_MARKS) + "：", ADDRESSEES)


def write_attachment_lines(document, attachments: tuple[Attachment, ...], pitch: float) -> None:
    """Write 「附件：1.……」 one line below the text, two characters in, no mark after a name (7.3.4)."""
    for place, attachment in enumerate(attachments):
        count = f"{place + 1}. " if len(attachments) > 1 else ""
        name = attachment.title.replace("\n", "").rstrip(END_MARKS)
        made = paragraph(document, f"{'附件：' if place == 0 else ''}{count}{name}", ATTACHED)
        if place == 0:
            made.paragraph_format.space_before = Pt(pitch)
        if count:
            hanging = ems(count) + (3 if place == 0 else 0)
            indent(made, left=5 + ems(count), hanging=hanging)
        keep_with_next(made)


def write_signature(document, paper: OfficialPaper) -> None:
    """Write who signs, several one below the other, the day below them, and the remark in brackets."""
    names = [name.strip() for name in printable(paper.signature).splitlines() if name.strip()]
    day = long_day(paper.signed_on) if paper.signed_on else ""
    widest = max(map(ems, names), default=0.0)
    name_right, day_right = _places(widest, ems(day), sealed=paper.settings.sealed)
    for place, name in enumerate(names):
        made = paragraph(document, name, SIGNATURE)
        indent(made, right=name_right + (widest - ems(name)) / 2)
        if place:
            made.paragraph_format.space_before = Pt(0)
    if day:
        made = paragraph(document, day, DATE)
        indent(made, right=day_right)
        if not names:
            made.paragraph_format.space_before = Pt(2 * paper.settings.pitch)
    if paper.remark.strip():
        paragraph(document, f"（{paper.remark.strip().strip('（）()')}）", REMARK)


def _places(name: float, day: float, *, sealed: bool) -> tuple[float, float]:
    """Return how far signature and date end from the right, all in characters.

    With a seal the date ends four from the right and the signature is centred above it; a signature that is too long
    for that moves both to the left (7.3.5.1). Without one the signature ends two from the right, and the date begins
    two behind it; a date that is too long for that ends there and moves the signature (7.3.5.2).
    """
    if sealed:
        name_right = 4 + (day - name) / 2 if day else 4.0
        return max(name_right, 0), 4 + max(-name_right, 0)
    return (2.0, name - day) if name - day >= 2 else (max(day + 4 - name, 2.0), 2.0)

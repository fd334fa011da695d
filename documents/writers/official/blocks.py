"""Writes the text of a paper or an attachment: headings, paragraphs, notes, lines to sign, tables."""

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm

from documents.writers.official.description import Block, Body, Heading, Note, Settings, Spread, Table
from documents.writers.official.measures import Page
from documents.writers.official.numbering import Numbers, level_of
from documents.writers.official.styles import HEADINGS, NOTE, RUN_IN, SPREAD, TEXT
from documents.writers.official.tables import write_table
from documents.writers.official.texts import add_text, paragraph
from documents.writers.word_parts import printable

_STOPS = "。！？；：.!?;:"


def write_blocks(document, blocks: tuple[Block, ...], page: Page, settings: Settings) -> None:
    """Write the blocks in order; headings are numbered from one."""
    numbers = Numbers()
    for block in blocks:
        match block:
            case Heading():
                _write_heading(document, block, numbers.mark(block))
            case Body():
                _write_lines(document, block.text, TEXT)
            case Note():
                _write_lines(document, block.text, NOTE)
            case Spread():
                _write_spread(document, block, page)
            case Table():
                write_table(document, block, page, settings)


def _write_lines(document, text: str, style: str) -> None:
    for line in printable(text).split("\n"):
        if line.strip():
            paragraph(document, line.strip(), style)


def _write_heading(document, heading: Heading, mark: str) -> None:
    """Write a heading on a line of its own without a stop, or one with a stop that the text follows."""
    level, text = level_of(heading), " ".join(printable(heading.text).split())
    mark += " " if mark.endswith(".") and text[:1].isdigit() else ""  # 「1. 2025年」 is no 1.2025
    first, *others = printable(heading.body).strip().split("\n")
    if not first:
        paragraph(document, mark + text.removesuffix("。"), HEADINGS[level])
        return
    stop = "" if not text or text[-1] in _STOPS else "。"
    made = document.add_paragraph(style=TEXT)
    add_text(made, mark + text + stop, RUN_IN[level])
    add_text(made, first.strip())
    _write_lines(document, "\n".join(others), TEXT)


def _write_spread(document, spread: Spread, page: Page) -> None:
    made = paragraph(document, "\t".join(text.replace("\t", " ") for text in spread.texts), SPREAD)
    for place in range(1, len(spread.texts)):
        stop = Mm(page.text_width * place / len(spread.texts))
        made.paragraph_format.tab_stops.add_tab_stop(stop, WD_TAB_ALIGNMENT.LEFT)

"""Puts an official paper together as a Word file."""

from datetime import datetime

from docx.oxml.ns import qn

from documents.writers.official.blocks import write_blocks
from documents.writers.official.description import Attachment, OfficialPaper, Table
from documents.writers.official.measures import TITLE, Page, page
from documents.writers.official.package import content, empty_document, sign
from documents.writers.official.parts import write_attachment_lines, write_head, write_signature
from documents.writers.official.record import has_record, write_record
from documents.writers.official.sections import new_section, number_pages, set_up
from documents.writers.official.styles import ATTACHMENT_MARK, ATTACHMENT_TITLE
from documents.writers.official.texts import END_MARKS, keep_with_next, paragraph
from documents.writers.official.titles import break_title

_EM = TITLE / 72 * 25.4  # mm, a character of a title


def write_official(paper: OfficialPaper, created: datetime) -> bytes:
    """Return the paper as a .docx after GB/T 9704-2012. The same paper with the same time is the same file."""
    document, settings = empty_document(paper.settings), paper.settings
    upright = page(settings)
    set_up(document.sections[0], upright, settings, grid=True)
    number_pages(document.sections[0], upright)
    write_head(document, paper)
    write_blocks(document, paper.blocks, upright, settings)
    if len(paper.blocks) > 1 and not isinstance(paper.blocks[-1], Table):
        keep_with_next(document.paragraphs[-1])  # no page with a signature and no text, nor a first page without text
    write_attachment_lines(document, paper.attachments, settings.pitch)
    write_signature(document, paper)
    last = upright
    for place, attachment in enumerate(paper.attachments):
        last = _write_attachment(document, attachment, place, paper, last)
    if has_record(paper):
        if last.width > last.height:
            _begin(document, upright, paper)
            last = upright
        write_record(document, paper, last)
    sign(document, paper.title.replace("\n", ""), created)
    return content(document)


def _write_attachment(document, attachment: Attachment, place: int, paper: OfficialPaper, before: Page) -> Page:
    """Write an attachment on pages of its own; return what pages they are."""
    settings = paper.settings
    own = page(settings, landscape=attachment.landscape, size=attachment.size)
    if own != before or place == 0:
        _begin(document, own, paper)
    mark = f"附件{place + 1}" if len(paper.attachments) > 1 else "附件"
    paragraph(document, mark, ATTACHMENT_MARK)
    lines = break_title(attachment.title.rstrip(END_MARKS), int(own.text_width / _EM))
    paragraph(document, "\n".join(lines), ATTACHMENT_TITLE)
    write_blocks(document, attachment.blocks, own, settings)
    return own


def _begin(document, own: Page, paper: OfficialPaper) -> None:
    """Begin pages of another form. Page numbers run on."""
    section = new_section(document)
    for start in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(start)
    set_up(section, own, paper.settings, grid=own.width < own.height)
    number_pages(section, own)

"""Puts texts into paragraphs of a style."""

import re

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from documents.writers.official.measures import BODY
from documents.writers.word_parts import printable

END_MARKS = "。；;，,、.．：: "  # not printed behind a name or a title
# Marks that both scripts use: without a hint Word prints them narrow, in the font of the letters.
_BOTH_SCRIPTS = re.compile("[“”‘’…—·×÷①-⑳Ⅰ-Ⅻ→±℃§]")


def paragraph(place, text: str, style: str):
    """Add a paragraph of a style to a document, a cell or a footer."""
    made = place.add_paragraph()
    set_style(made, style)
    add_text(made, text)
    return made


def set_style(made, style: str) -> None:
    """Give a paragraph a style of ours, whose name is its id: python-docx would look through all styles for it."""
    made._element.style = style


def add_text(made, text: str, style: str | None = None) -> None:
    """Add a text to a paragraph; ``style`` is a character style. A line break stays one."""
    text = printable(text)
    if not text:
        return
    run = made.add_run(text, style)
    if _BOTH_SCRIPTS.search(text):
        fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:hint"), "eastAsia")


def indent(made, *, points: float = BODY, **values: float) -> None:
    """Set indents of a paragraph (left, right, hanging), in characters of a size."""
    element = made._element.get_or_add_pPr().get_or_add_ind()
    for name, characters in values.items():
        element.set(qn(f"w:{name}Chars"), str(round(characters * 100)))
        element.set(qn(f"w:{name}"), str(round(characters * points * 20)))


def keep_with_next(made) -> None:
    """Keep a paragraph on the page of the one that follows."""
    made.paragraph_format.keep_with_next = True


def field(made, code: str) -> None:
    """Add a field that Word works out, such as PAGE."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("", ""), ("end", "")):
        run = made.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._element.append(mark)
        elif text:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            run._element.append(instruction)
        else:
            run.text = "1"


def border(made, edges: dict[str, int], colour: str = "000000") -> None:
    """Draw rules along edges of a paragraph, in eighths of a point."""
    lines = "".join(
        f'<w:{edge} w:val="single" w:sz="{size}" w:space="4" w:color="{colour}"/>' for edge, size in edges.items()
    )
    made._element.get_or_add_pPr().insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>"), "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )

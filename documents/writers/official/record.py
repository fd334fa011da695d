"""The record (版记) at the foot of the last page: who gets a copy, who prints, and when (7.4)."""

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from documents.days import long_day
from documents.writers.official.description import OfficialPaper
from documents.writers.official.measures import RECORD_SIZE, Page, ems
from documents.writers.official.styles import GAP, RECORD, RULES
from documents.writers.official.texts import END_MARKS, add_text, indent, paragraph
from documents.writers.word_parts import add_table


def has_record(paper: OfficialPaper) -> bool:
    """Tell whether the paper ends with a record."""
    return bool(_lines(paper))


def write_record(document, paper: OfficialPaper, page: Page) -> None:
    """Write the lines of the record between rules, in a table that stands at the foot of the page."""
    lines = _lines(paper)
    table, cells = add_table(document, len(lines), [Mm(page.text_width)], RULES)
    for line, (cell,) in zip(lines, cells, strict=True):
        made = cell.paragraphs[0]
        made.style = RECORD
        add_text(made, line)
        if line.startswith(_COPY):
            indent(made, points=RECORD_SIZE, left=1 + ems(_COPY), hanging=ems(_COPY))
    table.columns[0].width = Mm(page.text_width)
    foot = parse_xml(
        f'<w:tblpPr {nsdecls("w")} w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="left" w:tblpYSpec="bottom"/>'
    )
    properties = table._tbl.tblPr
    properties.insert(1, foot)  # behind the style
    for name in ("w:jc", "w:tblLook"):
        for element in properties.findall(qn(name)):
            properties.remove(element)
    paragraph(document, "", GAP)


_COPY = "抄送："


def _lines(paper: OfficialPaper) -> list[str]:
    lines = []
    if paper.copy_to.strip():
        lines.append(f"{_COPY}{paper.copy_to.strip().rstrip(END_MARKS)}。")
    if paper.printed_by.strip() or paper.printed_on:
        day = f"{long_day(paper.printed_on)}印发" if paper.printed_on else ""
        lines.append(f"{paper.printed_by.strip()}\t{day}")
    return lines

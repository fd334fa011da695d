"""Dresses a laid-out table as a Word document: title above, the table with its heads on every page, notes below."""

from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from documents.writers.laid_out import LaidOut
from documents.writers.word_parts import add_table, merge_cells, name_font, printable, repeat_on_every_page

_SONG, _HEI, _FANG = "方正小标宋简体", "黑体", "仿宋_GB2312"
_CENTRE, _LEFT, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
_STYLES = {  # font, size in points, alignment
    "above": (_HEI, 16, _LEFT),
    "title": (_SONG, 22, _CENTRE),
    "below_title": (_FANG, 12, _RIGHT),
    "head": (_HEI, 12, _CENTRE),
    "heading": (_HEI, 12, _LEFT),
    "task": (_FANG, 12, _CENTRE),
    "note": (_FANG, 12, _LEFT),
}
_IN_TABLE = ("head", "heading", "task")
_WIDTHS = {"seq": 1.2, "month": 1.5, "theme": 5.2, "host": 3.6, "form": 1.8, "remark": 2, "extra": 3}  # cm
_OTHER_WIDTH = 3
_TO_THE_LEFT = {"theme", "host"}


def word_document(laid: LaidOut, title: str, *, landscape: bool = False) -> bytes:
    """Return the file: A4, upright or across."""
    document = _empty(title, landscape)
    places = [place for place, line in enumerate(laid.lines) if line.kind in _IN_TABLE]
    for line in laid.lines[: places[0] if places else None]:
        _write(document.add_paragraph(), line.cells[0], line.kind)
    if places:
        _add_table(document, laid, places)
        for line in laid.lines[places[-1] + 1 :]:
            _write(document.add_paragraph(), line.cells[0], line.kind)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _empty(title: str, landscape: bool):
    document = Document()
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", title[:255], ""
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if landscape else (Cm(21), Cm(29.7))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Cm(2)
    return document


def _add_table(document, laid: LaidOut, places: list[int]) -> None:
    widths = [Cm(_WIDTHS.get(meaning, _OTHER_WIDTH)) for meaning in laid.columns]
    table, cells = add_table(document, len(places), widths, "Table Grid")
    for row, place in enumerate(places):
        line = laid.lines[place]
        for cell, meaning, text in zip(cells[row], laid.columns, line.cells, strict=True):
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            if text:
                _write(cell.paragraphs[0], text, line.kind, left=line.kind == "task" and meaning in _TO_THE_LEFT)
        if line.kind == "head":
            repeat_on_every_page(table.rows[row])
    first = places[0]
    merge_cells(
        cells,
        [(a - first, left, b - first, right) for a, left, b, right in laid.spans if laid.lines[a].kind in _IN_TABLE],
    )


def _write(paragraph, text: str, kind: str, *, left: bool = False) -> None:
    font, size, alignment = _STYLES[kind]
    run = paragraph.add_run(printable(text))
    name_font(run, font, font)
    run.font.size = Pt(size)
    paragraph.alignment = _LEFT if left else alignment
    paragraph.paragraph_format.space_after = Pt(0)

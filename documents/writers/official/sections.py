"""Pages and their numbers: size, margins, grid, and 「— 1 —」 on the outer side of each page."""

from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from documents.writers.official.description import Settings
from documents.writers.official.measures import NUMBER_BELOW, PAGE_NUMBER, Page, grid_squeeze, twips
from documents.writers.official.styles import PAGE
from documents.writers.official.texts import field, indent

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LINE = 18 * 20 / 1440 * 25.4  # mm, the line of the page number


def set_up(section, page: Page, settings: Settings, *, grid: bool) -> None:
    """Give a section its page. The grid of 28 characters and 22 lines is for text; attachments go without."""
    element = section._sectPr
    size = element.get_or_add_pgSz()
    size.set(qn("w:w"), str(twips(page.width)))
    size.set(qn("w:h"), str(twips(page.height)))
    section.orientation = WD_ORIENT.LANDSCAPE if page.width > page.height else WD_ORIENT.PORTRAIT
    margins = element.get_or_add_pgMar()
    number = page.bottom - NUMBER_BELOW - _LINE
    sizes = {"top": page.top, "right": page.right, "bottom": page.bottom, "left": page.left, "header": 15}
    for edge, width in {**sizes, "footer": max(number, 10), "gutter": 0}.items():
        margins.set(qn(f"w:{edge}"), str(twips(width)))
    _set_grid(element, settings, grid)


def _set_grid(element, settings: Settings, grid: bool) -> None:
    for old in element.findall(qn("w:docGrid")):
        element.remove(old)
    made = OxmlElement("w:docGrid")
    if grid:
        made.set(qn("w:type"), "linesAndChars")
    made.set(qn("w:linePitch"), str(round(settings.pitch * 20)))
    if grid:
        made.set(qn("w:charSpace"), str(grid_squeeze()))
    element.append(made)


def number_pages(section, page: Page) -> None:
    """Give a section its page numbers: odd ones right, even ones left, one character in (7.5)."""
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        made = footer.paragraphs[0]
        if page.turned:
            made.style = PAGE
            made._element.addprevious(_turned_box(page))
            made = footer.tables[0].cell(0, 0).paragraphs[0]
        made.style = PAGE
        made.alignment = {"left": 0, "right": 2}[side]
        indent(made, points=PAGE_NUMBER, **{side: 1})
        made.add_run("— ")
        field(made, "PAGE")
        made.add_run(" —")


def _turned_box(page: Page):
    """Return a box at the left edge of a page that lies across: where the number is when the sheet is turned upright."""
    height, width = twips(page.text_height), twips(_LINE)
    left = twips(page.left - NUMBER_BELOW - _LINE)
    none = "".join(f'<w:{edge} w:val="nil"/>' for edge in ("top", "left", "bottom", "right"))
    flat = "".join(f'<w:{edge} w:w="0" w:type="dxa"/>' for edge in ("top", "left", "bottom", "right"))
    return parse_xml(
        f'<w:tbl xmlns:w="{_W}"><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="page" '
        f'w:horzAnchor="page" w:tblpX="{left}" w:tblpY="{twips(page.top)}"/><w:tblW w:w="{width}" w:type="dxa"/>'
        f'<w:tblBorders>{none}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{flat}</w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid><w:tr><w:trPr><w:trHeight w:val="{height}" w:hRule="exact"/>'
        f'</w:trPr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:textDirection w:val="tbRl"/></w:tcPr><w:p/></w:tc>'
        f"</w:tr></w:tbl>"
    )


def new_section(document):
    """Begin a section on a new page, and leave no empty paragraph behind where a paragraph ends the one before."""
    section = document.add_section()
    holder = document.element.body.findall(qn("w:p"))[-1]
    before = holder.getprevious()
    if before is not None and before.tag == qn("w:p"):
        before.set_sectPr(holder.pPr.find(qn("w:sectPr")))
        holder.getparent().remove(holder)
    return section

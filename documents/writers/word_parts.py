"""What every Word file of ours needs: clean text, fonts for two scripts, tables with merged cells and repeated heads."""

from collections.abc import Iterable, Sequence

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from documents.text import clean
from documents.writers.laid_out import Span

_WIDE_BLANK = "\u3000"
_KEPT_BLANKS = ("\n", "\t", _WIDE_BLANK)


def printable(text: str) -> str:
    """Return the text without the characters that no XML file may hold and those that nobody can see.

    Blanks as wide as a character stay: they leave room to write in (「年　　月　　日」).
    """
    text = _WIDE_BLANK.join(clean(part) for part in text.split(_WIDE_BLANK))
    return "".join(char for char in text if char.isprintable() or char in _KEPT_BLANKS)


def name_font(run, chinese: str, latin: str) -> None:
    """Name the font of a run for each of the two scripts. Fonts are named and never put into the file."""
    run.font.name = latin
    run._element.rPr.rFonts.set(qn("w:eastAsia"), chinese)


def add_table(document, rows: int, widths: Sequence[int], style: str) -> tuple[object, list[list]]:
    """Add a centred table of fixed widths; return it with its cells, for asking it for one walks through the row."""
    table = document.add_table(rows, len(widths), style=style)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    cells = [list(row.cells) for row in table.rows]
    for row in cells:
        for cell, width in zip(row, widths, strict=True):
            cell.width = width
    return table, cells


def merge_cells(cells: list[list], spans: Iterable[Span]) -> None:
    """Make one cell of each range."""
    for top, left, bottom, right in spans:
        cells[top][left].merge(cells[bottom][right])


def repeat_on_every_page(row) -> None:
    """Print this row again at the head of each page that the table runs on to."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def keep_whole(row) -> None:
    """Do not let this row break across two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

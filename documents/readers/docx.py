"""Reads .docx: paragraphs and tables in the order of the body, straight from the document's XML."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from documents.blocks import FileContent
from documents.errors import UnreadableFile
from documents.readers import limits
from documents.readers.cells import Span, build_grid
from documents.readers.flow import Flow, is_layout
from documents.readers.numbering import Numbering, W

_SKIPPED = {
    f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "footnoteReference", "commentReference")
}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same text box a second time
_BESIDE = {
    "word/header": "页眉",
    "word/footer": "页脚",
    "word/footnotes": "脚注",
    "word/endnotes": "尾注",
    "word/comments": "批注",
}
_HAN = re.compile(r"[\u4e00-\u9fff]")
_FEWEST_SIGNS = 4  # "第 页" and "共 页" say nothing of a task
_SHOWN = 500
_BROKEN = "Word 文件已损坏或内容不正常，请用 Word 或 WPS 打开后另存为 .docx 再上传。"


def read(path: Path) -> FileContent:
    """Return the paragraphs and tables of a Word file; deleted text of tracked changes is left out."""
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            document = _parse(package.read("word/document.xml"))
            beside = _beside_the_body(package, names)
            extras = {
                part: _parse(package.read(part)) if part in names else None
                for part in ("word/numbering.xml", "word/styles.xml")
            }
    except (zipfile.BadZipFile, zlib.error, etree.LxmlError, KeyError, OSError, EOFError, RuntimeError) as error:
        raise UnreadableFile(_BROKEN) from error
    body = document.find(f"{W}body")
    if body is None:
        raise UnreadableFile(_BROKEN)
    reader = _Reader(Numbering(extras["word/numbering.xml"], extras["word/styles.xml"]))
    reader.read_blocks(body)
    return FileContent(blocks=reader.flow.blocks, kind="docx", unread=beside)


def _beside_the_body(package: zipfile.ZipFile, names: set[str]) -> list[tuple[str, str]]:
    """Return the texts of headers, footers, footnotes and comments that hold more than a page number."""
    found = {}
    for name in sorted(names):
        kind = next((said for start, said in _BESIDE.items() if name.startswith(start)), None)
        if not kind or not name.endswith(".xml"):
            continue
        texts = [_run_text(paragraph)[0].strip() for paragraph in _parse(package.read(name)).iter(f"{W}p")]
        text = " ".join(text for text in texts if text)
        if len(_HAN.findall(text)) >= _FEWEST_SIGNS:
            found[text[:_SHOWN]] = f"{kind}里的文字，不是正文"
    return list(found.items())


def _parse(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(xml, parser)
    if root.getroottree().docinfo.doctype:
        raise UnreadableFile("文件里有实体定义（DTD），不像正常的办公文件，请用 Word 打开后另存再上传。")
    return root


class _Reader:
    def __init__(self, numbering: Numbering) -> None:
        self.flow = Flow()
        self._numbering = numbering

    def read_blocks(self, container: etree._Element) -> None:
        """Read paragraphs and tables of a body, a cell or a text box in their order."""
        for element in _blocks(container):
            if element.tag == f"{W}p":
                self._read_paragraph(element)
            else:
                self._read_table(element)

    def _read_paragraph(self, paragraph: etree._Element) -> None:
        text, boxes = _run_text(paragraph)
        if text.strip():
            text = self._numbering.label(paragraph) + text.lstrip()
        for line in text.split("\n"):
            self.flow.paragraph(line)
        for box in boxes:
            self.read_blocks(box)

    def _read_table(self, table: etree._Element) -> None:
        rows = [list(_inside(row, "tc")) for row in _inside(table, "tr")]
        nested = sum(
            len("".join(inner.itertext())) for cells in rows for cell in cells for inner in cell.iter(f"{W}tbl")
        )
        size = len("".join(table.itertext()))
        if is_layout([len(cells) for cells in rows], nested, size):
            for cells in rows:
                for cell in cells:
                    self.read_blocks(cell)
            return
        if len(rows) > limits.MAX_ROWS:
            raise UnreadableFile(f"表格超过 {limits.MAX_ROWS} 行，请把需要的部分复制到新文件再上传。")
        self._place_cells(rows)

    def _place_cells(self, rows: list[list[etree._Element]]) -> None:
        placed: dict[tuple[int, int], str] = {}
        spans: list[Span] = []
        open_merges: dict[int, list[int]] = {}  # column → span still growing downwards
        for row, cells in enumerate(rows):
            column = _grid_before(cells)
            for cell in cells:
                width, merge = _shape(cell)
                last = min(column + width, limits.MAX_COLUMNS) - 1
                if merge == "continue" and column in open_merges:
                    open_merges[column][2] = row
                    placed[row, column] = ""
                else:
                    placed[row, column] = self._cell_text(cell)
                    span = [row, column, row, last]
                    spans.append(span)  # type: ignore[arg-type]
                    open_merges.pop(column, None)
                    if merge == "restart":
                        open_merges[column] = span
                placed.setdefault((row, last), "")
                column = last + 1
        name = f"表格{self.flow.next_table()}"
        self.flow.grid(build_grid(name, placed, [span for span in spans if span[0] < span[2] or span[1] < span[3]]))

    def _cell_text(self, cell: etree._Element) -> str:
        lines = []
        for paragraph in cell.iter(f"{W}p"):
            lines.append(self._numbering.label(paragraph) + _run_text(paragraph)[0].strip())
        return "\n".join(lines)


def _blocks(container: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs and tables below, looking through content controls and accepted insertions."""
    for element in container:
        if element.tag in (f"{W}p", f"{W}tbl"):
            yield element
        elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}smartTag"):
            yield from _blocks(element)


def _inside(container: etree._Element, name: str) -> Iterator[etree._Element]:
    for element in container:
        if element.tag == f"{W}{name}":
            yield element
        elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _inside(element, name)


def _run_text(paragraph: etree._Element) -> tuple[str, list[etree._Element]]:
    """Return a paragraph's own text and the text boxes that hang on it."""
    parts: list[str] = []
    boxes: list[etree._Element] = []
    _collect(paragraph, parts, boxes)
    return "".join(parts), boxes


def _collect(element: etree._Element, parts: list[str], boxes: list[etree._Element]) -> None:
    for child in element:
        if child.tag in _SKIPPED or child.tag == _FALLBACK:
            continue
        if child.tag == f"{W}txbxContent":
            boxes.append(child)
        elif child.tag == f"{W}t":
            parts.append(child.text or "")
        elif child.tag == f"{W}tab":
            parts.append("\t" if element.tag == f"{W}r" else "")
        elif child.tag in (f"{W}br", f"{W}cr"):
            parts.append("\n")
        elif child.tag == f"{W}noBreakHyphen":
            parts.append("-")
        else:
            _collect(child, parts, boxes)


def _shape(cell: etree._Element) -> tuple[int, str | None]:
    """Return a cell's width in columns and its vertical merge ("restart", "continue" or None)."""
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        return 1, None
    span = properties.find(f"{W}gridSpan")
    text = span.get(f"{W}val", "1") if span is not None else "1"
    width = int(text) if text.isdigit() and len(text) < 5 else 1
    merge = properties.find(f"{W}vMerge")
    return max(width, 1), None if merge is None else merge.get(f"{W}val", "continue")


def _grid_before(cells: list[etree._Element]) -> int:
    if not cells:
        return 0
    element = cells[0].getparent().find(f"{W}trPr/{W}gridBefore")
    text = element.get(f"{W}val", "0") if element is not None else "0"
    return int(text) if text.isdigit() and len(text) < 4 else 0

"""Reads web pages, and the HTML tables that offices save under the name .xls."""

import re
from collections.abc import Iterator
from itertools import count, islice, repeat
from pathlib import Path

import lxml.html
from lxml import etree

from documents.blocks import FileContent
from documents.errors import UnreadableFile
from documents.readers import limits
from documents.readers.cells import Span, build_grid
from documents.readers.encoding import decode
from documents.readers.flow import Flow, is_layout

_DROPPED = {
    "script", "style", "noscript", "iframe", "object", "svg", "nav", "select", "option", "button", "textarea",
    "input", "template", "head", "title", "audio", "video", "canvas",
}  # fmt: skip
_INLINE = {
    "a", "abbr", "b", "big", "bdo", "code", "em", "font", "i", "ins", "label", "mark", "o:p", "q", "s", "small",
    "span", "strong", "sub", "sup", "tt", "u", "img", "st1:chsdate", "v:shape",
}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ARTICLE_CELL = 15  # so many lines in one cell, and the table only frames a page
_SHORT_FORM = 200  # a form with less text than this asks the reader for something; a longer one frames the page
_OWN_NUMBER = re.compile(r"\s*[（(]?[\d一二三四五六七八九十]{1,3}[)）、.．]")
_FIRST_TEXTS = 9  # of an item: its number may stand in a tag of its own
_SOURCE_BREAK = re.compile(r"[ \t\r]*\n\s*")
_CJK = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f“”‘’]")


def read(path: Path) -> FileContent:
    """Return the paragraphs and data tables of a page, without scripts, menus and forms."""
    return read_text(decode(path.read_bytes()))


def read_text(text: str) -> FileContent:
    """Return the content of a page given as text."""
    if "<!entity" in text[:100_000].lower():
        raise UnreadableFile("网页里有实体定义（DTD），不像正常的网页，请重新保存网页，或把文字粘贴进来。")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        root = lxml.html.document_fromstring(text.replace("\x00", ""))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise UnreadableFile("网页里没有可读的内容，请重新保存网页，或把文字粘贴进来。") from error
    reader = _Reader()
    reader.walk(root)
    reader.flush()
    return FileContent(blocks=reader.flow.blocks, kind="html")


class _Reader:
    def __init__(self) -> None:
        self.flow = Flow()
        self._line: list[str] = []

    def flush(self) -> None:
        """End the running line."""
        self.flow.paragraph("".join(self._line))
        self._line = []

    def walk(self, node: etree._Element) -> None:
        """Read everything below a node in its order."""
        self._line.append(_join_source_lines(node.text))
        numbers = _list_numbers(node)
        for child in node:
            number = next(numbers) if child.tag == "li" else ""
            if isinstance(child.tag, str) and not _is_dropped(child):
                self._enter(child, number)
            self._line.append(_join_source_lines(child.tail))

    def _enter(self, node: etree._Element, number: str = "") -> None:
        if node.tag == "table":
            self.flush()
            self._read_table(node)
        elif node.tag == "br":
            self.flush()
        elif node.tag in _INLINE:
            self.walk(node)
        else:
            self.flush()
            self._line.append("" if number and _has_own_number(node) else number)
            self.walk(node)
            self.flush()

    def _read_table(self, table: etree._Element) -> None:
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in _table_rows(table)]
        if _is_layout(table, rows):
            for caption in table.iterchildren("caption"):
                self._enter(caption)
            for cells in rows:
                for cell in cells:
                    self.flush()
                    self.walk(cell)
                    self.flush()
            return
        for caption in table.iterchildren("caption"):
            self._enter(caption)
        if len(rows) > limits.MAX_ROWS:
            raise UnreadableFile(f"表格超过 {limits.MAX_ROWS} 行，请把需要的部分复制到新文件再上传。")
        cells, spans = _place_cells(rows)
        self.flow.grid(build_grid(f"表格{self.flow.next_table()}", cells, spans))


def _list_numbers(node: etree._Element) -> Iterator[str]:
    """Yield the numbers that a browser prints before the items of a numbered list; nothing for those of anything else."""
    if node.tag != "ol" or "none" in node.get("style", ""):
        return repeat("")
    first = node.get("start", "1")
    return (f"{number}." for number in count(int(first) if first.isdecimal() and len(first) < 4 else 1))


def _has_own_number(node: etree._Element) -> bool:
    """Tell whether an item prints a number of its own."""
    return _OWN_NUMBER.match("".join(islice(node.itertext(), _FIRST_TEXTS))) is not None


def _is_dropped(node: etree._Element) -> bool:
    if node.tag in _DROPPED or _HIDDEN.search(node.get("style", "")) or node.get("hidden") is not None:
        return True
    return node.tag == "form" and len(node.text_content()) < _SHORT_FORM and node.find(".//table") is None


def _is_layout(table: etree._Element, rows: list[list[etree._Element]]) -> bool:
    nested = sum(len(inner.text_content()) for inner in table.iterfind(".//table"))
    widths = [len(cells) for cells in rows]
    if is_layout(widths, nested, len(table.text_content())):
        return True
    return any(len(_cell_lines(cell)) > _ARTICLE_CELL for cells in rows for cell in cells)


def _table_rows(table: etree._Element) -> list[etree._Element]:
    rows = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows.extend(child.iterchildren("tr"))
    return [row for row in rows if not _HIDDEN.search(row.get("style", ""))]


def _place_cells(rows: list[list[etree._Element]]) -> tuple[dict[tuple[int, int], str], list[Span]]:
    """Lay cells out in a rectangle: a cell takes the first place that no span from above covers."""
    placed: dict[tuple[int, int], str] = {}
    spans: list[Span] = []
    covered: dict[int, int] = {}  # column → last row that a span from above covers
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while covered.get(column, -1) >= row:
                column += 1
            if column >= limits.MAX_COLUMNS:
                break
            down = _span(cell, "rowspan") or len(rows)
            bottom = min(row + down, len(rows)) - 1
            right = min(column + (_span(cell, "colspan") or 1), limits.MAX_COLUMNS) - 1
            placed[row, column] = "\n".join(_cell_lines(cell))
            placed.setdefault((row, right), "")
            if bottom > row or right > column:
                spans.append((row, column, bottom, right))
                covered.update(dict.fromkeys(range(column, right + 1), bottom))
            column = right + 1
    return placed, spans


def _span(cell: etree._Element, name: str) -> int:
    text = cell.get(name, "1").strip()
    return int(text) if text.isdigit() and len(text) < 6 else 1


def _cell_lines(cell: etree._Element) -> list[str]:
    """Return the lines of one cell, tables inside it flattened."""
    lines = [""]
    _flatten(cell, lines)
    return [line for line in lines if line.strip()]


def _flatten(node: etree._Element, lines: list[str]) -> None:
    lines[-1] += _join_source_lines(node.text)
    for child in node:
        if isinstance(child.tag, str) and not _is_dropped(child):
            breaks = child.tag not in _INLINE
            if breaks:
                lines.append("")
            _flatten(child, lines)
            if breaks:
                lines.append("")
        lines[-1] += _join_source_lines(child.tail)


def _join_source_lines(text: str | None) -> str:
    """Join lines broken only in the page's source: Chinese without, other text with a blank."""
    if not text:
        return ""

    def glue(match: re.Match) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        return "" if not before or not after or _CJK.match(before) or _CJK.match(after) else " "

    return _SOURCE_BREAK.sub(glue, text) if "\n" in text else text

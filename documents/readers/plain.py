"""Reads pasted text and .txt files: prose, tables copied from Excel, tables that came out one cell a line."""

from documents.blocks import FileContent
from documents.readers import html
from documents.readers.delimited import delimiter_of, read_grid
from documents.readers.flow import Flow


def read_text(text: str) -> FileContent:
    """Return the content of a text; markup that was pasted as text is read as a page."""
    if text.lstrip()[:1] == "<" and "</" in text:
        return html.read_text(text)
    delimiter = delimiter_of(text)
    if delimiter:
        return FileContent(blocks=[read_grid(text, delimiter, name="表格1")], kind="csv")
    flow = Flow()
    for line in text.splitlines():
        flow.paragraph(line)
    return FileContent(blocks=flow.blocks, kind="text")

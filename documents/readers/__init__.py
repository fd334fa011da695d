"""Turns a file into paragraphs and grids. Says what it is and what to do when it cannot.

Each kind of file has its module with a function ``read``, imported when such a file comes: a child process reads one
file, and lxml is a good part of its start.
"""

from importlib import import_module
from pathlib import Path

from documents.blocks import FileContent
from documents.errors import UnreadableFile
from documents.readers.encoding import decode
from documents.readers.sniff import sniff

_KINDS = ("xlsx", "docx", "html")


def read_file(path: Path) -> FileContent:
    """Read a file by its content, whatever its name; raise ``UnreadableFile`` with one Chinese sentence."""
    path = Path(path)
    if not path.is_file():
        raise UnreadableFile("找不到这个文件，请检查文件名和路径。")
    kind = sniff(path)
    if kind in _KINDS:
        return import_module(f"documents.readers.{kind}").read(path)
    return read_text(decode(path.read_bytes()))


def read_text(text: str) -> FileContent:
    """Read a text pasted by a person or found in a .txt or .csv file."""
    from documents.readers import plain

    content = plain.read_text(text)
    if not content.blocks:
        raise UnreadableFile("没有文字可读，请检查内容后重新提交。")
    return content

"""Says what a file is inside. Only its first and last bytes are looked at, and the directories of containers."""

import codecs
import os
import re

from units.files.archives import DIRECTORY_BYTES, form_of_zip
from units.files.ole import MAGIC as OLE
from units.files.ole import form_of_ole
from units.files.refusals import FileRefused

HEAD = 8192
_PDF_END = 65536  # signed papers have something behind their end mark, rarely much
_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "packed"),
    (b"7z\xbc\xaf", "packed"),
    (b"\x1f\x8b", "packed"),
    (b"BZh", "packed"),
    (b"\xfd7zXZ", "packed"),
    (b"PK\x05\x06", "packed"),  # a zip without parts
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
)
_BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}
_MARKUP = re.compile(r"<[a-z!?/]|mime-version:", re.IGNORECASE)
_SCRIPT = re.compile(r"#!|@echo\b|%!ps", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def form_of(file) -> str:
    """Return one of ``kinds.FORMS`` for a file open for reading. Raises FileRefused for broken and locked files."""
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(b"%PDF-"):
        if b"%%EOF" not in _last(file, _PDF_END):
            raise FileRefused("这个 PDF 不完整，缺少结尾，请重新生成或下载后再上传。")
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return form_of_zip(_last(file, DIRECTORY_BYTES))
    if head.startswith(OLE):
        return form_of_ole(file)
    return _by_sign(head) or _text(head, _last(file, HEAD))


def _last(file, count) -> bytes:
    file.seek(0, os.SEEK_END)
    file.seek(max(file.tell() - count, 0))
    return file.read(count)


def _by_sign(head) -> str:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and head[8:11] in (b"hei", b"hev", b"mif", b"msf"):
        return "heic"
    if head[:2] == b"BM" and len(head) > 26 and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "bmp"
    return next((form for sign, form in _SIGNS if head.startswith(sign)), "")


def _text(head, tail) -> str:
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = next(filter(None, (_decoded(head, name) for name in (["utf-16"] if wide else ["utf-8-sig", "gb18030"]))), "")
    if not text or _CONTROL.search(text) or (not wide and b"\x00" in tail):
        return "unknown"
    start = text.lstrip()
    return "markup" if _MARKUP.match(start) else "script" if _SCRIPT.match(start) else "text"


def _decoded(head, encoding) -> str:
    """The text of the first bytes, of which the last character may be cut; nothing if they are not in that encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return ""

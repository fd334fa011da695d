"""From bytes to text: BOM, UTF-16, UTF-8, then GB18030, the order in which government files really come."""

import codecs
import re

from documents.errors import UnreadableFile

_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)


def decode(data: bytes) -> str:
    """Return the text of ``data``; refuse what is in no encoding we know."""
    if data.startswith(codecs.BOM_UTF8):
        return data[3:].decode("utf-8", "replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if b"\x00" in data[:4096]:
        return data.decode("utf-16-le" if data[1:400:2].count(0) >= data[0:400:2].count(0) else "utf-16-be", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return _decode_by_meta(data)


def _decode_by_meta(data: bytes) -> str:
    """Decode what is damaged or rare: the page's own word first, then the reading with fewer damaged characters."""
    found = _META_CHARSET.search(data[:4096])
    names = [found.group(1).decode("ascii")] if found else []
    readings = []
    for name in [*names, "gb18030", "utf-8"]:
        try:
            readings.append(data.decode(name, "replace"))
        except LookupError:
            continue
    best = min(readings, key=lambda text: text.count("\ufffd"))
    if best.count("\ufffd") > len(best) / 20:
        raise UnreadableFile("文件的文字编码认不出来，请用记事本打开，另存为 UTF-8 编码后再上传。")
    return best

"""Small files of every kind, made in place; and files that are two kinds at once."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook

END, FREE, FAT, DIFAT, NOBODY = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFC, 0xFFFFFFFF
EVIL = b"<html><script>alert(document.cookie)</script></html>"


def upload(name="佐证.pdf", content=None, declared="application/octet-stream"):
    """Return a file as a form brings it."""
    return SimpleUploadedFile(name, pdf() if content is None else content, content_type=declared)


def pdf(text="公开截图", size=0):
    """A paper of at least size bytes whose content follows from the text."""
    return b"%PDF-1.4\n%" + text.encode().ljust(size, b".") + b"\n%%EOF\n"


def docx():
    file = io.BytesIO()
    document = Document()
    document.add_paragraph("已公开三条。")
    document.save(file)
    return file.getvalue()


def xlsx():
    file = io.BytesIO()
    Workbook().save(file)
    return file.getvalue()


def archive(*names, content=b"x"):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name in names:
            package.writestr(name, content)
    return file.getvalue()


def pptx():
    return archive("[Content_Types].xml", "ppt/presentation.xml")


def ofd():
    return archive("OFD.xml", "Doc_0/Document.xml")


def png():
    def part(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0\0")) + part(b"IEND", b"")


def jpg():
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def gif():
    return b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


def bmp():
    return b"BM" + struct.pack("<IHHIIiiHHIIiiII", 58, 0, 0, 54, 40, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0) + b"\0" * 4


def webp():
    return b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"


def tif():
    return b"II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"


def ole(*names, inner=(), before=0):
    """A compound file with empty streams of these names; inner ones lie in a storage; before: sectors of other content."""
    entries = [("Root Entry", 5, NOBODY, 1), *((name, 2, n + 2, NOBODY) for n, name in enumerate(names))]
    if inner:
        entries.append(("ObjectPool", 1, NOBODY, len(entries) + 1))
        entries += [(name, 2, len(entries) + n + 1, NOBODY) for n, name in enumerate(inner)]
    last = {len(names), len(entries) - 1} if not inner else {len(names) + 1, len(entries) - 1}
    rows = [_entry(*entry[:2], NOBODY if n in last else entry[2], entry[3]) for n, entry in enumerate(entries)]
    directory = b"".join(rows).ljust(-(-len(rows) // 4) * 512, b"\0")
    return _container(directory, before)


def _entry(name, kind, right, child):
    words = name.encode("utf-16-le") + b"\0\0"
    return (words.ljust(64, b"\0") + struct.pack("<HBBIII", len(words), kind, 1, NOBODY, right, child)).ljust(
        128, b"\0"
    )


def _container(directory, before):
    own = before + len(directory) // 512
    tables = more = 0
    while tables * 128 < own + tables + more:
        tables += 1
        more = -(-max(tables - 109, 0) // 127)
    chain = [END] * before + [*range(before + 1, own), END] + [FAT] * tables + [DIFAT] * more
    chain += [FREE] * (tables * 128 - len(chain))
    places = list(range(own, own + tables))
    named, rest = places[:109], places[109:]
    first = own + tables
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    head += struct.pack("<IIIIIIII", tables, before, 0, 4096, END, 0, first if more else END, more)
    head += struct.pack("<109I", *named, *[FREE] * (109 - len(named)))
    further = b""
    for n in range(more):
        block = rest[n * 127 : (n + 1) * 127]
        block += [FREE] * (127 - len(block)) + [first + n + 1 if n + 1 < more else END]
        further += struct.pack("<128I", *block)
    return head + b"\0" * (before * 512) + directory + struct.pack(f"<{len(chain)}I", *chain) + further


EVERYTHING = {
    "报告.docx": docx,
    "台账.xlsx": xlsx,
    "汇报.pptx": pptx,
    "通知.doc": lambda: ole("WordDocument", "1Table"),
    "附表.xls": lambda: ole("Workbook"),
    "旧表.xls": lambda: ole("Book"),
    "课件.ppt": lambda: ole("PowerPoint Document"),
    "通知.wps": lambda: ole("WordDocument"),
    "附表.et": lambda: ole("Workbook"),
    "课件.dps": lambda: ole("PowerPoint Document"),
    "公文.ofd": ofd,
    "扫描件.pdf": pdf,
    "截图.jpg": jpg,
    "截图.JPEG": jpg,
    "截图.png": png,
    "动图.gif": gif,
    "截图.bmp": bmp,
    "截图.webp": webp,
    "扫描.tif": tif,
    "说明.txt": lambda: "已公开三条。".encode(),
    "旧说明.txt": lambda: "已公开三条。".encode("gb18030"),
    "宽字.txt": lambda: "已公开三条。".encode("utf-16"),
    "清单.csv": lambda: "序号,标题\r\n1,公告\r\n".encode("gb18030"),
    "全部.zip": lambda: archive("截图/一.png", "说明.txt"),
}

"""Says what a file is by its first bytes and its zip directory. The name of a file is never believed."""

import re
import zipfile
from pathlib import Path

from documents.errors import UnreadableFile
from documents.readers import limits

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_HTML_SIGN = re.compile(rb"<\s*(!doctype\s+html|html|head|body|table|div|p|meta|span)[\s>/]", re.IGNORECASE)

_SAVE_AS_XLSX = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"
_SAVE_AS_DOCX = "请用 Word 或 WPS 打开，另存为 .docx 后再上传。"


def sniff(path: Path) -> str:
    """Return "xlsx", "docx", "html" or "text"; refuse everything else with one sentence."""
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile("这个文件是空的（0 字节），请检查原文件后重新上传。")
    if size > limits.MAX_FILE_BYTES:
        most = limits.MAX_FILE_BYTES // limits.MEGABYTE
        raise UnreadableFile(f"文件超过 {most} MB，请删去图片等附加内容，另存后再上传。")
    with path.open("rb") as file:
        head = file.read(8192)
    if head.startswith(b"PK"):
        return _sniff_zip(path)
    _refuse_by_magic(path, head)
    return _sniff_text(head)


def _refuse_by_magic(path: Path, head: bytes) -> None:
    if head.startswith(_OLE_MAGIC):
        _refuse_ole(path.read_bytes())
    if head.startswith(b"%PDF"):
        raise UnreadableFile("这是 PDF 文件，不能直接读取，请用原来的 Word 或 Excel 文件，或把文字粘贴进来。")
    if head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise UnreadableFile("这是图片，不能读取其中的文字，请用原来的 Word 或 Excel 文件，或把文字粘贴进来。")
    if head.startswith(_ARCHIVES):
        raise UnreadableFile("这是压缩包，请解压后上传其中的文件。")
    if head.startswith(b"{\\rtf"):
        raise UnreadableFile("这是 RTF 文件，" + _SAVE_AS_DOCX)
    if b"mso-application" in head and b"Excel.Sheet" in head:
        raise UnreadableFile("这是 XML 格式的 Excel 2003 表格，" + _SAVE_AS_XLSX)
    if head[:2048].lower().find(b"mime-version:") >= 0 and b"multipart/related" in head.lower():
        raise UnreadableFile("这是网页存档（.mht），请把网页另存为 .html，或把文字粘贴进来。")


def _refuse_ole(data: bytes) -> None:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        raise UnreadableFile("这个文件已加密，请用密码打开，取消密码后另存再上传。")
    if has("WordDocument"):
        raise UnreadableFile("这是旧格式的 Word 文件（.doc）或 WPS 文字（.wps），" + _SAVE_AS_DOCX)
    if has("Workbook") or has("Book"):
        raise UnreadableFile("这是旧格式的 Excel 文件（.xls）或 WPS 表格（.et），" + _SAVE_AS_XLSX)
    raise UnreadableFile("这是旧格式的 Office 文件，请用 Word、Excel 或 WPS 打开，另存为 .docx 或 .xlsx 后再上传。")


def _sniff_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableFile("文件不完整或已损坏，请重新下载，或用 Word、Excel 打开后另存再上传。") from error
    _check_parts(parts)
    return _kind_of_package({part.filename for part in parts})


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > limits.MAX_ZIP_PARTS:
        raise UnreadableFile(f"文件里的部件超过 {limits.MAX_ZIP_PARTS} 个，不像正常的办公文件，请另存后再上传。")
    if sum(part.file_size for part in parts) > limits.MAX_UNPACKED_BYTES:
        most = limits.MAX_UNPACKED_BYTES // limits.MEGABYTE
        raise UnreadableFile(f"文件解开后超过 {most} MB，请把需要的工作表复制到新文件，另存后再上传。")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise UnreadableFile("文件里有重名的部件，不像正常的办公文件，请用 Word 或 Excel 打开后另存再上传。")
    for part in parts:
        if part.flag_bits & 0x1:
            raise UnreadableFile("这个文件已加密，请取消密码后另存再上传。")
        if part.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", part.filename):
            raise UnreadableFile("文件里的部件路径不正常，请用 Word 或 Excel 打开后另存再上传。")
        packed = max(part.compress_size, 1)
        if part.file_size > limits.RATIO_MATTERS_FROM and part.file_size / packed > limits.MAX_ZIP_RATIO:
            raise UnreadableFile(f"文件的压缩比超过 {limits.MAX_ZIP_RATIO} 倍，不像正常的办公文件，请另存后再上传。")


def _kind_of_package(names: set[str]) -> str:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableFile("文件里有宏（.xlsm、.docm 一类），请另存为不带宏的 .xlsx 或 .docx 后再上传。")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.bin" in names:
        raise UnreadableFile("这是二进制工作簿（.xlsb），" + _SAVE_AS_XLSX)
    if "OFD.xml" in names:
        raise UnreadableFile("这是 OFD 版式文件，不能直接读取，请用原来的 Word 或 Excel 文件，或把文字粘贴进来。")
    if "content.xml" in names and "mimetype" in names:
        raise UnreadableFile("这是 OpenDocument 文件，请另存为 .docx 或 .xlsx 后再上传。")
    if any(name.startswith("ppt/") for name in names):
        raise UnreadableFile("这是演示文稿，请把其中的表格另存为 .docx 或 .xlsx 后再上传。")
    raise UnreadableFile("这是压缩包，不是 Word 或 Excel 文件，请解压后上传其中的文件。")


def _sniff_text(head: bytes) -> str:
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) and not _looks_utf16(head):
        raise UnreadableFile("认不出这是什么文件，请上传 .xlsx、.docx、.html、.csv 文件，或把文字粘贴进来。")
    if _HTML_SIGN.search(head.replace(b"\x00", b"")):
        return "html"
    return "text"


def _looks_utf16(head: bytes) -> bool:
    """Tell whether every second byte is often zero, as in UTF-16 text without a mark."""
    return max(head[0::2].count(0), head[1::2].count(0)) > len(head) // 20 and head.count(b"\x00\x00") == 0

"""Looks at the directory of a compound file, the container of .doc, .xls, .ppt and of the WPS kinds; no stream is read."""

from struct import error as ShortRead
from struct import unpack, unpack_from

from units.files.refusals import FileRefused

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_SECTORS = 1024  # of the directory; each holds 4 or 32 names
_SIZES = {9: 512, 12: 4096}  # of a sector
_NONE = 0xFFFFFFFA  # numbers from here on are no sectors
_STREAMS = (
    ("WordDocument", "ole-word"),
    ("Workbook", "ole-sheet"),
    ("Book", "ole-sheet"),  # Excel 5 and 95
    ("PowerPoint Document", "ole-slides"),
)
_MACROS = {"Macros", "_VBA_PROJECT_CUR", "_VBA_PROJECT"}


def form_of_ole(file) -> str:
    """Return which office kind the compound file is, "ole" for others. Refuses locked files and files with macros."""
    try:
        names = _top_names(file)
    except (ShortRead, LookupError, UnicodeDecodeError) as error:
        raise FileRefused("文件不完整或已损坏，请打开检查后重新保存。") from error
    if names & {"EncryptedPackage", "EncryptionInfo"}:
        raise FileRefused("文件已加密，请用密码打开，取消密码后另存再上传。")
    if names & _MACROS:
        raise FileRefused("文件里有宏，请另存为不带宏的 .docx、.xlsx 或 .pptx 后再上传。")
    return next((form for stream, form in _STREAMS if stream in names), "ole")


def _top_names(file) -> set[str]:
    """Names of the streams and storages at the top: what an embedded object holds says nothing about the file."""
    entries = _directory(file)
    found, waiting, seen = set(), [unpack_from("<I", entries[0], 76)[0]], set()
    while waiting:
        number = waiting.pop()
        if number >= len(entries) or number in seen:
            continue
        seen.add(number)
        entry = entries[number]
        length = unpack_from("<H", entry, 64)[0]
        found.add(entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le"))
        waiting += unpack_from("<II", entry, 68)  # the neighbours, not the children
    return found


def _directory(file) -> list[bytes]:
    """All entries of the directory, 128 bytes each."""
    head = _read(file, 0, 512)
    size = _SIZES[unpack_from("<H", head, 30)[0]]
    tables = _tables(file, head, size)
    entries, sector, steps = [], unpack_from("<I", head, 48)[0], 0
    while sector < _NONE and steps < _MOST_SECTORS:
        data = _read(file, (sector + 1) * size, size)
        entries += [data[start : start + 128] for start in range(0, size - 127, 128)]
        table, place = divmod(sector, size // 4)
        sector = unpack("<I", _read(file, (tables[table] + 1) * size + 4 * place, 4))[0]
        steps += 1
    return entries


def _tables(file, head, size) -> list[int]:
    """Sectors of the allocation table: 109 of them are named in the head, those of larger files in further sectors."""
    tables = list(unpack_from("<109I", head, 76))
    sector, steps = unpack_from("<I", head, 68)[0], 0
    while sector < _NONE and steps < _MOST_SECTORS:
        *more, sector = unpack(f"<{size // 4}I", _read(file, (sector + 1) * size, size))
        tables += more
        steps += 1
    return tables


def _read(file, start, length) -> bytes:
    file.seek(start)
    data = file.read(length)
    if len(data) < length:
        raise ShortRead
    return data

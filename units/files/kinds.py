"""The kinds of files that are taken, by ending: what may be inside, and what a browser may call them."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

TAKEN = "Word、Excel、PPT、WPS、OFD、PDF、图片、文本（.txt、.csv）和 .zip 压缩包"

# What a file is inside, for the sentences that refuse it.
FORMS = {
    "ole-word": "Word 或 WPS 文字（旧格式）",
    "ole-sheet": "Excel 或 WPS 表格（旧格式）",
    "ole-slides": "PPT 或 WPS 演示（旧格式）",
    "ole": "其他复合文件（如安装程序、邮件）",
    "docx": "Word 文档（.docx）",
    "xlsx": "Excel 工作簿（.xlsx）",
    "pptx": "PPT 演示文稿（.pptx）",
    "ofd": "OFD 版式文件",
    "zip": "zip 压缩包",
    "pdf": "PDF 文件",
    "jpg": "JPEG 图片",
    "png": "PNG 图片",
    "gif": "GIF 图片",
    "bmp": "BMP 图片",
    "webp": "WebP 图片",
    "tif": "TIFF 图片",
    "heic": "HEIC 图片（手机照片）",
    "text": "纯文本",
    "markup": "网页或 XML",
    "script": "脚本",
    "program": "程序",
    "rtf": "RTF 文档",
    "packed": "其他格式的压缩包",
    "unknown": "认不出的内容",
}

# Browsers take the type from the ending by the tables of the machine: where WPS is installed they differ.
_SAYS_NOTHING = ("", "application/octet-stream", "binary/octet-stream", "application/x-download", "application/unknown")
_WPS = ("application/*wps*", "application/x-ole-storage", "application/vnd.ms-office")
_ZIP = ("application/zip", "application/x-zip*")
_WORD = ("application/*word*", "application/vnd.ms-works", "application/ksw*", *_WPS)
_SHEET = ("application/*excel*", "application/*spreadsheet*", "application/kset", "application/*.et", *_WPS)
_SLIDES = ("application/*powerpoint*", "application/*presentation*", "application/ksdps", "application/*.dps", *_WPS)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file."""

    name: str  # what the row keeps
    label: str
    sent_as: str  # content type of the download
    forms: tuple[str, ...]  # what may be inside
    declared: tuple[str, ...]  # what the browser may call it, with * for any letters

    def fits(self, declared: str) -> bool:
        """Whether the type that the browser declares does not contradict the ending."""
        declared = declared.partition(";")[0].strip().lower()
        return declared in _SAYS_NOTHING or any(fnmatchcase(declared, pattern) for pattern in self.declared)


_OOXML = "application/vnd.openxmlformats-officedocument"
_ALL = (
    Kind("docx", "Word 文档", f"{_OOXML}.wordprocessingml.document", ("docx",), (*_WORD, *_ZIP)),
    Kind("xlsx", "Excel 工作簿", f"{_OOXML}.spreadsheetml.sheet", ("xlsx",), (*_SHEET, *_ZIP)),
    Kind("pptx", "PPT 演示文稿", f"{_OOXML}.presentationml.presentation", ("pptx",), (*_SLIDES, *_ZIP)),
    Kind("doc", "Word 文档", "application/msword", ("ole-word",), _WORD),
    Kind("xls", "Excel 工作簿", "application/vnd.ms-excel", ("ole-sheet",), _SHEET),
    Kind("ppt", "PPT 演示文稿", "application/vnd.ms-powerpoint", ("ole-slides",), _SLIDES),
    Kind("wps", "WPS 文字", "application/octet-stream", ("ole-word", "docx"), (*_WORD, *_ZIP)),
    Kind("et", "WPS 表格", "application/octet-stream", ("ole-sheet", "xlsx"), (*_SHEET, *_ZIP)),
    Kind("dps", "WPS 演示", "application/octet-stream", ("ole-slides", "pptx"), (*_SLIDES, *_ZIP)),
    Kind("ofd", "OFD 版式文件", "application/ofd", ("ofd",), ("application/*ofd*", *_WPS, *_ZIP)),
    Kind("pdf", "PDF 文件", "application/pdf", ("pdf",), ("application/pdf", "application/x-pdf", *_WPS)),
    Kind("jpg", "图片", "image/jpeg", ("jpg",), ("image/jpeg", "image/jpg", "image/pjpeg")),
    Kind("png", "图片", "image/png", ("png",), ("image/png", "image/x-png")),
    Kind("gif", "图片", "image/gif", ("gif",), ("image/gif",)),
    Kind("bmp", "图片", "image/bmp", ("bmp",), ("image/bmp", "image/x-*bmp")),
    Kind("webp", "图片", "image/webp", ("webp",), ("image/webp",)),
    Kind("tif", "图片", "image/tiff", ("tif",), ("image/tif", "image/tiff", "image/x-tif*")),
    Kind("txt", "文本", "text/plain", ("text",), ("text/plain",)),
    Kind(
        "csv",
        "CSV 表格",
        "text/csv",
        ("text",),
        ("text/*csv", "text/comma-*", "text/plain", "application/*csv", *_SHEET),
    ),
    Kind("zip", "压缩包", "application/zip", ("zip",), ("application/zip", "application/x-zip*")),
)
_BY_NAME = {kind.name: kind for kind in _ALL}
_BY_ENDING = {f".{kind.name}": kind for kind in _ALL} | {".jpeg": _BY_NAME["jpg"], ".tiff": _BY_NAME["tif"]}
ENDINGS = tuple(_BY_ENDING)

_INSTEAD = {
    ".rar": "请改用 .zip 压缩。",
    ".7z": "请改用 .zip 压缩。",
    ".heic": "请在手机上转成 .jpg 后再上传。",
    ".rtf": "请另存为 .docx 后再上传。",
    ".docm": "请另存为不带宏的 .docx 后再上传。",
    ".xlsm": "请另存为不带宏的 .xlsx 后再上传。",
    ".pptm": "请另存为不带宏的 .pptx 后再上传。",
    ".html": "请填写网页地址，或者另存为 PDF 后再上传。",
    ".htm": "请填写网页地址，或者另存为 PDF 后再上传。",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """Which kinds are taken at a place."""

    words: str
    names: frozenset[str]
    instead: dict[str, str]  # ending → what to do with a file that is not taken

    def kind(self, ending: str) -> Kind | None:
        """Return the kind that an ending such as .pdf stands for, None if no such file is taken here."""
        kind = kind_by_ending(ending)
        return kind if kind and kind.name in self.names else None

    @property
    def endings(self) -> list[str]:
        """The endings, for the input of a form."""
        return [ending for ending in ENDINGS if self.kind(ending)]


def kind_by_ending(ending: str) -> Kind | None:
    """Return the kind that an ending such as .pdf stands for, None if no such file is taken."""
    return _BY_ENDING.get(ending.lower())


def kind_by_name(name: str) -> Kind:
    """Return the kind that a stored row names."""
    return _BY_NAME[name]


ALL = Taken(TAKEN, frozenset(_BY_NAME), _INSTEAD)
PICTURES = Taken(
    "照片（.jpg、.png、.gif、.webp）",
    frozenset(("jpg", "png", "gif", "webp")),  # what every browser shows
    {".heic": _INSTEAD[".heic"], ".heif": _INSTEAD[".heic"]},
)

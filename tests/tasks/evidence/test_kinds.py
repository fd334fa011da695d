"""Which files are taken: name, declared type and content must tell the same (U01, U02, U04, U12)."""

import io

import pytest
from django.core.files.uploadedfile import UploadedFile
from hypothesis import given
from hypothesis import strategies as st

from tests.tasks.evidence.samples import (
    EVERYTHING,
    EVIL,
    archive,
    docx,
    gif,
    jpg,
    ofd,
    ole,
    pdf,
    png,
    upload,
    xlsx,
)
from units.files.checking import check
from units.files.kinds import ENDINGS, kind_by_name
from units.refusals import Refused

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 100


def named(value) -> str:
    """How a parameter is shown in the name of a test: contents differ from run to run."""
    return value if isinstance(value, str) else type(value).__name__


def refusal(name, content, declared="application/octet-stream") -> str:
    with pytest.raises(Refused) as refused:
        check(upload(name, content, declared))
    return str(refused.value)


@pytest.mark.parametrize("name", EVERYTHING)
def test_u12_the_usual_types_are_taken(name):
    ending = name.rpartition(".")[2].lower()
    taken = check(upload(name, EVERYTHING[name]()))
    assert (taken.name, taken.kind.name) == (name, {"jpeg": "jpg"}.get(ending, ending))


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("报告.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("报告.docx", "application/wps-office.docx"),
        ("通知.wps", "application/vnd.ms-works"),
        ("附表.et", "application/kset"),
        ("课件.dps", "application/ksdps"),
        ("清单.csv", "application/vnd.ms-excel"),
        ("清单.csv", "text/csv"),
        ("公文.ofd", "application/ofd"),
        ("公文.ofd", "application/vnd.ofd"),
        ("全部.zip", "application/x-zip-compressed"),
        ("截图.jpg", "image/jpeg"),
        ("扫描.tif", "image/tiff"),
        ("说明.txt", "text/plain; charset=utf-8"),
        ("扫描件.pdf", ""),
    ],
)
def test_u12_however_the_machine_with_or_without_wps_declares_them(name, declared):
    assert check(upload(name, EVERYTHING[name](), declared)).name == name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("图标.svg", SVG),
        ("页面.html", EVIL),
        ("页面.htm", EVIL),
        ("页面.xhtml", EVIL),
        ("页面.mht", b"MIME-Version: 1.0\n"),
        ("数据.xml", SVG),
        ("脚本.js", b"alert(1)"),
        ("脚本.py", b"print(1)"),
        ("脚本.bat", b"@echo off"),
        ("脚本.vbs", b"x = 1"),
        ("程序.exe", EXE),
        ("程序.scr", EXE),
        ("安装.msi", ole("!Property")),
        ("宏.docm", docx()),
        ("宏.xlsm", xlsx()),
        ("快捷.lnk", b"L\0\0\0"),
        ("没有后缀", pdf()),
        (".pdf", pdf()),
        ("点在最后.", pdf()),
    ],
    ids=named,
)
def test_u01_web_pages_scripts_and_programs_are_refused_by_their_ending(name, content):
    sentence = refusal(name, content)
    assert "没有保存" in sentence
    assert sentence.endswith("。")


@pytest.mark.parametrize(
    "ending", ["txt", "csv", "pdf", "png", "jpg", "gif", "doc", "xls", "docx", "wps", "ofd", "zip"]
)
@pytest.mark.parametrize(
    "content",
    [EVIL, SVG, b"\xef\xbb\xbf \n" + EVIL, EVIL.decode().encode("utf-16"), EXE, b"#!/bin/sh\nrm -rf ~\n"],
    ids=named,
)
def test_u01_nor_are_they_taken_under_another_ending(ending, content):
    assert "内容却是" in refusal(f"佐证.{ending}", content)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("动图.gif", b"GIF89a/*\x00\x01*/=1;alert(document.cookie);//;", "gif"),
        ("扫描件.pdf", pdf() + EVIL + b"\n%%EOF", "pdf"),
        ("扫描件.pdf", b"%PDF-1.4\n" + EVIL + b"\n%%EOF", "pdf"),
        ("截图.jpg", jpg() + archive("evil.html", content=EVIL), "jpg"),
        ("截图.png", png() + EVIL, "png"),
    ],
    ids=named,
)
def test_u02_what_is_two_kinds_at_once_is_the_kind_that_was_checked(name, content, kind):
    taken = check(upload(name, content))
    assert taken.kind.name == kind
    assert not taken.kind.sent_as.startswith("text/")


@pytest.mark.parametrize(
    ("name", "content", "is_really"),
    [
        ("截图.zip", jpg() + archive("evil.html"), "JPEG"),
        ("扫描件.pdf", EVIL + b"\n" + pdf(), "网页"),
        ("截图.png", jpg(), "JPEG"),
        ("截图.jpg", png(), "PNG"),
        ("扫描件.pdf", png(), "PNG"),
        ("报告.docx", xlsx(), "Excel"),
        ("报告.docx", archive("a.txt"), "压缩包"),
        ("报告.docx", ole("WordDocument"), "旧格式"),
        ("通知.doc", docx(), ".docx"),
        ("通知.doc", ole("Workbook"), "表格"),
        ("附表.xls", b"<table><tr><td>1</td></tr></table>", "网页"),
        ("通知.wps", ole("Workbook"), "表格"),
        ("通知.doc", ole("!Property", "!Tables"), "安装程序"),
        ("全部.zip", docx(), "Word"),
        ("全部.zip", b"Rar!\x1a\x07\x01\x00", "压缩包"),
        ("公文.ofd", archive("a.txt"), "zip"),
        ("全部.zip", ofd(), "OFD"),
        ("说明.txt", gif(), "GIF"),
        ("说明.txt", bytes(range(256)), "认不出"),
        ("说明.txt", "已公开".encode("gb18030") + b"\xff\xff", "认不出"),
        ("说明.txt", b"a" * 9000 + b"\0" * 9000, "认不出"),
        ("照片.jpg", b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        ("通知.doc", b"{\\rtf1 x}", "RTF"),
    ],
    ids=named,
)
def test_u04_ending_and_content_must_agree(name, content, is_really):
    sentence = refusal(name, content)
    assert sentence.startswith(f"“{name}”没有保存：后缀是 .")
    assert is_really in sentence


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("扫描件.pdf", "text/html"),
        ("扫描件.pdf", "image/png"),
        ("截图.png", "image/svg+xml"),
        ("截图.png", "image/jpeg"),
        ("说明.txt", "text/html"),
        ("清单.csv", "application/javascript"),
        ("报告.docx", "application/pdf"),
        ("报告.docx", "application/x-msdownload"),
        ("附表.et", "application/msword"),
        ("全部.zip", "application/java-archive"),
    ],
)
def test_u04_the_declared_type_must_agree(name, declared):
    assert declared in refusal(name, EVERYTHING[name](), declared)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("报告.docx", ole("EncryptionInfo", "EncryptedPackage"), "取消密码"),
        ("报告.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "宏"),
        ("通知.doc", ole("WordDocument", "Macros"), "宏"),
        ("附表.xls", ole("Workbook", "_VBA_PROJECT_CUR"), "宏"),
        ("报告.docx", docx()[:-100], "不完整"),
        ("全部.zip", archive("a.txt")[:40], "不完整"),
        ("全部.zip", archive(*(f"{n:0>200}" for n in range(5000))), "太多"),
        ("扫描件.pdf", pdf()[:-6], "不完整"),
        ("通知.doc", ole("WordDocument")[:700], "不完整"),
        ("通知.doc", ole("WordDocument")[:30] + b"\0\0" + ole("WordDocument")[32:], "不完整"),
        ("说明.txt", b"", "空"),
    ],
    ids=named,
)
def test_what_is_locked_cut_or_full_of_macros_is_refused_with_what_to_do(name, content, says):
    assert says in refusal(name, content)


def test_an_object_inside_an_old_document_says_nothing_about_it():
    assert check(upload("通知.doc", ole("WordDocument", inner=("Workbook", "PowerPoint Document")))).kind.name == "doc"
    assert check(upload("附表.xls", ole("Workbook", inner=("WordDocument",)))).kind.name == "xls"
    assert "内容却是" in refusal("附表.xls", ole("WordDocument", inner=("Workbook",)))


@pytest.mark.parametrize(
    "sectors", [200, 14_000, 38_000]
)  # within the first table, at the edge of the head's list, beyond
def test_an_old_document_is_known_however_far_back_its_directory_lies(sectors):
    assert check(upload("通知.doc", ole("WordDocument", before=sectors))).kind.name == "doc"


class Watched(io.BytesIO):
    """Counts the bytes that are read of it."""

    taken = 0

    def read(self, *args):
        data = super().read(*args)
        self.taken += len(data)
        return data


@pytest.mark.parametrize(
    ("name", "content", "most"),
    [
        ("截图.jpg", jpg() + b"\0" * 15_000_000, 20_000),
        ("截图.png", png() + b"\0" * 15_000_000, 20_000),
        ("说明.txt", b"a" * 15_000_000, 20_000),
        ("扫描件.pdf", pdf(size=15_000_000), 100_000),
        ("全部.zip", archive("a.bin", content=b"\0" * 15_000_000), 1_100_000),
        ("通知.doc", ole("WordDocument", before=30_000), 20_000),
    ],
    ids=named,
)
def test_only_the_first_and_the_last_bytes_are_looked_at(name, content, most):
    file = Watched(content)
    assert check(UploadedFile(file, name, "", len(content)))
    assert file.taken <= most


def test_every_kind_names_itself():
    for ending in ENDINGS:
        assert kind_by_name({"jpeg": "jpg", "tiff": "tif"}.get(ending[1:], ending[1:])).label


BEGINNINGS = [b"", b"PK\x03\x04", b"%PDF-1.7", b"RIFF", b"BM", b"GIF89a", ole()[:512], ole("WordDocument"), docx()]


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=700), st.sampled_from(ENDINGS), st.integers(0, 2000))
def test_any_bytes_are_taken_or_refused_with_a_sentence(begin, rest, ending, at):
    content = begin[:at] + rest + begin[at:]
    assert taken_or_refused(f"佐证{ending}", content).startswith(("佐证", "“佐证"))


def taken_or_refused(name, content) -> str:
    """The name under which it is taken, or the sentence; anything else is raised."""
    try:
        return check(upload(name, content)).name
    except Refused as refused:
        return str(refused)

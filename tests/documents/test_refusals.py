"""Files that cannot be read are refused with one Chinese sentence: what it is and what to do."""

import zipfile

import pytest

from documents.child import read_in_child
from documents.errors import UnreadableFile
from documents.readers import limits, read_file
from documents.reading import read_paper
from tests.documents.builders import page_html, read_pasted, table_html, write_docx, write_xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
ROWS = [["序号", "工作任务", "责任单位"], ["1", "公开部门预算，接受群众监督检查。", "县财政局"]]


def refusal(path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_paper(path)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith("。")
    return sentence


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (OLE + "Workbook".encode("utf-16-le"), "另存为 .xlsx"),
        (OLE + "WordDocument".encode("utf-16-le"), "另存为 .docx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "加密"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "图片"),
        (b"\xff\xd8\xff\xe0....", "图片"),
        (b"Rar!\x1a\x07\x00", "压缩包"),
        (b"{\\rtf1 abc}", ".docx"),
        (b"PK\x03\x04broken", "损坏"),
        (bytes(range(256)) * 8, "认不出"),
        ("今天天气很好。".encode(), "没有找到"),
        (b"<html><body></body></html>", "没有"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_to_do(content, words, tmp_path):
    path = tmp_path / "文件.xlsx"
    path.write_bytes(content)
    assert words in refusal(path)


def test_a_missing_file_is_refused(tmp_path):
    assert "找不到" in refusal(tmp_path / "没有.xlsx")


def test_half_a_workbook_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    path.write_bytes(path.read_bytes()[:-900])
    assert "损坏" in refusal(path)


def test_a_workbook_with_macros_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
    assert "宏" in refusal(path)


def test_any_zip_is_refused(tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("readme.txt", "x")
    assert "压缩包" in refusal(path)


def test_too_many_parts_are_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        for number in range(limits.MAX_ZIP_PARTS + 1):
            package.writestr(f"xl/{number}.xml", "")
    assert str(limits.MAX_ZIP_PARTS) in refusal(path)


def test_a_zip_bomb_is_refused_by_its_ratio_before_it_is_read(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"\0" * (3 * limits.MEGABYTE))
    assert str(limits.MAX_ZIP_RATIO) in refusal(path)


def test_a_part_declared_too_large_is_refused_before_it_is_read(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (1_200_000_000).to_bytes(4, "little")
    path.write_bytes(data)
    assert str(limits.MAX_UNPACKED_BYTES // limits.MEGABYTE) in refusal(path)


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "a\\..\\b.xml"])
def test_path_tricks_are_refused(name, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(name, "x")
    assert "路径" in refusal(path)


def test_a_part_that_stands_twice_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/workbook.xml", "x")
    assert "重名" in refusal(path)


def test_a_file_over_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", limits.MEGABYTE)
    path = tmp_path / "a.csv"
    path.write_bytes(b"a" * (limits.MEGABYTE + 1))
    assert "1 MB" in refusal(path)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def replace_part(path, name, content):
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    parts[name] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, data in parts.items():
            package.writestr(part, data)


def test_an_entity_bomb_in_a_word_file_is_refused(tmp_path):
    path = write_docx(tmp_path / "a.docx", ["文字"])
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body></w:document>'
    replace_part(path, "word/document.xml", BOMB + body)
    assert "DTD" in refusal(path)


@pytest.mark.parametrize("entity", ["&c;", "&x;"])
def test_entities_in_a_workbook_are_refused_and_nothing_is_read(entity, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    sheet = (
        BOMB.replace("]>", '<!ENTITY x SYSTEM "file:///etc/passwd">]>')
        + '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1"><c r="A1" t="inlineStr"><is><t>{entity}</t></is></c></row></sheetData></worksheet>'
    )
    replace_part(path, "xl/worksheets/sheet1.xml", sheet)
    assert "root:" not in refusal(path)


def test_entities_in_a_page_are_refused(tmp_path):
    path = tmp_path / "a.html"
    path.write_text('<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;</p></body></html>')
    assert "DTD" in refusal(path)


def test_deeply_nested_markup_neither_hangs_nor_crashes(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<div>" * 100_000 + "x")
    refusal(path)


def test_a_huge_span_is_clipped(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(
        page_html('<table><tr><td rowspan="99999" colspan="99999">a</td><td>b</td></tr><tr><td>c</td></tr></table>')
    )
    grid = read_file(path).blocks[0]
    assert len(grid.rows) <= 2
    assert len(grid.rows[0]) <= limits.MAX_COLUMNS


def test_an_empty_paste_is_refused():
    with pytest.raises(UnreadableFile):
        read_pasted(" \n ")


def test_the_child_gives_the_same_paper_as_reading_directly(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    assert read_in_child(path, year=2024) == read_paper(path, year=2024)


def test_the_child_hands_a_refusal_on(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4")
    with pytest.raises(UnreadableFile, match="PDF"):
        read_in_child(path)


def test_a_child_without_enough_memory_gives_a_sentence(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(
        page_html(
            table_html([["序号", "工作任务", "责任单位"]] + [[str(n), "公开" * 20, "县财政局"] for n in range(20_000)])
        )
    )
    with pytest.raises(UnreadableFile, match="内存") as caught:
        read_in_child(path, megabytes=60)
    assert "Traceback" not in str(caught.value)


def test_a_child_that_takes_too_long_gives_a_sentence(tmp_path):
    rows = [["序号", "工作任务", "责任单位"]] + [
        [str(n), f"公开第{n}项信息，6月底前完成。" * 4, f"{n}局"] for n in range(20_000)
    ]
    path = tmp_path / "a.html"
    path.write_bytes(page_html(table_html(rows)))
    with pytest.raises(UnreadableFile, match="1 秒"):
        read_in_child(path, seconds=1)

"""Cells that try to be something else, or come damaged: they are text, and are read right all the same."""

import datetime
import time
import zipfile

import openpyxl
import pytest

from documents.child import read_in_child
from documents.errors import UnreadableFile
from documents.readers import read_file
from documents.reading import read_paper
from tests.documents.builders import UP, csv_bytes, page_html, table_html, units, write_docx, write_xlsx

HEADS = ["序号", "工作任务", "责任单位", "完成时限"]
TITLE = ["2024年甲县政务公开任务分工表", "", "", ""]


def read_rows(rows, tmp_path):
    return read_paper(write_xlsx(tmp_path / "a.xlsx", [TITLE, HEADS, *rows]))


def replace_in_part(path, name, old, new):
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, data in parts.items():
            package.writestr(part, data)


def test_an_old_workbook_encrypted_by_the_office_says_so(tmp_path):  # I10
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptionInfo".encode("utf-16-le"))
    with pytest.raises(UnreadableFile, match=r"加密.*密码"):
        read_paper(path)


def test_an_encrypted_zip_says_so(tmp_path):  # I10
    path = write_xlsx(tmp_path / "a.xlsx", [HEADS])
    data = bytearray(path.read_bytes())
    place = data.find(b"PK\x01\x02")
    data[place + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match="加密"):
        read_paper(path)


def test_a_million_formatted_rows_with_three_of_data_are_three_rows(tmp_path):  # I19
    path = write_xlsx(tmp_path / "a.xlsx", [HEADS, ["1", "公开预算和决算信息。", "县财政局", "6月底前"]])
    blank = b"".join(b'<row r="%d" ht="15" customHeight="1"/>' % row for row in range(3, 300_000))
    replace_in_part(path, "xl/worksheets/sheet1.xml", b"</sheetData>", blank + b"</sheetData>")
    replace_in_part(path, "xl/worksheets/sheet1.xml", b'<dimension ref="A1:D2"', b'<dimension ref="A1:XFD1048576"')
    start = time.monotonic()
    assert len(read_in_child(path, year=2024).rows) == 1
    assert time.monotonic() - start < 20


def test_a_formula_is_said_by_the_name_of_its_sheet_and_never_kept(tmp_path):  # I22
    book = openpyxl.Workbook()
    book.active.title = "封面"
    sheet = book.create_sheet("分工 & 责任")
    for row in (HEADS, [1, "公开预算和决算信息。", "县财政局", "=TEXT(1,2)"]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    paper = read_paper(tmp_path / "a.xlsx", year=2024)
    assert any("工作表“分工 & 责任”有没有计算结果的公式" in question.text for question in paper.questions)
    assert paper.rows[0].deadline_raw == ""


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋"])
def test_text_that_starts_like_a_formula_stays_as_it_is(sign, tmp_path):  # I23
    text = f"{sign}cmd|'/C calc'!A0，公开预算和决算信息。"
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes([TITLE, HEADS, ["1", text, "县财政局", "年底前"]], "utf-8"))
    assert read_paper(path).rows[0].requirement == text


@pytest.mark.parametrize(
    "name",
    ["县\u200b财政局", "县\u00a0财政局", "\u3000县财政局\u3000", "县财政局\u202e", "\ufeff县财政局", "县_x000D_财政局"],
)
def test_invisible_characters_make_no_other_unit(name, tmp_path):  # I25, I27
    paper = read_rows([["1", "公开预算和决算信息。", f"{name}、县审计局", "年底前"]], tmp_path)
    assert units(paper.rows[0]) == [("县财政局", "responsible"), ("县审计局", "responsible")]


def test_full_width_digits_and_marks_are_read(tmp_path):  # I26
    paper = read_rows([["１", "公开预算和决算信息。", "县财政局，县审计局；各镇", "２０２４年６月３０日前"]], tmp_path)
    row = paper.rows[0]
    assert (row.seq, row.deadline.due_on) == (1, datetime.date(2024, 6, 30))
    assert [unit.text for unit in row.units] == ["县财政局", "县审计局", "各镇"]


def test_line_breaks_in_cells_part_units_and_join_text(tmp_path):  # I27
    paper = read_rows([["1", "公开预算\n和决算信息。", "县财政局\n县住房和城\n乡建设局", "2024年\n6月底前"]], tmp_path)
    row = paper.rows[0]
    assert row.requirement == "公开预算和决算信息。"
    assert [unit.text for unit in row.units] == ["县财政局", "县住房和城乡建设局"]
    assert row.deadline.due_on == datetime.date(2024, 6, 30)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{{ 7*7 }}", "{% debug %}", "%s%n", "${jndi:x}", "&amp;"]
)
def test_markup_and_templates_in_cells_are_text(text, tmp_path):  # I29
    paper = read_rows([["1", f"公开预算和决算信息{text}。", "县财政局", "年底前"]], tmp_path)
    assert paper.rows[0].requirement == f"公开预算和决算信息{text}。"


def test_impossible_days_are_questions_of_their_rows(tmp_path):  # I31
    days = ["2月30日前", "6月31日前", "2月29日前", "6月底前", "2024-09-30", datetime.date(2024, 12, 31)]
    rows = [[str(n), f"公开第{n}项信息和办理结果。", "县财政局", day] for n, day in enumerate(days, start=1)]
    paper = read_rows(rows, tmp_path)
    due = [row.deadline.due_on and row.deadline.due_on.isoformat() for row in paper.rows]
    assert due == [None, None, "2024-02-29", "2024-06-30", "2024-09-30", "2024-12-31"]
    asked = [question.source for question in paper.questions if question.code == "date_impossible"]
    assert asked == [paper.rows[0].source, paper.rows[1].source]


def test_cells_merged_downwards_fill_every_row_and_say_so(tmp_path):  # I33
    rows = [
        ["1", "公开预算信息。", "县财政局", "6月底前"],
        ["2", "公开决算信息。", UP, UP],
        ["3", "公开采购信息。", UP, UP],
    ]
    paper = read_rows(rows, tmp_path)
    assert [(units(row)[0][0], row.deadline_raw) for row in paper.rows] == [("县财政局", "6月底前")] * 3
    assert "责任单位取自合并单元格C3" in paper.rows[2].source


def test_hidden_rows_and_sheets_are_said_by_name(tmp_path):  # I35
    book = openpyxl.Workbook()
    book.active.title = "封面"
    sheet = book.create_sheet("分工表", 0)
    for row in (HEADS, [1, "公开预算信息。", "县财政局", "年底前"], [2, "公开决算信息。", "县财政局", "年底前"]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    book.save(tmp_path / "a.xlsx")
    paper = read_paper(tmp_path / "a.xlsx", year=2024)
    assert len(paper.rows) == 2
    assert [q.text for q in paper.questions if q.code == "hidden_part"] == [
        "工作表“分工表”有隐藏的行或列，也读了，请核对。"
    ]


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("gbk", ","), ("gb18030", "\t"), ("utf-8", ","), ("utf-8-sig", ","), ("utf-16", "\t"), ("utf-16-le", "\t")],
)
def test_delimited_text_in_every_encoding_gives_its_rows(encoding, delimiter, tmp_path):  # I37
    rows = [HEADS] + [[str(n), f"公开第{n}项信息和结果。", "县财政局、各镇", "年底前"] for n in (1, 2, 3)]
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes(rows, encoding, delimiter))
    assert [row.seq for row in read_paper(path, year=2024).rows] == [1, 2, 3]


def test_text_beside_the_body_of_a_word_file_is_listed(tmp_path):
    import docx

    table = [HEADS, ["1", "公开预算和决算信息。", "县财政局", "年底前"], ["2", "公开采购信息。", "县财政局", "年底前"]]
    path = write_docx(tmp_path / "a.docx", ["2024年甲县任务分工表", table])
    document = docx.Document(path)
    document.sections[0].header.paragraphs[0].text = "甲县政务公开领导小组文件"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    document.save(path)
    assert ("甲县政务公开领导小组文件", "页眉里的文字，不是正文") in [
        (n.text, n.why) for n in read_paper(path).not_read
    ]
    assert read_file(path).unread == [("甲县政务公开领导小组文件", "页眉里的文字，不是正文")]


def test_a_table_under_the_name_of_a_workbook_is_read_for_what_it_is(tmp_path):  # I11
    path = tmp_path / "a.xls"
    path.write_bytes(page_html(table_html([HEADS, ["1", "公开预算和决算信息。", "县财政局", "年底前"]])))
    assert len(read_paper(path, year=2024).rows) == 1

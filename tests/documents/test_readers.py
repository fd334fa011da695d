"""Every reader gives the same paragraphs and grids, whatever the form of the file."""

import datetime
import zipfile

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from documents.blocks import Grid, Paragraph
from documents.readers import read_file, read_text
from documents.readers.delimited import delimiter_of
from tests.documents.builders import LEFT, UP, csv_bytes, page_html, table_html, write_docx, write_xlsx

ROWS = [["序号", "工作任务", "责任单位"], ["1", "公开预算", "县财政局"], ["2", "公开决算", "县财政局"]]
MERGED = [["序号", "任务", LEFT], ["1", "公开预算", "甲"], ["2", UP, "乙"]]


def grid_of(path) -> Grid:
    return next(block for block in read_file(path).blocks if isinstance(block, Grid))


@pytest.mark.parametrize("form", ["xlsx", "docx", "html"])
def test_merged_cells_are_filled_and_name_their_origin(form, tmp_path):
    path = tmp_path / f"paper.{form}"
    if form == "xlsx":
        write_xlsx(path, MERGED)
    elif form == "docx":
        write_docx(path, [MERGED])
    else:
        path.write_bytes(page_html(table_html(MERGED)))
    grid = grid_of(path)
    assert grid.rows == [["序号", "任务", "任务"], ["1", "公开预算", "甲"], ["2", "公开预算", "乙"]]
    assert grid.origin == {(0, 2): (0, 1), (2, 1): (1, 1)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_delimited_text_is_read_in_every_encoding(encoding, delimiter, tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(csv_bytes(ROWS, encoding, delimiter))
    assert grid_of(path).rows == ROWS


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030"])
def test_a_web_page_is_read_in_its_encoding(charset, tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(page_html(table_html(ROWS), charset=charset))
    assert grid_of(path).rows == ROWS


def test_a_web_page_under_the_name_of_a_workbook_is_read_as_a_page(tmp_path):
    path = tmp_path / "导出.xls"
    path.write_bytes(page_html(table_html(ROWS)))
    assert read_file(path).kind == "html"


def test_a_workbook_under_the_name_of_the_old_format_is_read(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["序号", "工作任务"], ["1", "公开预算"]]).rename(tmp_path / "a.xls")
    assert read_file(path).blocks[0].rows == [["序号", "工作任务"], ["1", "公开预算"]]


def test_the_numbers_of_a_numbered_list_are_printed(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(
        page_html(
            "<ol><li>公开预算</li><li>2、公开决算</li></ol><ol start='3'><li>公开采购</li></ol><ul><li>首页</li></ul>"
        )
    )
    assert [block.text for block in read_file(path).blocks] == ["1.公开预算", "2、公开决算", "3.公开采购", "首页"]


def test_scripts_menus_and_hidden_parts_of_a_page_are_left_out(tmp_path):
    body = (
        "<nav>首页</nav><script>var a=1</script><p>正文</p><div style='display:none'>隐藏</div>"
        "<form><input value='x'><label>姓名</label></form>"
    )
    path = tmp_path / "page.html"
    path.write_bytes(page_html(body))
    assert [block.text for block in read_file(path).blocks] == ["正文"]


def test_a_table_that_only_arranges_a_page_is_taken_apart(tmp_path):
    body = (
        f"<table><tr><td><p>标题</p>{table_html(ROWS)}</td><td> </td></tr></table><table><tr><td>一格</td></tr></table>"
    )
    path = tmp_path / "page.html"
    path.write_bytes(page_html(body))
    blocks = read_file(path).blocks
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == ["标题", "一格"]
    assert [block.rows for block in blocks if isinstance(block, Grid)] == [ROWS]


def test_lines_broken_only_in_the_source_of_a_page_are_joined(tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(page_html("<p>重大\n    政策<br>另一行</p>"))
    assert [block.text for block in read_file(path).blocks] == ["重大政策", "另一行"]


def test_numbers_and_dates_of_a_workbook_are_shown_as_a_clerk_sees_them(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["序号", "日期"], [1, datetime.date(2023, 12, 31)], [2.5, "是"]])
    assert grid_of(path).rows == [["序号", "日期"], ["1", "2023-12-31"], ["2.5", "是"]]


def test_hidden_sheets_and_rows_are_read_and_said(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["序号", "工作任务"])
    book.active.append(["1", "公开"])
    book.active.row_dimensions[2].hidden = True
    other = book.create_sheet("草稿")
    other.append(["内容"])
    other.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    content = read_file(tmp_path / "a.xlsx")
    assert len(content.blocks) == 2
    assert "工作表“草稿”是隐藏的，也读了" in content.notes
    assert any("隐藏的行" in note for note in content.notes)


def test_formulas_that_were_never_calculated_are_said(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["序号", "工作任务"], ["=1+1", "公开"]])
    content = read_file(path)
    assert any("公式" in note for note in content.notes)
    assert all("=1+1" not in cell for row in content.blocks[0].rows for cell in row)


def test_invisible_characters_and_escapes_are_gone(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["责任单位"], ["县\u200b财政局\u202e"], ["甲_x000D_\n乙"]])
    assert grid_of(path).rows == [["责任单位"], ["县财政局"], ["甲\n乙"]]


def test_a_hundred_thousand_formatted_rows_and_a_merge_to_the_end_give_three_rows(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    blank = "".join(f'<row r="{row}" ht="20"><c r="A{row}" s="0"/></row>' for row in range(4, 100_000))
    merge = '</sheetData><mergeCells count="1"><mergeCell ref="A4:C1048576"/></mergeCells>'
    sheet = parts["xl/worksheets/sheet1.xml"].decode().replace("</sheetData>", blank + merge)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in (parts | {"xl/worksheets/sheet1.xml": sheet.encode()}).items():
            package.writestr(name, data)
    assert grid_of(path).rows == ROWS


def test_automatic_numbers_of_word_are_printed(tmp_path):
    document = docx.Document()
    part = document.part.numbering_part.element
    part.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        ),
    )
    part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for text in ("推进公开", "加强解读"):
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>')
        )
    document.save(tmp_path / "a.docx")
    assert [block.text for block in read_file(tmp_path / "a.docx").blocks] == ["一、推进公开", "二、加强解读"]


def test_deleted_text_of_tracked_changes_is_left_out(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("保留")
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>删去</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>插入</w:t></w:r></w:ins>"))
    document.save(tmp_path / "a.docx")
    assert [block.text for block in read_file(tmp_path / "a.docx").blocks] == ["保留插入"]


def test_a_table_pasted_from_excel_keeps_lines_inside_a_cell():
    content = read_text('标题行\n序号\t任务\t单位\n1\t"第一行\n第二行"\t县财政局\n2\t公开\t县财政局\n')
    grid = content.blocks[1]
    assert content.blocks[0].text == "标题行"
    assert grid.rows[1] == ["1", "第一行\n第二行", "县财政局"]


def test_a_stray_quotation_mark_swallows_no_rows():
    content = read_text('序号\t任务\t单位\n1\t"公开\t甲\n2\t解读\t乙\n3\t"回应\t丙\n')
    assert len(content.blocks[0].rows) == 4


def test_prose_with_half_width_commas_is_no_table():
    assert delimiter_of("一、公开,解读,回应。\n二、公开,解读,回应。\n三、公开,解读,回应。") is None

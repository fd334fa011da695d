"""Tables in official papers: heads on every page, whole rows, forms with merged cells."""

from dataclasses import replace

import pytest
from docx.oxml.ns import qn

from documents.writers.official.description import Attachment, Cell, Column, OfficialPaper, Row, Table
from tests.documents.writers.official_papers import CIRCULAR, COLUMNS, SLIP, UNITS, opened, styled, value


def flags(row) -> set[str]:
    properties = row._tr.trPr
    return set() if properties is None else {child.tag.partition("}")[2] for child in properties}


def table_of(columns, rows, **others):
    return opened(OfficialPaper("通知", blocks=(Table(columns, rows, **others),))).tables[0]


def texts(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_table_of_all_units_stands_in_the_attachment_row_by_row():
    table = opened(CIRCULAR).tables[1]
    assert [row[1] for row in texts(table)[2:]] == UNITS
    assert texts(table)[2] == ["1", "东河镇", "12", "9", "75.0%"]


def test_heads_are_merged_where_they_are_equal_and_stand_on_every_page():
    table = opened(CIRCULAR).tables[1]
    assert texts(table)[:2] == [
        ["序号", "单位", "任务数（项）", "任务数（项）", "按期办结率"],
        ["序号", "单位", "应办结", "按期办结", "按期办结率"],
    ]
    assert ["tblHeader" in flags(row) for row in table.rows[:3]] == [True, True, False]


def test_rows_do_not_break_across_pages():
    assert all("cantSplit" in flags(row) for row in opened(CIRCULAR).tables[1].rows)


def test_a_row_that_is_higher_than_most_of_a_page_may_break():
    table = table_of((Column("内容", 1), Column("备注", 1)), (("公开" * 150, "短"), ("公开" * 900, "短")))
    assert ["cantSplit" in flags(row) for row in table.rows] == [True, True, False]


def test_a_table_is_as_wide_as_the_text_and_its_columns_have_their_shares():
    document = opened(CIRCULAR)
    for table, width in ((document.tables[0], 156), (document.tables[1], 225)):
        assert sum(column.width.mm for column in table.columns) == pytest.approx(width, abs=0.2)
    widths = [column.width.mm for column in document.tables[1].columns]
    assert widths[1] / widths[0] == pytest.approx(46 / 12, rel=0.01)


def test_cells_begin_left_or_end_right_as_their_column_says():
    row = opened(CIRCULAR).tables[1].rows[2]
    assert [value(cell.paragraphs[0]._element, "pPr/jc") for cell in row.cells] == [None, "left", None, None, "right"]
    style = row.cells[0].paragraphs[0].style
    assert (style.name, value(style.element, "pPr/jc"), style.font.size.pt) == ("表格文字", "center", 12)


def test_cells_have_lines_around_them():
    document = opened(CIRCULAR)
    assert document.tables[0].style.name == "公文表格"
    edges = document.styles["公文表格"].element.find(qn("w:tblPr")).find(qn("w:tblBorders"))
    assert {edge.get(qn("w:val")) for edge in edges} == {"single"}
    assert len(edges) == 6


def test_a_table_without_rows_says_so():
    table = opened(CIRCULAR).tables[2]
    assert texts(table)[2:] == [["（无）"] * len(COLUMNS)]


def test_an_attachment_without_anything_is_a_page_with_its_title():
    document = opened(replace(CIRCULAR, attachments=(Attachment("空表", (Table((), ()),)),)))
    assert styled(document, "附件标题") == ["空表"]


def test_a_form_has_labels_merged_cells_and_room_to_write_in():
    document = opened(SLIP)
    table = document.tables[0]
    assert texts(table)[0] == ["督办事项", *["及时公开2025年度部门决算"] * 3]
    assert texts(table)[1] == ["承办单位", "某县财政局", "完成时限", "2026年9月30日"]
    assert [cell.paragraphs[0].style.name for cell in table.rows[1].cells] == ["表格标签", "表格文字"] * 2
    assert not any("tblHeader" in flags(row) for row in table.rows)
    assert table.rows[2].height.mm == pytest.approx(25, abs=0.1)
    assert table.rows[3].cells[1].text == "签字：　　　　年　　月　　日"
    assert styled(document, "签批栏") == ["签发：\t审核：\t经办人："]


def test_a_cell_may_reach_over_rows_and_the_rows_below_leave_its_place_out():
    rows = ((Cell("县财政局", down=2), "甲"), ("乙",), ("县审计局", "丙"))
    table = table_of((Column("单位"), Column("事项")), rows)
    assert texts(table)[1:] == [["县财政局", "甲"], ["县财政局", "乙"], ["县审计局", "丙"]]


def test_a_short_row_is_filled_up_and_a_long_one_refused():
    assert texts(table_of((Column("甲"), Column("乙")), (("1",),)))[1] == ["1", ""]
    with pytest.raises(ValueError, match="more cells"):
        table_of((Column("甲"),), (("1", "2"),))


def test_a_table_may_have_smaller_print():
    table = table_of((Column("甲"),), (Row(("1",)),), size=10.5)
    assert {cell.paragraphs[0].runs[0].font.size.pt for row in table.rows for cell in row.cells} == {10.5}

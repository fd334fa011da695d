"""The workbook itself: cell types, print set-up, room for merged texts."""

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from documents.table_form import FormColumn, TableForm
from documents.writers.division_table import write_division_table
from documents.writers.rows import TableRow

STATES = ("办结情况", "逾期", "待审核")
ONE = TableRow((), "1", "公开预算。", "县财政局", "6月底前", (("县财政局", "responsible"),))


def sheet_of(rows, form=None, **extra):
    return load_workbook(
        BytesIO(write_division_table(rows, form or TableForm(title=["2026年甲县任务分工"]), **extra))
    ).active


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", '=HYPERLINK("x")&', "'="])
def test_a_text_that_begins_like_a_formula_is_typed_as_text_wherever_it_stands(sign):  # F05, I23
    heads = [
        FormColumn([sign + "序号"], "seq"),
        FormColumn([sign + "要求"], "requirement"),
        FormColumn(["备注"], "remark"),
    ]
    form = TableForm(heads, above=[sign + "附件"], title=[sign + "2026年"], below_title=[sign], notes=[sign + "注：无"])
    row = TableRow(
        (sign + "一、公开",), sign + "1", sign + "公开。", sign + "局", sign + "年底", spare=(sign,), extra=(sign,)
    )
    sheet = sheet_of([row], form, extra_heads=(sign + "情况",))
    filled = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert len(filled) > 10
    assert {cell.data_type for cell in filled} == {"s"}


def test_what_no_workbook_can_hold_is_left_out():
    assert sheet_of([replace(ONE, requirement="公开\x01\x0b预算。")])["B3"].value == "公开预算。"


def test_a_running_number_is_a_number_and_any_other_is_text():
    rows = [TableRow((), number, "公开预算。", "县财政局", "") for number in ("7", "3.1.20", "007", "７")]
    assert [cell.value for cell in sheet_of(rows)["A"][2:]] == [7, "3.1.20", "007", "７"]


def test_it_prints_across_with_the_heads_on_each_page():
    form = TableForm(above=["附件1"], title=["2026年甲县任务分工"], below_title=["（试行）"])
    sheet = sheet_of([ONE], form)
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$4:$4", "A5")


def test_a_merged_text_longer_than_its_rows_gets_room():
    columns = [FormColumn(["要求"], "requirement"), FormColumn(["责任单位"], "units", runs=[[0, 1]])]
    many = "、".join(["县发展和改革局"] * 30)
    units = (("县发展和改革局", "responsible"),)
    rows = [TableRow((), "", f"公开第{n}类信息和办理结果。", many, "", units) for n in (1, 2)]
    sheet = sheet_of(rows, TableForm(columns, title=["2026年甲县任务分工"]))
    assert "B3:B4" in [str(span) for span in sheet.merged_cells.ranges]
    assert sheet.row_dimensions[4].height > 200


def test_the_state_columns_stand_last():
    sheet = sheet_of([replace(ONE, extra=("1/2", "", "1个单位"))], extra_heads=STATES)
    assert [cell.value for cell in sheet[2]][-3:] == list(STATES)
    assert [cell.value for cell in sheet[3]][-3:] == ["1/2", None, "1个单位"]


def test_a_table_without_tasks_has_its_heads():
    assert [cell.value for cell in sheet_of([])[2]] == ["序号", "具体要求", "责任单位", "完成时限"]

"""The empty workbooks to fill in: what they say, and that they are read back."""

from io import BytesIO

import openpyxl
import pytest

from imports.services import batch_preview
from imports.template import schedule_template, table_template
from tests.world import AT, make_office, make_unit

pytestmark = pytest.mark.django_db


def filled(content, rows, first):
    """The workbook with rows typed over its examples, which begin in the line first."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    for line in (first, first + 1):
        for cell in sheet[line]:
            cell.value = None
    for line, texts in enumerate(rows, start=first):
        for column, text in enumerate(texts, start=1):
            sheet.cell(line, column, text)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_table_is_read_as_its_two_examples_and_the_instructions_are_no_tasks(desk):
    preview = batch_preview(desk.open(table_template(desk.office, 2026)))
    assert [line.number for line in preview.comparison.lines] == ["1", "2"]
    assert all("例子" in line.row.requirement for line in preview.comparison.lines)
    assert (preview.paper.title, preview.paper.year) == ("2026年青山县政务公开重点工作任务分工表", 2026)
    assert {line.why for line in preview.paper.not_read} == {"填写说明，不是任务"}
    assert preview.paper.activities == []


def test_what_is_typed_over_the_examples_is_all_that_is_read(desk, time_machine):
    time_machine.move_to(AT)
    rows = [
        [1, "一、公开", "（一）财政", "公开财政预算和决算。", "县财政局", "6月底前"],
        [2, "", "", "公开政府采购信息。", "县财政局牵头，各镇街配合", "长期坚持"],
        [3, "二、解读", "", "解读材料与政策文件同步发布。", "县住建局", "每季度末"],
    ]
    preview = batch_preview(desk.open(filled(table_template(desk.office, 2026), rows, 3)))
    assert [(line.number, line.row.headings, line.row.units_raw) for line in preview.comparison.lines] == [
        ("1", ["一、公开", "（一）财政"], "县财政局"),
        ("2", ["一、公开", "（一）财政"], "县财政局牵头，各镇街配合"),
        ("3", ["二、解读"], "县住建局"),
    ]
    assert preview.open_questions == []


def test_the_schedule_is_read_as_its_two_examples(desk):
    activities = batch_preview(desk.open(schedule_template(desk.office, 2026))).paper.activities
    assert [(row.seq, row.month, row.host_unit, row.forms, row.self_selected) for row in activities] == [
        (1, 5, "县某局", ["open_day"], False),
        (2, 9, "某某镇", ["talk"], True),
    ]


def test_activities_typed_over_the_examples_are_read(desk):
    rows = [[1, "5月", "走进税务局", "县财政局", "√", "√", "上午"], [2, "6月", "自主选定", "甲镇", "", "√", ""]]
    paper = batch_preview(desk.open(filled(schedule_template(desk.office, 2026), rows, 4))).paper
    assert [(row.month, row.theme, row.forms, row.remark) for row in paper.activities] == [
        (5, "走进税务局", ["talk", "open_day"], "上午"),
        (6, "自主选定", ["open_day"], ""),
    ]
    assert paper.rows == []


@pytest.mark.parametrize("template", [table_template, schedule_template])
def test_the_second_sheet_explains_and_names_what_the_own_register_knows(desk, template):
    make_unit(desk.office, "县撤销局", active_to="2020-01-01")
    make_unit(make_office("beihe", "北河县人民政府办公室", "北河县"), "北河局")
    book = openpyxl.load_workbook(BytesIO(template(desk.office, 2026)))
    assert book.sheetnames[1] == "填写说明"
    text = "\n".join(str(cell.value or "") for line in book.worksheets[1].iter_rows() for cell in line)
    assert {"各镇街", "县财政局"} <= set(text.replace("、", "\n").split("\n"))
    assert "撤销" not in text
    assert "北河" not in text


def test_lists_are_offered_and_other_words_are_taken_all_the_same(desk):
    sheet = openpyxl.load_workbook(BytesIO(table_template(desk.office, 2026))).worksheets[0]
    units, times = sheet.data_validations.dataValidation
    assert (str(units.sqref), units.type, units.showErrorMessage) == ("E3:E34", None, False)
    assert "长期坚持" in times.formula1
    assert times.showErrorMessage is False
    assert sheet.freeze_panes == "A3"


@pytest.mark.parametrize("template", [table_template, schedule_template])
def test_lists_are_short_enough_for_a_workbook(desk, template):
    for sheet in openpyxl.load_workbook(BytesIO(template(desk.office, 2026))).worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.formula1 or "") <= 255
            assert len(rule.promptTitle) <= 32
            assert len(rule.prompt) <= 255

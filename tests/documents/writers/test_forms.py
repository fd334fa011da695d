"""A table goes out in the form in which it came: heads, order of columns, merged cells, lines around it."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from documents.reading import read_paper
from documents.table_form import FormColumn, TableForm
from documents.writers.division_table import reads_back, write_division_table
from documents.writers.rows import TableRow
from documents.writers.table_lines import lay_out
from tests.documents.builders import LEFT, UP, read_table, write_docx, write_xlsx
from tests.documents.papers_of_others import PAPERS as PAPERS_OF_OTHERS
from tests.documents.test_layout_round_trips import FORMS, TITLE, layouts, parts_of_tables
from tests.documents.test_layout_round_trips import _table as table_of
from tests.documents.test_layout_round_trips import _write as write_as
from tests.documents.test_papers_of_others import _write as write_parts

PAPERS = Path(__file__).parents[3] / "fixtures" / "papers"
RELAXED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
STATES = ("办结情况", "逾期", "待审核")


def rows_of(paper, extra=()):
    """The rows of a paper as they go out."""
    spare = paper.form.spare() if paper.form else []
    return [
        TableRow(
            tuple(row.headings),
            "" if row.seq is None else str(row.seq),
            row.requirement,
            row.units_raw,
            row.deadline_raw,
            tuple((unit.text, unit.role) for unit in row.units),
            tuple(column.cells[place] if column.cells else "" for column in spare),
            extra,
        )
        for place, row in enumerate(paper.rows)
    ]


def laid(paper, **extra):
    return lay_out(rows_of(paper, **extra), paper.form or TableForm())


def comes_back(paper) -> bool:
    """Tell whether the paper's own form, with and without states, carries its rows."""
    rows, form = rows_of(paper), paper.form or TableForm()
    plain = reads_back(lay_out(rows, form), rows)
    with_states = [replace(row, extra=("0/2", "1个单位", "2个单位")) for row in rows]
    return plain and reads_back(lay_out(with_states, form, STATES), rows)


@pytest.mark.parametrize(
    "name", ["shanghe-2023.xlsx", "shanghe-2023.docx", "huainan-2021.html", "huainan-2021.xlsx", "shicheng-2024.docx"]
)
def test_the_real_papers_come_back_in_their_own_form(name):
    assert comes_back(read_paper(PAPERS / name))


@pytest.mark.parametrize("form", ["html", "docx", "xlsx"])
@pytest.mark.parametrize("name", PAPERS_OF_OTHERS)
def test_the_papers_of_others_come_back_in_their_own_form(name, form, tmp_path):
    paper = read_paper(write_parts(PAPERS_OF_OTHERS[name][0], form, tmp_path))
    assert comes_back(paper)


@pytest.mark.parametrize("form", FORMS)
@RELAXED
@given(layout=layouts, parts=parts_of_tables)
def test_any_table_in_any_layout_comes_back_in_its_own_form(form, layout, parts, tmp_path_factory):
    paper = read_paper(write_as(table_of(layout, parts), form, tmp_path_factory.mktemp("form")))
    assert comes_back(paper)
    assert paper.form.title == [TITLE]


def written(out, kind="head"):
    """The texts of the lines of a kind, and the ranges merged in them, counted from the first such line."""
    places = out.lines_of(kind)
    spans = {(a - places[0], b, c - places[0], d) for a, b, c, d in out.spans if a in places}
    return [out.lines[place].cells for place in places], spans


def merged_in(out, column):
    """First and last task of each cell merged downwards in a column."""
    tasks = out.lines_of("task")
    return [
        (tasks.index(top), tasks.index(bottom))
        for top, left, bottom, _ in out.spans
        if left == column and bottom > top and top in tasks
    ]


def test_shanghe_comes_back_with_two_levels_under_one_head_and_the_merges_of_the_source():
    source = openpyxl.load_workbook(PAPERS / "shanghe-2023.xlsx").active
    out = laid(read_paper(PAPERS / "shanghe-2023.xlsx"))
    assert [out.lines[place].cells[0] for place in (0, 1)] == ["附件", "2023年商河县政务公开重点工作任务分工"]
    assert written(out) == (
        [["序号", "工作任务", "", "具体要求", "责任单位", "完成时限"]],
        {(0, 1, 0, 2)},
    )
    ranges = {
        (span.min_row - 1, span.min_col - 1, span.max_row - 1, span.max_col - 1) for span in source.merged_cells.ranges
    }
    assert set(out.spans) - {(0, 0, 0, 5)} == ranges  # line 附件 stands over all columns


def test_huainan_comes_back_with_heading_rows_and_its_own_heads():
    out = laid(read_paper(PAPERS / "huainan-2021.xlsx"))
    assert written(out) == ([["工作任务", "具体要求", "责任单位", "时限要求"]], set())
    headings = [line.cells[0] for line in out.lines if line.kind == "heading"]
    assert headings[:3] == [
        "一、聚焦重点领域深化政务公开",
        "（一）做好各类规划主动公开",
        "（二）做好市场规则标准和监管执法信息公开",
    ]
    heading = out.lines_of("heading")[0]
    assert (heading, 0, heading, 3) in out.spans


def test_two_unit_columns_under_one_head_come_back_with_each_unit_in_its_column(tmp_path):
    head = [["序号", "重点任务", LEFT, "责任分工", LEFT, "完成时限"], [UP, "类别", "内容", "牵头单位", "配合单位", UP]]
    tasks = [
        ["1", "主动公开", "及时公开规划执行情况。", "县发改局", "县统计局、各镇", "9月底前"],
        ["2", UP, "公开年度预算和决算。", "县财政局", "", UP],
        ["3", "政策解读", "解读材料与文件同步发布。", "县政府办", "县融媒体中心", "长期坚持"],
        ["4", UP, "召开新闻发布会和访谈。", "", "各部门", UP],
        ["5", UP, "开展业务培训和研讨交流。", "各部门", LEFT, UP],
    ]
    out = laid(read_table(head + tasks, tmp_path))
    assert written(out) == (
        [["序号", "重点任务", "", "责任分工", "", "完成时限"], ["", "类别", "内容", "牵头单位", "配合单位", ""]],
        {(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4), (0, 5, 1, 5)},
    )
    lines, spans = written(out, "task")
    assert [line[3:5] for line in lines] == [
        ["县发改局", "县统计局、各镇"],
        ["县财政局", ""],
        ["县政府办", "县融媒体中心"],
        ["", "各部门"],
        ["各部门", ""],
    ]
    assert {span for span in spans if span[1] == 3} == {(4, 3, 4, 4)}
    assert merged_in(out, 5) == [(0, 1), (2, 4)]


def test_equal_neighbours_are_merged_only_where_the_source_merged_them(tmp_path):
    rows = [
        ["序号", "具体要求", "责任单位", "完成时限"],
        ["1", "公开预算和决算信息。", "县财政局", "6月底前"],
        ["2", "公开政府采购信息。", UP, "6月底前"],
        ["3", "公开国有资产信息。", "县财政局", "6月底前"],
    ]
    out = laid(read_table(rows, tmp_path))
    assert (merged_in(out, 2), merged_in(out, 3)) == ([(0, 1)], [])


def test_a_merge_is_left_out_where_its_texts_are_no_longer_equal(tmp_path):
    rows = [["具体要求", "责任单位"], ["公开预算和决算信息。", "县财政局"], ["公开政府采购信息。", UP]]
    paper = read_table(rows, tmp_path)
    changed = [rows_of(paper)[0], replace(rows_of(paper)[1], units="县审计局")]
    assert merged_in(lay_out(changed, paper.form), 1) == []


def test_columns_that_are_no_part_of_a_task_come_back_with_their_cells(tmp_path):
    rows = [
        ["序号", "牵头领导", "具体要求", "责任单位", "启动时间", "完成时限", "备注"],
        ["1", "张三", "公开预算和决算信息。", "县财政局", "1月", "6月底前", ""],
        ["2", UP, "公开政府采购信息。", "县财政局", "2月", "6月底前", "重点"],
    ]
    lines, _ = written(laid(read_table(rows, tmp_path)), "task")
    assert lines == [["1", "张三", *rows[1][2:]], ["2", "", *rows[2][2:]]]


def test_numbers_that_stood_in_the_text_stand_there_again(tmp_path):
    rows = [
        ["工作任务", "责任单位"],
        ["（1）公开预算和决算信息。", "县财政局"],
        ["（2）公开政府采购信息。", "县财政局"],
    ]
    lines, _ = written(laid(read_table(rows, tmp_path)), "task")
    assert lines == rows[1:]


def test_the_lines_around_the_table_come_back(tmp_path):
    rows = [
        ["附件2", *[LEFT] * 3],
        [TITLE, *[LEFT] * 3],
        ["（甲政办发〔2024〕5号）", *[LEFT] * 3],
        ["序号", "具体要求", "责任单位", "完成时限"],
        ["1", "公开预算和决算信息。", "县财政局、县审计局", "6月底前"],
        ["合计", "1项", "", ""],
        ["注：列首位的为牵头单位。", *[LEFT] * 3],
    ]
    paper = read_paper(write_xlsx(tmp_path / "a.xlsx", rows))
    out = laid(paper)
    kinds = [(line.kind, line.cells[0]) for line in out.lines]
    assert kinds == [
        ("above", "附件2"),
        ("title", TITLE),
        ("below_title", "（甲政办发〔2024〕5号）"),
        ("head", "序号"),
        ("task", "1"),
        ("note", "注：列首位的为牵头单位。"),
    ]
    assert comes_back(paper)


def test_a_rule_about_leads_in_the_notice_goes_below_the_table(tmp_path):
    table = [["序号", "具体要求", "责任单位"], ["1", "公开预算和决算信息。", "县财政局、县审计局"]]
    said = "各任务责任单位列第一位的为牵头单位，请认真抓好落实。"
    paper = read_paper(write_docx(tmp_path / "a.docx", [TITLE, said, "二、工作要求", "三、工作分工", table]))
    assert [unit.role for unit in paper.rows[0].units] == ["lead", "responsible"]
    assert said in [*paper.form.below_title, *paper.form.notes]
    assert comes_back(paper)


def test_the_form_is_no_part_of_the_outside_contract():
    assert "form" not in read_paper(PAPERS / "shanghe-2023.xlsx").as_dict()


def test_a_table_that_came_without_heads_gets_the_usual_ones(tmp_path):
    rows = [
        ["1", "公开年度预算和决算信息，接受监督。", "县财政局", "6月底前"],
        ["2", "公开采购目录和中标结果，及时更新。", "县审计局", "长期坚持"],
    ]
    paper = read_table(rows, tmp_path)
    assert written(laid(paper)) == ([["序号", "具体要求", "责任单位", "完成时限"]], set())
    assert comes_back(paper)


def test_a_table_that_goes_on_without_its_head_keeps_merges_and_other_columns(tmp_path):
    head = ["序号", "具体要求", "责任单位", "备注"]
    first = [head, ["1", "公开预算和决算信息。", "县财政局", "甲"], ["2", "公开政府采购信息。", UP, ""]]
    second = [["3", "公开国有资产信息。", "县财政局、县审计局", "丙"], ["4", "公开债务信息。", UP, "丁"]]
    out = laid(read_paper(write_docx(tmp_path / "a.docx", [TITLE, first, second])))
    assert merged_in(out, 2) == [(0, 1), (2, 3)]
    assert [line[3] for line in written(out, "task")[0]] == ["甲", "", "丙", "丁"]


class TestBeyondTheForm:
    """A plan that has changed since may need more than its form has."""

    form = TableForm([FormColumn(["要求"], "requirement"), FormColumn(["责任单位"], "units")], heading_rows=1)
    row = TableRow((), "", "公开预算和决算信息。", "县财政局", "", (("县财政局", "responsible"),))

    def heads(self, *rows):
        return written(lay_out(rows, self.form))[0][0]

    def test_a_deadline_gets_a_column(self):
        assert self.heads(replace(self.row, deadline="6月底前")) == ["要求", "责任单位", "完成时限"]

    def test_a_number_gets_a_column(self):
        assert self.heads(replace(self.row, number="1")) == ["序号", "要求", "责任单位"]

    def test_a_further_level_of_headings_gets_a_column(self):
        assert self.heads(replace(self.row, headings=("一、公开", "（一）财政"))) == ["工作任务", "要求", "责任单位"]

    def test_headings_that_cannot_stand_as_rows_stand_in_columns(self):
        rows = [replace(self.row, headings=("一、公开",)), self.row]
        assert self.heads(*rows) == ["工作任务", "要求", "责任单位"]
        assert reads_back(lay_out(rows, self.form), rows)

    def test_a_form_that_cannot_carry_the_rows_gives_way_to_the_usual_one(self, tmp_path):
        rows = [
            replace(self.row, units="牵头单位：县财政局", phrases=(("县财政局", "lead"),)),
            replace(self.row, units=""),
        ]
        rows[1] = replace(rows[1], phrases=(), requirement="一、公开", number="x")
        odd = TableForm([FormColumn(["甲栏"], "requirement"), FormColumn(["乙栏"], "units")], title=[TITLE])
        assert not reads_back(lay_out(rows, odd), rows)
        sheet = openpyxl.load_workbook(BytesIO(write_division_table(rows, odd))).active
        assert [cell.value for cell in sheet[2]] == ["序号", "具体要求", "责任单位", "完成时限"]

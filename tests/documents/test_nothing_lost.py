"""Every printed row is a task, an entry of what was not read, or a question."""

import openpyxl
import pytest

from documents.reading import read_paper
from tests.documents.builders import LEFT, printed, read_pasted, read_table

HEADS = ["序号", "工作任务", "责任单位", "完成时限"]
FIRST = ["1", "公开预算", "县财政局", "9月底前"]


def test_a_lone_task_at_the_end_is_a_row_without_units(tmp_path):
    paper = read_table([HEADS, FIRST, ["", "组织开展政府开放日活动", "", ""]], tmp_path)
    assert [row.requirement for row in paper.rows] == ["公开预算", "组织开展政府开放日活动"]
    assert paper.rows[1].units == []
    assert [question.code for question in paper.questions] == ["units_missing"]


@pytest.mark.parametrize("heading", ["其他工作", "二、其他工作"])
def test_a_heading_with_nothing_under_it_is_told(heading, tmp_path):
    paper = read_table([HEADS, FIRST, [heading, LEFT, LEFT, LEFT]], tmp_path)
    assert [row.requirement for row in paper.rows] == ["公开预算"]
    assert (heading, "只有标题，其下没有任务") in [(line.text, line.why) for line in paper.not_read]


def test_a_heading_closed_by_the_next_one_is_told(tmp_path):
    rows = [HEADS, ["一、空白", LEFT, LEFT, LEFT], ["二、财政", LEFT, LEFT, LEFT], FIRST]
    paper = read_table(rows, tmp_path)
    assert printed(paper)[0][1] == ["二、财政"]
    assert "一、空白" in [line.text for line in paper.not_read]


@pytest.mark.parametrize(
    "footer", ["电话：0598-1234567", "制表：张三", "审核：李四", "联系人 王五", "邮箱：a@b.cn", "填表人：赵六"]
)
@pytest.mark.parametrize("last", [FIRST, ["2", "公开决算", "县财政局", "9月底前"]])
def test_a_footer_is_never_a_heading(footer, last, tmp_path):
    paper = read_table([HEADS, FIRST, [footer, LEFT, LEFT, LEFT], ["2", *last[1:]]], tmp_path)
    assert [row.headings for row in paper.rows] == [[], []]
    assert footer in [line.text for line in paper.not_read]


@pytest.mark.parametrize("word", ["合计", "小计", "总 计"])
@pytest.mark.parametrize("place", [0, 1])
def test_a_total_is_no_row(word, place, tmp_path):
    total = ["", "", "12项", ""]
    total[place] = word
    paper = read_table([HEADS, FIRST, total], tmp_path)
    assert len(paper.rows) == 1
    assert any(line.why == "合计行，不是任务" for line in paper.not_read)


@pytest.mark.parametrize("head", ["内部编码", ""])
@pytest.mark.parametrize("codes", [("CZ-01", "CZ-02"), ("3.1.20", "3.1.21"), ("KJ00000001", "KJ00000002")])
def test_a_column_of_codes_is_never_the_task(head, codes, tmp_path):
    rows = [[head, *HEADS[1:]], [codes[0], *FIRST[1:]], [codes[1], "公开决算", "县财政局", "9月底前"]]
    paper = read_table(rows, tmp_path)
    assert [(row.headings, row.requirement) for row in paper.rows] == [([], "公开预算"), ([], "公开决算")]
    assert any(codes[0] in line.text for line in paper.not_read)


def test_a_headed_column_beats_a_longer_one_of_unknown_head(tmp_path):
    rows = [
        ["工作任务", "责任单位", "完成时限", "随笔"],
        ["公开预算", "县财政局", "9月底前", "这是写得很长很长的一段话。"],
    ]
    assert [row.requirement for row in read_table(rows, tmp_path).rows] == ["公开预算"]


@pytest.mark.parametrize("word", ["同上", "〃"])
def test_the_same_as_above_takes_the_value_of_the_row_above(word, tmp_path):
    paper = read_table([HEADS, FIRST, ["2", "公开决算", word, word], ["3", "公开采购", word, "年底前"]], tmp_path)
    assert [(row.units_raw, row.deadline_raw) for row in paper.rows] == [
        ("县财政局", "9月底前"),
        ("县财政局", "9月底前"),
        ("县财政局", "年底前"),
    ]
    assert f"责任单位与上一行相同（{word}）；时限与上一行相同（{word}）" in paper.rows[1].source


def test_the_title_in_the_tables_sheet_beats_the_cover(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "2022年甲县政务公开工作台账"
    sheet = book.create_sheet("分工")
    for row in (["2024年甲县政务公开任务分工表"], HEADS, FIRST):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    paper = read_paper(tmp_path / "a.xlsx")
    assert (paper.title, paper.year) == ("2024年甲县政务公开任务分工表", 2024)
    assert [line.text for line in paper.not_read] == ["2022年甲县政务公开工作台账"]


def test_a_blank_stays_between_day_and_hour(tmp_path):
    paper = read_table([HEADS, [*FIRST[:3], "2024-05-18 09:30"]], tmp_path)
    assert (paper.rows[0].deadline_raw, paper.rows[0].deadline.kind) == ("2024-05-18 09:30", "datetime")


def test_a_lone_text_taken_for_the_rest_of_a_long_task_is_asked_about():
    paper = read_pasted(
        "青山县2022年政务公开任务分工\n序号\t工作任务\t责任单位\t完成时限\n"
        "1\t公开财政预算和决算并做好解读说明工作\t县财政局\t9月底前\n\t组织开展政府开放日活动\t\t\n"
    )
    assert paper.rows[0].requirement.endswith("组织开展政府开放日活动")
    assert [question.code for question in paper.questions] == ["row_continued"]


@pytest.mark.parametrize("name", ["填写说明", "填表说明", "填报说明", "使用说明", "编制说明"])
def test_a_sheet_of_instructions_is_listed_line_by_line_and_never_read(name, tmp_path):
    book = openpyxl.Workbook()
    for row in (["2024年甲县任务分工表"], HEADS, FIRST):
        book.active.append(row)
    said = ["1.每项任务写明责任单位。（县财政局牵头，县审计局配合）", "2.时限写到日。（各部门负责）", "序号 从1编起"]
    sheet = book.create_sheet(name)
    for line in said:
        sheet.append([line])
    book.save(tmp_path / "a.xlsx")
    paper = read_paper(tmp_path / "a.xlsx")
    assert [row.requirement for row in paper.rows] == ["公开预算"]
    assert [(line.text, line.why) for line in paper.not_read] == [(line, "填写说明，不是任务") for line in said]


def test_a_note_below_does_not_hide_that_the_tasks_are_numbered_in_their_text(tmp_path):
    rows = [["工作任务", "责任单位"], ["1.公开预算", "县财政局"], ["2.公开决算", "县财政局"], ["注：请抓好落实", LEFT]]
    assert [row.seq for row in read_table(rows, tmp_path).rows] == [1, 2]

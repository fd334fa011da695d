"""Where a division table stands in its file: sheets, pages, several tables, notices around it."""

from documents.layouts.assemble import understand
from documents.reading import read_paper
from tests.documents.builders import (
    LEFT,
    printed,
    read_html,
    read_pasted,
    read_prose,
    read_table,
    table_html,
    units,
    write_docx,
    write_xlsx,
)

PUBLISH = "及时公开本年度重大建设项目的批准和实施信息，方便群众查询。"
EXPLAIN = "重要政策文件与解读材料同步组织、同步审签、同步发布，讲明政策背景。"
ANSWER = "规范办理依申请公开，加强部门会商，提高答复的准确性和针对性。"
TRAIN = "组织开展业务培训和研讨交流，不断提升工作人员的业务能力和水平。"


def test_a_table_without_a_head_is_read_by_its_content(tmp_path):
    paper = read_table(
        [
            ["1", PUBLISH, "县发改局、县财政局", "2024年6月底前"],
            ["2", EXPLAIN, "县政府办", "2024年12月底前"],
            ["3", ANSWER, "各镇人民政府", "长期坚持"],
        ],
        tmp_path,
    )
    assert printed(paper)[0] == (1, [], PUBLISH, "县发改局、县财政局", "2024年6月底前")
    assert len(paper.rows) == 3


def test_several_tables_in_one_file_are_all_read(tmp_path):
    head = ["序号", "工作任务", "责任单位", "完成时限"]
    path = write_docx(
        tmp_path / "two.docx",
        [
            "2024年甲县政务公开任务分工表",
            [head, ["1", PUBLISH, "县发改局", "6月底前"]],
            "附件2",
            [["序号", "具体措施", "牵头单位", "配合单位"], ["1", EXPLAIN, "县政府办", "各部门"]],
        ],
    )
    paper = read_paper(path)
    assert [(row.seq, row.requirement) for row in paper.rows] == [(1, PUBLISH), (1, EXPLAIN)]
    assert not [question for question in paper.questions if question.code == "seq_twice"]


def test_a_table_goes_on_after_a_page_break_without_its_head(tmp_path):
    path = write_docx(
        tmp_path / "pages.docx",
        [
            "2024年甲县政务公开任务分工表",
            [["序号", "重点任务", "具体要求", "责任单位"], ["1", "一、推进公开", PUBLISH, "县发改局"]],
            [["2", "", EXPLAIN, "县政府办"], ["3", "二、加强解读", ANSWER, "县司法局"]],
        ],
    )
    paper = read_paper(path)
    assert [row.seq for row in paper.rows] == [1, 2, 3]
    assert paper.rows[1].headings == ["一、推进公开"]
    assert paper.rows[2].headings == ["二、加强解读"]


def test_notes_below_a_table_are_listed_and_never_become_tasks(tmp_path):
    paper = read_table(
        [
            ["序号", "工作任务", "责任单位"],
            ["1", PUBLISH, "县发改局"],
            ["注：各单位于每季度末报送进展情况。", LEFT, LEFT],
            ["填报说明：请于12月底前报送。", LEFT, LEFT],
        ],
        tmp_path,
    )
    assert len(paper.rows) == 1
    assert [line.why for line in paper.not_read if "报送" in line.text] == ["表下的注释，不是任务"] * 2


def test_blank_cells_of_a_text_table_continue_the_cell_above_because_merges_are_lost():
    text = (
        "甲县2024年政务公开工作任务分工表,,,,\n序号,重点任务,具体要求,责任单位,完成时限\n"
        f"1,一、推进公开,{PUBLISH},县发改局,6月底前\n2,,{EXPLAIN},,\n3,二、加强解读,{ANSWER},县司法局,年底前\n"
    )
    paper = read_pasted(text)
    assert printed(paper)[1] == (2, ["一、推进公开"], EXPLAIN, "县发改局", "6月底前")
    assert "沿用上一行" in paper.rows[1].source


def test_cover_sheets_blank_rows_and_blank_columns_before_the_table_do_no_harm(tmp_path):
    path = write_xlsx(
        tmp_path / "book.xlsx",
        [
            [],
            ["", "附件1"],
            ["", "甲县2024年政务公开重点任务清单", LEFT, LEFT, LEFT],
            [],
            ["", "序号", "任务内容", "责任单位", "办结时限"],
            ["", 1, PUBLISH, "县发改局", "2024年6月底前"],
            [],
            ["", 2, EXPLAIN, "县政府办", "全年"],
        ],
        before=["封面"],
    )
    paper = read_paper(path)
    assert paper.title == "甲县2024年政务公开重点任务清单"
    assert [row.seq for row in paper.rows] == [1, 2]
    assert paper.rows[0].source == "工作表“Sheet1”第6行（C6）"


def test_numbered_remarks_in_the_notice_are_not_tasks_beside_a_table(tmp_path):
    table = table_html([["序号", "工作任务", "责任单位"], ["1", PUBLISH, "县发改局"], ["2", EXPLAIN, "县政府办"]])
    notice = "".join(
        f"<p>{line}</p>"
        for line in (
            "甲县人民政府办公室关于印发2024年政务公开工作任务分工的通知",
            "各镇人民政府：",
            "一、提高思想认识。各单位要高度重视政务公开工作，切实加强领导。",
            "二、强化督促检查。县政府办公室将适时开展督查，通报工作情况。",
            "甲县人民政府办公室",
            "2024年4月8日",
            "2024年政务公开工作任务分工",
        )
    )
    paper = read_html(notice + table, tmp_path)
    assert paper.layout == "division_table"
    assert [row.requirement for row in paper.rows] == [PUBLISH, EXPLAIN]
    assert paper.title == "2024年政务公开工作任务分工"
    assert paper.issued_on.isoformat() == "2024-04-08"
    assert sum("任务以分工表" in line.why for line in paper.not_read) == 2


def test_the_head_printed_again_and_a_blank_unit_below_it_continue_the_table(tmp_path):
    head = ["序号", "重点任务", "具体要求", "责任单位"]
    paper = read_table(
        [
            head,
            ["1", "一、推进公开", PUBLISH, "县发改局"],
            head,
            ["2", "一、推进公开", EXPLAIN, ""],
            ["3", "二、加强解读", ANSWER, "县司法局"],
        ],
        tmp_path,
    )
    assert [row.seq for row in paper.rows] == [1, 2, 3]
    assert units(paper.rows[1]) == [("县发改局", "responsible")]
    assert any("表头" in line.why for line in paper.not_read)


def test_a_task_cut_by_a_page_break_is_joined(tmp_path):
    paper = read_table(
        [
            ["序号", "工作任务", "责任单位"],
            ["1", "及时公开本年度重大建设项目的批准和", "县发改局"],
            ["", "实施信息，方便群众查询。", ""],
            ["2", EXPLAIN, "县政府办"],
        ],
        tmp_path,
    )
    assert [row.requirement for row in paper.rows] == [PUBLISH, EXPLAIN]


def test_two_tables_on_one_sheet_each_have_their_own_columns(tmp_path):
    path = write_xlsx(
        tmp_path / "book.xlsx",
        [
            ["2024年甲县政务公开任务分工表", LEFT, LEFT, LEFT],
            ["序号", "工作任务", "责任单位", "完成时限"],
            [1, PUBLISH, "县发改局", "年底前"],
            ["2024年甲县政府开放日活动安排表", LEFT, LEFT, LEFT],
            ["序号", "活动时间", "活动主题", "主办单位"],
            [1, "5月", "走进政务大厅", "县行政审批局"],
        ],
    )
    paper = read_paper(path)
    assert paper.layout == "mixed"
    assert len(paper.rows) == 1
    assert [(activity.month, activity.theme, activity.forms) for activity in paper.activities] == [
        (5, "走进政务大厅", ["open_day"])
    ]


def test_an_official_date_cell_of_excel_is_a_deadline(tmp_path):
    import datetime

    path = write_xlsx(
        tmp_path / "dates.xlsx",
        [
            ["序号", "工作任务", "责任单位", "完成时间"],
            [1, PUBLISH, "县发改局", datetime.date(2024, 6, 28)],
        ],
    )
    row = read_paper(path).rows[0]
    assert row.deadline_raw == "2024-06-28"
    assert row.deadline.due_on == datetime.date(2024, 6, 28)


def test_without_any_year_no_day_is_guessed(tmp_path):
    paper = read_table(
        [["序号", "工作任务", "责任单位", "完成时限"], ["1", PUBLISH, "县发改局", "6月底前"]],
        tmp_path,
        title="政务公开任务分工表",
    )
    assert paper.year is None
    assert paper.rows[0].deadline.due_on is None
    assert {question.code for question in paper.questions} == {"year_missing"}


def test_prose_with_nothing_of_ours_gives_no_rows():
    paper = read_prose("今天天气很好，大家都去公园散步了。", "明天继续。")
    assert not paper.rows
    assert not paper.activities
    assert understand.__doc__


def test_the_name_of_a_house_above_the_title_belongs_to_it(tmp_path):
    head = ["序号", "工作要求", "责任科室", "完成时限"]
    rows = [["甲市第一医院"], ["2026年院务公开工作任务分工表"], head, ["1", "公开诊疗流程。", "医务科", "6月底前"]]
    assert read_paper(write_xlsx(tmp_path / "a.xlsx", rows)).title == "甲市第一医院2026年院务公开工作任务分工表"

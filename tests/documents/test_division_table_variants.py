"""Further layouts of division tables, after papers of other years, provinces and forms."""

from tests.documents.builders import (
    LEFT,
    UP,
    printed,
    read_table,
    units,
)

PUBLISH = "及时公开本年度重大建设项目的批准和实施信息，方便群众查询。"
EXPLAIN = "重要政策文件与解读材料同步组织、同步审签、同步发布，讲明政策背景。"
ANSWER = "规范办理依申请公开，加强部门会商，提高答复的准确性和针对性。"
TRAIN = "组织开展业务培训和研讨交流，不断提升工作人员的业务能力和水平。"


def test_a_lead_column_and_a_column_of_others_give_the_roles_and_heading_rows_give_the_headings(tmp_path):
    paper = read_table(
        [
            ["工作任务", "工作要求", "牵头单位", "责任单位"],
            ["一、紧扣开好局起好步深化公开", LEFT, LEFT, LEFT],
            ["（一）做好规划公开", PUBLISH, "区发改局", "各镇街、区直各部门"],
            [UP, EXPLAIN, "区府办", ""],
            ["二、紧扣政策落地深化公开", LEFT, LEFT, LEFT],
            ["（一）做好解读", ANSWER, "区府办\n区司法局", "各部门"],
        ],
        tmp_path,
    )
    assert [row.headings for row in paper.rows] == [
        ["一、紧扣开好局起好步深化公开", "（一）做好规划公开"],
        ["一、紧扣开好局起好步深化公开", "（一）做好规划公开"],
        ["二、紧扣政策落地深化公开", "（一）做好解读"],
    ]
    assert units(paper.rows[0]) == [("区发改局", "lead"), ("各镇街", "responsible"), ("区直各部门", "responsible")]
    assert units(paper.rows[1]) == [("区府办", "lead")]
    assert units(paper.rows[2]) == [("区府办", "lead"), ("区司法局", "lead"), ("各部门", "responsible")]


def test_a_number_column_under_a_merged_head_is_found_by_its_content(tmp_path):
    paper = read_table(
        [
            ["工作任务", "具体要求", LEFT, "责任科室", "时限要求"],
            ["深化政策解读形式", "1", EXPLAIN, "各科室", "持续推进"],
            ["做好主动公开基础工作", "2", PUBLISH, "各科室", "持续推进"],
            [UP, "3", TRAIN, "办公室", "年底前"],
        ],
        tmp_path,
    )
    assert printed(paper) == [
        (1, ["深化政策解读形式"], EXPLAIN, "各科室", "持续推进"),
        (2, ["做好主动公开基础工作"], PUBLISH, "各科室", "持续推进"),
        (3, ["做好主动公开基础工作"], TRAIN, "办公室", "年底前"),
    ]


def test_numbers_inside_the_text_become_the_rows_numbers(tmp_path):
    paper = read_table(
        [
            ["工作任务", "具体要求", "责任部门"],
            ["一、做好财政信息公开。", "1." + PUBLISH, "财务科"],
            ["二、做好专栏信息公开。", "2." + EXPLAIN, "办公室"],
            [UP, "3." + ANSWER, "办公室牵头，各科室配合"],
        ],
        tmp_path,
    )
    assert [(row.seq, row.requirement) for row in paper.rows] == [(1, PUBLISH), (2, EXPLAIN), (3, ANSWER)]
    assert paper.rows[2].headings == ["二、做好专栏信息公开"]
    assert units(paper.rows[2]) == [("办公室", "lead"), ("各科室", "assist")]


def test_labels_inside_a_unit_cell_give_the_roles(tmp_path):
    paper = read_table(
        [
            ["序号", "工作任务", "责任单位", "完成时限"],
            ["1", PUBLISH, "牵头单位：县发改局\n配合单位：县财政局、县住建局", "6月底前"],
        ],
        tmp_path,
    )
    assert units(paper.rows[0]) == [("县发改局", "lead"), ("县财政局", "assist"), ("县住建局", "assist")]


def test_blanks_inside_heads_and_a_head_of_two_rows_are_understood(tmp_path):
    paper = read_table(
        [
            ["序 号", "工 作 任 务", "责 任 单 位", LEFT, "完成\n时限"],
            [UP, UP, "牵头单位", "配合单位", UP],
            ["1", PUBLISH, "县发改局", "县财政局", "2024年6月底前"],
            ["2", EXPLAIN, "县政府办", "县直各部门", "2024年12月底前"],
        ],
        tmp_path,
    )
    assert [row.seq for row in paper.rows] == [1, 2]
    assert units(paper.rows[0]) == [("县发改局", "lead"), ("县财政局", "assist")]
    assert paper.rows[0].deadline.due_on.isoformat() == "2024-06-30"


def test_a_blank_unit_in_a_table_that_has_its_merges_is_a_question(tmp_path):
    paper = read_table(
        [
            ["序号", "重点任务", "具体要求", "责任单位"],
            ["1", "一、推进公开", PUBLISH, "县发改局"],
            ["2", UP, EXPLAIN, ""],
        ],
        tmp_path,
    )
    assert paper.rows[1].units == []
    assert [question.code for question in paper.questions] == ["units_missing"]


def test_the_requirement_may_be_the_last_column(tmp_path):
    paper = read_table(
        [
            ["序号", "责任单位", "完成时限", "工作内容"],
            ["1", "县发改局", "6月底前", PUBLISH],
            ["2", "县政府办", "年底前", EXPLAIN],
        ],
        tmp_path,
    )
    assert printed(paper)[0] == (1, [], PUBLISH, "县发改局", "6月底前")


def test_a_short_task_beside_a_longer_requirement_is_its_last_heading(tmp_path):
    paper = read_table(
        [
            ["序号", "类别", "工作任务", "目标要求", "责任单位", "备注"],
            ["1", "主动公开", "重大项目信息", PUBLISH, "县发改局", ""],
            ["2", UP, "政策解读", EXPLAIN, "县政府办", "重点"],
        ],
        tmp_path,
    )
    assert paper.rows[1].headings == ["主动公开", "政策解读"]
    assert any(line.text == "备注：重点" for line in paper.not_read)


def test_a_chinese_number_with_a_title_opens_a_section(tmp_path):
    paper = read_table(
        [
            ["序号", "工作任务", "责任单位", "完成时限"],
            ["一", "推进主动公开", LEFT, LEFT],
            ["1", PUBLISH, "县发改局", "6月底前"],
            ["二", "加强政策解读", LEFT, LEFT],
            ["1", EXPLAIN, "县政府办", "年底前"],
        ],
        tmp_path,
    )
    assert [(row.seq, row.headings) for row in paper.rows] == [(1, ["一、推进主动公开"]), (1, ["二、加强政策解读"])]
    assert paper.questions == []


def test_a_task_that_runs_over_several_rows_of_units_is_one_row(tmp_path):
    paper = read_table(
        [
            ["序号", "工作任务", "责任单位", "完成时限"],
            ["1", PUBLISH, "县发改局", "6月底前"],
            [UP, UP, "县财政局", UP],
            ["2", EXPLAIN, "县政府办", "年底前"],
        ],
        tmp_path,
    )
    assert len(paper.rows) == 2
    assert units(paper.rows[0]) == [("县发改局", "responsible"), ("县财政局", "responsible")]


def test_the_same_number_twice_is_a_question_and_both_rows_stay(tmp_path):
    paper = read_table(
        [
            ["序号", "工作任务", "责任单位"],
            ["1", PUBLISH, "县发改局"],
            ["2", EXPLAIN, "县政府办"],
            ["2", ANSWER, "县司法局"],
        ],
        tmp_path,
    )
    assert len(paper.rows) == 3
    assert [question.code for question in paper.questions] == ["seq_twice"]


def test_leaders_are_no_units(tmp_path):
    paper = read_table(
        [
            ["序号", "工作任务", "牵头领导", "责任单位", "分管领导"],
            ["1", PUBLISH, "张三", "县发改局", "李四"],
        ],
        tmp_path,
    )
    assert units(paper.rows[0]) == [("县发改局", "responsible")]
    assert {line.text for line in paper.not_read} >= {"牵头领导：张三", "分管领导：李四"}


def test_the_units_may_stand_in_a_bracket_when_the_table_has_no_unit_column(tmp_path):
    paper = read_table(
        [
            ["序号", "工作要点", "完成时限"],
            ["1", PUBLISH + "（县发改局牵头，县财政局配合）", "6月底前"],
            ["2", EXPLAIN + "（县政府办负责）", "年底前"],
        ],
        tmp_path,
    )
    assert paper.rows[0].requirement == PUBLISH
    assert units(paper.rows[0]) == [("县发改局", "lead"), ("县财政局", "assist")]


def test_a_heading_rows_own_bracket_names_the_units_of_its_tasks(tmp_path):
    paper = read_table(
        [
            ["序号", "工作任务", "完成时限"],
            ["一、推进主动公开（县政府办牵头）", LEFT, LEFT],
            ["1", PUBLISH, "6月底前"],
        ],
        tmp_path,
    )
    assert paper.rows[0].headings == ["一、推进主动公开"]
    assert units(paper.rows[0]) == [("县政府办", "lead")]


def test_a_merged_number_counts_a_group_and_the_tasks_are_numbered_in_their_text(tmp_path):
    paper = read_table(
        [
            ["序号", "重点任务", "具体举措", "责任单位", "启动时间", "完成时限"],
            ["一", "推进主动公开", "1." + PUBLISH, "县发改局", "1月", "6月底前"],
            [UP, UP, "2." + TRAIN, "县财政局", "1月", "9月底前"],
            ["二", "加强解读", "3." + EXPLAIN, "县政府办", "3月", "12月底前"],
        ],
        tmp_path,
    )
    assert [(row.seq, row.headings, row.deadline_raw) for row in paper.rows] == [
        (1, ["推进主动公开"], "6月底前"),
        (2, ["推进主动公开"], "9月底前"),
        (3, ["加强解读"], "12月底前"),
    ]
    assert any(line.text == "启动时间：1月；3月" for line in paper.not_read)


def test_a_missing_number_is_a_question(tmp_path):
    paper = read_table(
        [["序号", "工作任务", "责任单位"], ["1", PUBLISH, "县发改局"], ["3", EXPLAIN, "县政府办"]],
        tmp_path,
    )
    assert [question.code for question in paper.questions] == ["seq_gap"]


def test_several_numbered_parts_in_one_cell_stay_one_row(tmp_path):
    paper = read_table(
        [
            ["任务类别", "主要任务", "牵头单位", "配合单位", "时间进度"],
            ["主动公开", f"1.{PUBLISH}\n2.{TRAIN}", "县发改局", "各镇（街道）", "6月底前"],
            ["政策解读", f"1.{EXPLAIN}", "县政府办", "", "全年"],
        ],
        tmp_path,
    )
    assert [(row.seq, row.requirement) for row in paper.rows] == [
        (None, f"1.{PUBLISH}2.{TRAIN}"),
        (None, f"1.{EXPLAIN}"),
    ]
    assert units(paper.rows[1]) == [("县政府办", "lead")]


def test_a_score_sheet_is_no_table_of_tasks(tmp_path):
    paper = read_table(
        [["序号", "考核内容", "分值", "评分标准"], ["1", "主动公开情况", "20", "未公开的每项扣1分。"]], tmp_path
    )
    assert paper.rows == []


def test_a_table_printed_on_its_side_is_turned(tmp_path):
    paper = read_table(
        [
            ["序号", "1", "2", "3"],
            ["工作任务", "公开权责清单", "解读政府工作报告", "完善意见征集机制"],
            ["责任单位", "县委编办", "县政府办、县融媒体中心", LEFT],
            ["完成时限", "6月底前", "3月底前", "年底前"],
            ["注：各单位按月报送。", LEFT, LEFT, LEFT],
        ],
        tmp_path,
    )
    assert [line.text for line in paper.not_read] == ["注：各单位按月报送。"]
    assert printed(paper) == [
        (1, [], "公开权责清单", "县委编办", "6月底前"),
        (2, [], "解读政府工作报告", "县政府办、县融媒体中心", "3月底前"),
        (3, [], "完善意见征集机制", "县政府办、县融媒体中心", "年底前"),
    ]
    assert paper.rows[0].source.startswith("表格1（行列对调后）第2行")

"""Where the head of a table ends and its data begin: heads of several rows, and tasks whose words are like heads."""

import pytest

from tests.documents.builders import LEFT, UP, printed, read_table, units


@pytest.mark.parametrize(
    ("head", "task"),
    [
        (["序号", "工作任务", "责任单位"], ["2", "公开重点项目", "各责任单位"]),
        (["工作任务", "责任单位", "时限"], ["公开重点项目", "各责任单位", "年底前"]),
        (["工作任务", "责任部门", "完成期限"], ["公开项目目录", "县政府办牵头，有关部门配合", "5月上旬"]),
        (["工作任务", "责任部门", "完成期限"], ["公开权责事项", "县直各部门", "按进度要求"]),
    ],
)
def test_a_task_whose_words_are_like_heads_is_a_task(tmp_path, head, task):
    first = dict(zip(head, task, strict=True)) | {"序号": "1"}
    paper = read_table([head, [first[name] for name in head], task], tmp_path)
    text = task[1] if "序号" in head else task[0]
    assert [row.requirement for row in paper.rows] == [text, text]


def test_a_remark_in_a_head_may_have_a_comma(tmp_path):
    paper = read_table(
        [["工作任务", "责任单位（牵头，配合）", "时限"], ["公开项目目录", "县政府办", "年底前"]],
        tmp_path,
    )
    assert printed(paper) == [(None, [], "公开项目目录", "县政府办", "年底前")]


def test_a_head_may_say_of_which_level_its_units_are(tmp_path):
    paper = read_table(
        [["工作任务", "县直责任单位", "镇级责任单位"], ["公开项目目录", "县政府办", "各镇人民政府"]],
        tmp_path,
    )
    assert units(paper.rows[0]) == [("县政府办", "responsible"), ("各镇人民政府", "responsible")]


def test_a_head_of_three_rows_may_divide_its_columns_by_any_words(tmp_path):
    paper = read_table(
        [
            ["序号", "任务分类", LEFT, "任务内容", "责任落实", LEFT, LEFT, "时间节点", LEFT],
            [UP, "一级", "二级", UP, "牵头", LEFT, "配合", "启动", "完成"],
            [UP, UP, UP, UP, "单位", "责任人", UP, UP, UP],
            ["1", "制度", "公开制度", "修订保密审查办法", "县保密局", "刘某", "县政府办", "3月", "6月底前"],
            ["2", UP, "发布制度", "健全信息发布机制", "县委宣传部", "刘某", "各镇", "4月", "9月底前"],
        ],
        tmp_path,
    )
    assert [(row.seq, row.headings, row.requirement, row.deadline_raw) for row in paper.rows] == [
        (1, ["制度", "公开制度"], "修订保密审查办法", "6月底前"),
        (2, ["制度", "发布制度"], "健全信息发布机制", "9月底前"),
    ]
    assert units(paper.rows[0]) == [("县保密局", "lead"), ("县政府办", "assist")]
    assert {line.text for line in paper.not_read} == {"责任人：刘某", "启动：3月；4月"}


def test_a_text_merged_over_two_columns_is_not_told_as_unread_too(tmp_path):
    paper = read_table(
        [
            ["序号", "工作任务及要求", LEFT, "责任科室", "完成时限"],
            ["1", "梳理公布一件事清单", LEFT, "综合科", "6月底前"],
            ["2", "公布证明事项清单", LEFT, "法规科", "年底前"],
        ],
        tmp_path,
    )
    assert [row.requirement for row in paper.rows] == ["梳理公布一件事清单", "公布证明事项清单"]
    assert paper.not_read == []


def test_a_heading_may_begin_with_a_figure_behind_its_numeral(tmp_path):
    paper = read_table(
        [
            ["序号", "工作任务", "责任单位"],
            ["十、12345热线", LEFT, LEFT],
            ["1", "公开热线办理结果", "县信访局"],
        ],
        tmp_path,
    )
    assert paper.rows[0].headings == ["十、12345热线"]


def test_the_bracket_of_a_heading_gives_its_time_and_is_told_when_its_units_serve_no_row(tmp_path):
    paper = read_table(
        [
            ["序号", "工作任务", "责任单位", "完成时限"],
            ["一、推进公开（牵头单位：县政府办；完成时限：11月底前）", LEFT, LEFT, LEFT],
            ["1", "公开民生实事进展", "县民政局", ""],
            ["2", "公开重点项目进展", "县发改局", "6月底前"],
        ],
        tmp_path,
    )
    assert [(row.headings, row.units_raw, row.deadline_raw) for row in paper.rows] == [
        (["一、推进公开"], "县民政局", "11月底前"),
        (["一、推进公开"], "县发改局", "6月底前"),
    ]
    assert [line.text for line in paper.not_read] == ["牵头单位：县政府办；完成时限：11月底前"]


def test_a_column_of_numbered_headings_is_no_requirement_however_short_that_one_is(tmp_path):
    paper = read_table(
        [
            ["任务", "内容", "责任单位"],
            ["（一）行政权责清单", "动态调整", "县委编办"],
            ["（二）行政规范性文件", "全文公开", "县司法局"],
            [UP, "同步解读", "各起草单位"],
        ],
        tmp_path,
    )
    assert [(row.headings, row.requirement) for row in paper.rows] == [
        (["（一）行政权责清单"], "动态调整"),
        (["（二）行政规范性文件"], "全文公开"),
        (["（二）行政规范性文件"], "同步解读"),
    ]

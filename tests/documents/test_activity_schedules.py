"""Activity schedules of further forms."""

import pytest

from documents.layouts.schedule_cells import read_month
from tests.documents.builders import LEFT, UP, read_html, read_pasted, read_table, table_html


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("5月", 5),
        ("7", 7),
        ("12", 12),
        ("13", None),
        ("5月中旬", 5),
        ("2024年11月", 11),
        ("2024-05-18", 5),
        ("十一月", 11),
        ("６月", 6),
        ("待定", None),
        ("", None),
    ],
)
def test_a_month_is_read_in_every_spelling(text, month):
    assert read_month(text) == month


def activities(paper):
    return [(entry.seq, entry.month, entry.theme, entry.host_unit, entry.forms) for entry in paper.activities]


def test_marks_under_a_head_of_two_rows_tell_the_form(tmp_path):
    paper = read_table(
        [
            ["序号", "月份", "活动主题", "主办单位", "活动形式", LEFT, "备注"],
            [UP, UP, UP, UP, "政务\n公开讲", "政府\n开放日", UP],
            ["1", "5月", "消防安全", "县消防救援大队", "√", "", ""],
            ["2", UP, "自主选定", "琴江镇", "", "○", "上午"],
            ["3", "6", "安全生产", "县应急管理局", "●", "✓", ""],
        ],
        tmp_path,
        title="2024年甲县“政务公开讲”“政府开放日”活动安排表",
    )
    assert paper.layout == "activity_schedule"
    assert activities(paper) == [
        (1, 5, "消防安全", "县消防救援大队", ["talk"]),
        (2, 5, "自主选定", "琴江镇", ["open_day"]),
        (3, 6, "安全生产", "县应急管理局", ["talk", "open_day"]),
    ]
    assert [entry.self_selected for entry in paper.activities] == [False, True, False]
    assert paper.activities[1].remark == "上午"


def test_one_form_column_with_words_tells_the_form(tmp_path):
    paper = read_table(
        [
            ["序号", "活动主题", "活动形式", "责任单位", "活动时间"],
            ["1", "走进数据中心", "政府开放日", "县大数据中心", "5月中旬"],
            ["2", "医保政策", "政务公开讲", "县医保局", "2024年9月"],
        ],
        tmp_path,
        title="2024年甲县政务公开活动安排表",
    )
    assert activities(paper) == [
        (1, 5, "走进数据中心", "县大数据中心", ["open_day"]),
        (2, 9, "医保政策", "县医保局", ["talk"]),
    ]


def test_the_title_names_the_form_when_no_column_does(tmp_path):
    paper = read_table(
        [
            ["序号", "开放单位", "开放主题", "开放时间", "开放地点"],
            ["1", "县行政审批局", "阳光审批", "6月18日", "政务大厅"],
        ],
        tmp_path,
        title="甲县2023年“政府开放日”活动计划表",
    )
    assert activities(paper) == [(1, 6, "阳光审批", "县行政审批局", ["open_day"])]
    assert any(line.text == "开放地点：政务大厅" for line in paper.not_read)


def test_a_month_may_stand_as_a_row_of_its_own(tmp_path):
    paper = read_table(
        [
            ["序号", "活动内容", "承办单位"],
            ["5月", LEFT, LEFT],
            ["1", "走进水厂", "县水务局"],
            ["6月", LEFT, LEFT],
            ["2", "走进法庭", "县法院"],
        ],
        tmp_path,
        title="甲县2023年政府开放日活动安排表",
    )
    assert [(entry.month, entry.theme) for entry in paper.activities] == [(5, "走进水厂"), (6, "走进法庭")]


def test_an_activity_without_a_month_is_a_question(tmp_path):
    paper = read_table(
        [["序号", "月份", "活动主题", "主办单位"], ["1", "待定", "走进水厂", "县水务局"]],
        tmp_path,
        title="甲县2023年政府开放日活动安排表",
    )
    assert paper.activities[0].month is None
    assert [question.code for question in paper.questions] == ["month_missing"]


def read_one(time, form, tmp_path, title="2024年甲县政务公开活动安排表"):
    heads = ["序号", "活动主题", "活动形式", "责任单位", "活动时间", "备注"]
    return read_table([heads, ["1", "走进水厂", form, "县水务局", time, "限30人"]], tmp_path, title=title)


@pytest.mark.parametrize(
    ("time", "month"), [("5月18日上午9:30", 5), ("5月中旬", 5), ("下半年", None), ("第四季度", None), ("待定", None)]
)
def test_the_printed_time_is_kept_after_the_remark(time, month, tmp_path):
    entry = read_one(time, "政府开放日", tmp_path).activities[0]
    assert (entry.month, entry.remark) == (month, f"限30人；时间：{time}")


@pytest.mark.parametrize("time", ["5月", "5", "2024年5月", "五月"])
def test_a_plain_month_is_not_told_twice(time, tmp_path):
    assert read_one(time, "政府开放日", tmp_path).activities[0].remark == "限30人"


@pytest.mark.parametrize(("time", "month"), [("3月、9月", 3), ("4-6月", 4), ("5月18日至6月2日", 5), ("三月、九月", 3)])
def test_several_months_give_the_first_and_a_question(time, month, tmp_path):
    paper = read_one(time, "政府开放日", tmp_path)
    assert paper.activities[0].month == month
    assert [q.code for q in paper.questions] == ["month_several"]
    assert time in paper.questions[0].text


@pytest.mark.parametrize("form", ["线上直播", "其他"])
@pytest.mark.parametrize("title", ["2024年甲县政务公开活动安排表", "2024年甲县政府开放日活动安排表"])
def test_an_unknown_form_is_a_question_and_never_the_titles(form, title, tmp_path):
    paper = read_one("5月", form, tmp_path, title)
    assert paper.activities[0].forms == []
    assert any(q.code == "form_unknown" and form in q.text for q in paper.questions)


def test_both_forms_may_be_named_by_one_word(tmp_path):
    assert read_one("5月", "两者兼有", tmp_path).activities[0].forms == ["talk", "open_day"]


def test_a_printed_form_wins_over_the_titles(tmp_path):
    paper = read_one("5月", "政务公开讲", tmp_path, "2024年甲县政府开放日活动安排表")
    assert paper.activities[0].forms == ["talk"]


def test_marks_under_the_months_tell_the_month(tmp_path):
    paper = read_table(
        [
            ["序号", "单位", "活动主题", "活动时间", LEFT, LEFT, "备注"],
            [UP, UP, UP, "3月", "4月", "9月", UP],
            ["1", "县税务局", "税收宣传", "", "√", "", ""],
            ["2", "县气象局", "气象日", "中旬", "", "", "户外"],
            ["3", "县法院", "公众开放", "", "√", "√", ""],
        ],
        tmp_path,
        title="2024年甲县政府开放日活动计划",
    )
    assert activities(paper) == [
        (1, 4, "税收宣传", "县税务局", ["open_day"]),
        (2, 3, "气象日", "县气象局", ["open_day"]),
        (3, 4, "公众开放", "县法院", ["open_day"]),
    ]
    assert [entry.remark for entry in paper.activities] == ["", "户外；时间：3月中旬", "时间：4月、9月"]
    assert [question.code for question in paper.questions] == ["month_several"]
    assert paper.not_read == []


def test_months_may_be_heads_of_their_own(tmp_path):
    paper = read_table(
        [
            ["序号", "承办单位", "活动主题", "4月", "5月", "6月"],
            ["1", "县税务局", "税收宣传", "", "√", ""],
            ["2", "县气象局", "气象日", "", "", "○"],
        ],
        tmp_path,
        title="2024年甲县政府开放日活动计划",
    )
    assert [entry.month for entry in paper.activities] == [5, 6]


def test_a_theme_may_be_called_by_the_name_of_the_day(tmp_path):
    paper = read_table(
        [
            ["序号", "责任单位", "政府开放日主题", "计划开展时间", "是否线上"],
            ["1", "县文旅委", "非遗进社区", "6月", "否"],
        ],
        tmp_path,
        title="2024年甲县政府开放日活动计划一览表",
    )
    assert activities(paper) == [(1, 6, "非遗进社区", "县文旅委", ["open_day"])]
    assert [line.text for line in paper.not_read] == ["是否线上：否"]


def test_how_a_day_is_held_does_not_hide_what_day_the_title_says_it_is(tmp_path):
    paper = read_table(
        [
            ["序号", "牵头单位", "活动名称", "举办时间", "活动形式"],
            ["1", "县自然资源局", "走进不动产登记", "4月", "线下参观、座谈交流"],
            ["2", "县水利局", "走进水厂", "5月", "线下"],
            ["3", "县司法局", "宪法宣传", "12月", "政务公开讲"],
        ],
        tmp_path,
        title="2026年甲县政府开放日活动计划",
    )
    assert [entry.forms for entry in paper.activities] == [["open_day"], ["open_day"], ["talk"]]
    assert paper.questions == []


def test_each_schedule_of_a_file_takes_its_form_from_the_title_right_above_it(tmp_path):
    talks = [["序号", "主讲单位", "主讲题目", "时间"], ["1", "县医保局", "医保新政", "3月"]]
    days = [["序号", "开放单位", "开放内容", "时间"], ["1", "县法院", "旁听庭审", "12月"]]
    paper = read_html(
        f"<h1>2026年甲县“政务公开讲”计划表</h1>{table_html(talks)}<p>2026年甲县政府开放日计划表</p>{table_html(days)}",
        tmp_path,
    )
    assert activities(paper) == [
        (1, 3, "医保新政", "县医保局", ["talk"]),
        (1, 12, "旁听庭审", "县法院", ["open_day"]),
    ]


def test_a_remark_may_say_that_the_host_chooses_the_theme(tmp_path):
    paper = read_table(
        [
            ["序号", "月份", "活动主题", "主办单位", "备注"],
            ["1", "9月", "", "县教体局", "自主选定主题"],
            ["2", "9月", "开学第一课", "县一中", "地点自行确定"],
        ],
        tmp_path,
        title="2026年甲县政府开放日活动安排表",
    )
    assert [entry.self_selected for entry in paper.activities] == [True, False]


def test_a_head_that_asks_whether_it_is_a_talk_tells_the_form(tmp_path):
    paper = read_table(
        [
            ["序号", "月份", "活动主题", "主办单位", "是否政务公开讲", "是否政府开放日"],
            ["1", "3月", "走进水厂", "县水务局", "否", "是"],
            ["2", "4月", "自主选题", "石桥镇", "是", "否"],
            ["3", "8月", "自主命题", "大河镇", "是", "是"],
        ],
        tmp_path,
        title="2026年甲县政务公开活动台账",
    )
    assert [entry.forms for entry in paper.activities] == [["open_day"], ["talk"], ["talk", "open_day"]]
    assert [entry.self_selected for entry in paper.activities] == [False, True, True]


def test_a_column_of_forms_is_known_by_what_its_cells_say(tmp_path):
    rows = [
        ["类型", "主题", "主办单位", "时间"],
        ["政府开放日", "走进税务", "县税务局", "4月"],
        ["政务公开讲", "医保政策", "县医保局", "5月"],
    ]
    paper = read_table(rows, tmp_path, title="2026年甲县政务公开活动安排表")
    assert [entry.forms for entry in paper.activities] == [["open_day"], ["talk"]]
    assert paper.not_read == []


def test_marks_under_quarters_are_told_with_their_quarter(tmp_path):
    rows = [
        ["序号", "单位", "主题", "时间", LEFT, LEFT, LEFT],
        [UP, UP, UP, "一季度", "二季度", "三季度", "四季度"],
        ["1", "县水利局", "护水", "√", "", "", ""],
        ["2", "县教体局", "校园", "", "√", "", "√"],
    ]
    paper = read_table(rows, tmp_path, title="2026年甲县“政府开放日”活动安排")
    assert [entry.remark for entry in paper.activities] == ["时间：一季度", "时间：二季度、四季度"]
    assert [question.code for question in paper.questions] == ["month_missing", "month_missing"]


def test_two_lists_side_by_side_are_two_lists(tmp_path):
    rows = [
        ["时间", "政务公开讲", LEFT, "政府开放日", LEFT],
        [UP, "主题", "单位", "主题", "单位"],
        ["3月", "减税", "县税务局", "走进水厂", "县水务局"],
        ["4月", "社保", "县人社局", "走进法院", "县法院"],
    ]
    paper = read_table(rows, tmp_path, title="2026年甲县活动安排")
    assert activities(paper) == [
        (None, 3, "减税", "县税务局", ["talk"]),
        (None, 4, "社保", "县人社局", ["talk"]),
        (None, 3, "走进水厂", "县水务局", ["open_day"]),
        (None, 4, "走进法院", "县法院", ["open_day"]),
    ]
    assert not any("走进水厂" in line.text or "减税" in line.text for line in paper.not_read)


def test_the_line_of_hyphens_below_the_head_of_a_pasted_table_is_no_activity():
    text = "甲县2026年政府开放日活动日历\n| 序号 | 月份 | 主题 | 单位 |\n| --- | :---: | --- | --- |\n| 1 | 4月 | 读书 | 县图书馆 |\n"
    paper = read_pasted(text)
    assert activities(paper) == [(1, 4, "读书", "县图书馆", ["open_day"])]
    assert paper.year == 2026

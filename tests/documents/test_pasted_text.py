"""Text pasted from pages, Word and Excel, with tables that lost their form."""

from tests.documents.builders import read_pasted

FLAT = """2024年“政务公开讲”“政府开放日”

活动安排表

序号

月份

活动主题

主办单位

活动形式

备注

政务

公开讲

1

5月

消防安全

县消防救援大队

2

自主选定

琴江镇

3

7

安全生产

县应急管理局

注:请各单位认真组织。
"""


def test_a_schedule_with_one_cell_a_line_is_put_together_again():
    paper = read_pasted(FLAT)
    assert [(entry.seq, entry.month, entry.theme, entry.host_unit) for entry in paper.activities] == [
        (1, 5, "消防安全", "县消防救援大队"),
        (2, 5, "自主选定", "琴江镇"),
        (3, 7, "安全生产", "县应急管理局"),
    ]
    assert [question.code for question in paper.questions] == ["forms_missing"]


def test_the_whole_text_twice_is_read_once_and_the_copy_is_listed():
    paper = read_pasted(FLAT + FLAT)
    assert len(paper.activities) == 3
    assert any("只读一次" in line.why for line in paper.not_read)


def test_a_division_table_with_one_cell_a_line_keeps_headings_units_and_deadlines():
    paper = read_pasted(
        "甲县2021年政务公开任务分工\n工作任务\n具体要求\n责任单位\n时限要求\n一、推进公开\n(一)财政公开\n1\n"
        "做好预算、决算公开，细化说明。\n县财政局、县税务局\n年底前\n一、推进公开\n(二)项目公开\n2\n"
        "公开重大项目的批准结果。\n县发改局\n持续推进\n下载附件\n"
    )
    assert [(row.seq, row.headings, row.units_raw, row.deadline_raw) for row in paper.rows] == [
        (1, ["一、推进公开", "(一)财政公开"], "县财政局、县税务局", "年底前"),
        (2, ["一、推进公开", "(二)项目公开"], "县发改局", "持续推进"),
    ]


def test_text_in_which_a_tab_opens_each_cell_keeps_its_merged_cells():
    paper = read_pasted(
        "附件\n2023年甲县政务公开任务分工\n\n\t序号\n\t工作任务\n\t具体要求\n\t责任单位\n\t完成时限\n\n"
        "\t1\n\t一、推进公开\n一、推进公开\n\t（一）财政\n\t公开预算。\n\t县财政局\n\t2023年\n\n12月底前\n"
        "\n\t2\n\t\n\t\n\t公开决算。\n\t\n\t\n\n\t3\n\t\n\t（二）项目\n\t公开项目。\n\t县发改局\n\t长期坚持\n"
    )
    assert [(row.seq, row.headings, row.requirement, row.units_raw, row.deadline_raw) for row in paper.rows] == [
        (1, ["一、推进公开", "（一）财政"], "公开预算。", "县财政局", "2023年12月底前"),
        (2, ["一、推进公开", "（一）财政"], "公开决算。", "县财政局", "2023年12月底前"),
        (3, ["一、推进公开", "（二）项目"], "公开项目。", "县发改局", "长期坚持"),
    ]


def test_a_table_with_bars_between_its_cells_is_a_table():
    paper = read_pasted(
        "2020年政务公开任务分工\n序号 | 工作任务 | 责任单位 | 完成时限\n"
        "1 | 做好信息公开，及时发布。 | 县发改局 | 年底前\n2 | 做好财政公开，规范发布。 | 县财政局 | 6月底前\n"
    )
    assert [row.units_raw for row in paper.rows] == ["县发改局", "县财政局"]


def test_a_month_that_lost_its_word_is_no_number_of_a_row():
    paper = read_pasted(
        "2024年甲县“政务公开讲”安排表\n序号\n月份\n主题\n承办单位\n备注\n1\n3月\n春耕宣讲\n县农业农村局\n2\n爱国卫生\n县卫健委\n"
        "3\n4\n自主选定\n金龙镇\n4\n招商解读\n县商务局\n5\n6\n自主选定\n大吉山镇\n"
    )
    assert [(entry.seq, entry.month, entry.theme, entry.host_unit) for entry in paper.activities] == [
        (1, 3, "春耕宣讲", "县农业农村局"),
        (2, 3, "爱国卫生", "县卫健委"),
        (3, 4, "自主选定", "金龙镇"),
        (4, 4, "招商解读", "县商务局"),
        (5, 6, "自主选定", "大吉山镇"),
    ]


def test_units_below_each_other_in_a_flattened_table_stay_with_their_row():
    paper = read_pasted(
        "甲县2024年政务公开工作分工表\n序号\n工作任务\n责任单位\n完成时限\n1\n公开预算，细化说明。\n县财政局\n县税务局\n6月底前\n"
        "2\n公开会议内容。\n县政府办\n持续推进\n3\n公开招标投标信息。\n县交易中心\n县住建局、县交通局\n12月底前\n\n联系电话：0\n"
    )
    assert [(row.requirement, [unit.text for unit in row.units], row.deadline_raw) for row in paper.rows] == [
        ("公开预算，细化说明。", ["县财政局", "县税务局"], "6月底前"),
        ("公开会议内容。", ["县政府办"], "持续推进"),
        ("公开招标投标信息。", ["县交易中心", "县住建局", "县交通局"], "12月底前"),
    ]


def test_a_table_with_blanks_between_its_columns_is_a_table():
    paper = read_pasted(
        "甲区2026年政务公开工作任务表\n"
        "序号  工作任务                责任单位            完成时限\n"
        "1     公开专项资金分配结果    区财政局            2026年7月底前\n"
        "2     公开安全执法检查结果    区应急局、各乡镇    按月\n"
        "3     编制公共服务事项目录                        10月20日前\n"
        "4     公开行政许可事项        区审批局            长期坚持\n"
    )
    assert [(row.seq, row.requirement, row.units_raw, row.deadline_raw) for row in paper.rows] == [
        (1, "公开专项资金分配结果", "区财政局", "2026年7月底前"),
        (2, "公开安全执法检查结果", "区应急局、各乡镇", "按月"),
        (3, "编制公共服务事项目录", "", "10月20日前"),
        (4, "公开行政许可事项", "区审批局", "长期坚持"),
    ]


def test_the_title_of_a_short_table_is_not_one_of_its_heads():
    paper = read_pasted(
        "甲县2024年政务公开分工表\n序号\n工作任务\n责任单位\n1\n公开预算。\n县财政局\n2\n公开决算。\n县财政局\n"
    )
    assert [(row.headings, row.requirement) for row in paper.rows] == [([], "公开预算。"), ([], "公开决算。")]


def test_two_columns_of_units_in_a_flattened_table_know_towns_and_streets_for_units():
    paper = read_pasted(
        "甲县2026年政务公开工作分工表\n序号\n重点任务\n工作要求\n牵头单位\n配合单位\n完成时限\n1\n规划公开\n公开规划。\n县发改局\n县直各部门\n"
        "6月底前\n2\n财政公开\n公开预算决算。\n县财政局\n各镇街\n10月底前\n3\n政策解读\n发布解读材料。\n县政府办\n县直各部门、各镇街\n持续推进\n"
    )
    assert [(row.requirement, row.units_raw) for row in paper.rows] == [
        ("公开规划。", "牵头单位：县发改局；配合单位：县直各部门"),
        ("公开预算决算。", "牵头单位：县财政局；配合单位：各镇街"),
        ("发布解读材料。", "牵头单位：县政府办；配合单位：县直各部门、各镇街"),
    ]


def test_a_flattened_schedule_may_name_the_form_in_words():
    paper = read_pasted(
        "2026年甲县“政务公开讲”“政府开放日”安排表\n序号\n月份\n活动主题\n主办单位\n活动形式\n备注\n1\n4月\n走进气象台\n县气象局\n"
        "政府开放日\n2\n社保政策宣讲\n县人社局\n政务公开讲\n线上\n3\n5月\n自主选定\n各乡镇\n政府开放日\n"
    )
    assert [(entry.month, entry.theme, entry.host_unit, entry.forms, entry.remark) for entry in paper.activities] == [
        (4, "走进气象台", "县气象局", ["open_day"], ""),
        (4, "社保政策宣讲", "县人社局", ["talk"], "线上"),
        (5, "自主选定", "各乡镇", ["open_day"], ""),
    ]

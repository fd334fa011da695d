"""Responsible-unit phrases: every pattern of the custom, every counterexample."""

import pytest

from documents.grammar.units import find_units_in_brackets, find_units_in_sentence, heading_bracket, read_units

# “L:” lead, “R:” responsible, “A:” assist, a star marks a group.
CELLS = [
    ("县工信局、县发改委按职责分工负责", "R:县工信局 R:县发改委"),
    (
        "县政府办、县行政审批局、县司法局、县融媒体中心牵头,县政府各部门、县直有关单位、各乡镇人民政府、县城市社区管委会按职责分工负责",
        "L:县政府办 L:县行政审批局 L:县司法局 L:县融媒体中心 R:县政府各部门* R:县直有关单位* R:各乡镇人民政府* R:县城市社区管委会",
    ),
    ("县政府办牵头,各科室配合", "L:县政府办 A:各科室*"),
    ("省发展改革委牵头,各地、各部门配合", "L:省发展改革委 A:各地* A:各部门*"),
    (
        "牵头单位:县审批服务局;责任单位:县教育局、县财政局及州直相关单位,各县市人民政府、金海湖新区管委会,6月底完成",
        "L:县审批服务局 R:县教育局 R:县财政局 R:州直相关单位* R:各县市人民政府* R:金海湖新区管委会",
    ),
    ("国务院各部门分别负责", "R:国务院各部门*"),
    (
        "市政府办公室、市政务公开领导小组办公室牵头,市级各有关部门及各县市区政府按职责分工负责",
        "L:市政府办公室 L:市政务公开领导小组办公室 R:市级各有关部门* R:各县市区政府*",
    ),
    ("市府办〔市大数据局〕牵头", "L:市府办〔市大数据局〕"),
    ("高新园(邹区镇)", "R:高新园(邹区镇)"),
    ("县公安局(含县交警大队)", "R:县公安局(含县交警大队)"),
    ("政务公开指导办、政府网站 ，各相关科室", "R:政务公开指导办 R:政府网站 R:各相关科室*"),
    ("“放管服”改革和营商环境监督科、政务公开指导办", "R:“放管服”改革和营商环境监督科 R:政务公开指导办"),
    ("有关部门和单位", "R:有关部门和单位*"),
    ("相关单位", "R:相关单位*"),
    ("县政府办会同县司法局", "L:县政府办 A:县司法局"),
    ("由县财政局负责,县审计局协助", "L:县财政局 A:县审计局"),
    ("县政府办牵头，会同县司法局、县财政局", "L:县政府办 A:县司法局 A:县财政局"),
    ("县政府办（牵头）、县司法局、县财政局", "L:县政府办 R:县司法局 R:县财政局"),
    ("责任单位：县政府办、县司法局（县政府办牵头）", "L:县政府办 R:县司法局"),
    ("县政府办（县外事办）牵头负责、县司法局配合", "L:县政府办（县外事办） A:县司法局"),
    ("牵头单位：县政府办 配合单位：县司法局、各乡镇", "L:县政府办 A:县司法局 A:各乡镇*"),
    ("县政府办牵头 县司法局配合", "L:县政府办 A:县司法局"),
    ("（县发改委、县财政局按职责分工负责）", "R:县发改委 R:县财政局"),
    ("市财政局牵头，各区县财政局落实", "L:市财政局 R:各区县财政局*"),
]

# A complete name or group stays one piece; what is listed parts at its separators.
NAMES = [
    "县文化和旅游局",
    "县住房和城乡建设局",
    "县人力资源和社会保障局",
    "县行政审批和数据局",
    "县发展和改革委员会",
    "县自然资源和规划局",
    "县教育和体育局",
    "县科学技术和工业信息化局",
    "县教科体局",
    "石城工业园区管委会",
    "市生态环境局商河分局",
    "国家税务总局德安县税务局",
    "国家统计局石城调查队",
    "中国人民银行石城县支行",
    "琴江镇",
    "赣江源镇",
    "信丰生态环境局",
    "团县委",
    "县人民医院",
    "县第一中学",
    "县城市社区管委会",
    "办公室（秘书股）",
    "县政府政务公开主管部门",
    "秘书一室",
    "县委、县政府",
]
GROUPS = [
    "各乡(镇)人民政府",
    "各乡（镇）人民政府",
    "各镇街",
    "镇(街道、平台)",
    "乡镇（街道）",
    "保护区、开发区、风景区管委会",
    "县政府各部门",
    "县政府各部门单位",
    "县直有关单位",
    "县直、驻县有关单位",
    "县属驻县各单位",
    "各级各部门单位",
    "各相关科室",
    "各责任单位",
    "各办、站、所、中心",
    "市各委、办、局",
    "各县(市)、区",
    "各市（州）、县（市、区）人民政府",
    "县（市、区）人民政府",
    "各乡镇、部门和单位",
    "市直各部门",
    "县直部门",
    "全体成员单位",
    "领导小组成员单位",
    "各级行政机关",
    "机关各科室",
    "局属各单位",
    "相关责任单位",
    "县级有关部门",
    "中央驻省有关单位",
    "教育、公安、民政等部门",
]
LISTS = [
    ("县财政局和县审计局", ["县财政局", "县审计局"]),
    ("县财政局和县文化和旅游局", ["县财政局", "县文化和旅游局"]),
    ("县政府办公室、县直各部门以及各乡镇人民政府", ["县政府办公室", "县直各部门", "各乡镇人民政府"]),
    ("县教育局及各中小学校", ["县教育局", "各中小学校"]),
    ("县政府办和有关部门", ["县政府办", "有关部门"]),
    ("县政府各部门、各直属机构", ["县政府各部门", "各直属机构"]),
    ("各镇人民政府、各街道办事处", ["各镇人民政府", "各街道办事处"]),
    ("县住房和城\n乡建设局、县财政局", ["县住房和城乡建设局", "县财政局"]),
    ("县人力资源和社会\n保障局", ["县人力资源和社会保障局"]),
    ("县政府办\n公室", ["县政府办公室"]),
    ("县政府\n各部门单位", ["县政府各部门单位"]),
    ("县教育局\n县财政局", ["县教育局", "县财政局"]),
    ("县财政局 县审计局  县教育局\t县司法局", ["县财政局", "县审计局", "县教育局", "县司法局"]),
    ("县 政 府 办 公 室", ["县政府办公室"]),
    ("县发改委 、 县财政局 ；县审计局/县司法局", ["县发改委", "县财政局", "县审计局", "县司法局"]),
    ("各镇街、县政府各部门单位\n\n各镇街、县政府各部门单位\n", ["各镇街", "县政府各部门单位"]),
    ("市发展改革委、经济和信息化局、财政局", ["市发展改革委", "经济和信息化局", "财政局"]),
    ("1.县财政局 2.县审计局", ["县财政局", "县审计局"]),
    ("县政府办、相关部门", ["县政府办", "相关部门"]),
    ("各区、县（市）人民政府，市政府有关部门", ["各区、县（市）人民政府", "市政府有关部门"]),
    (
        "各乡（镇）人民政府,县城市社区管委会,县直、驻县有关单位",
        ["各乡（镇）人民政府", "县城市社区管委会", "县直、驻县有关单位"],
    ),
    ("无", []),
    ("", []),
]


def _written(reading):
    return " ".join(f"{unit.role[0].upper()}:{unit.text}{'*' if unit.group else ''}" for unit in reading.units)


@pytest.mark.parametrize(("raw", "expected"), CELLS, ids=[c[0][:16] for c in CELLS])
def test_roles(raw, expected):
    assert _written(read_units(raw)) == expected


@pytest.mark.parametrize("name", NAMES)
def test_one_unit(name):
    assert [(unit.text, unit.group) for unit in read_units(name).units] == [(name, False)]


@pytest.mark.parametrize("name", GROUPS)
def test_one_group(name):
    assert [(unit.text, unit.group) for unit in read_units(name).units] == [(name, True)]


@pytest.mark.parametrize(("raw", "expected"), LISTS)
def test_lists(raw, expected):
    assert [unit.text for unit in read_units(raw).units] == expected


def test_an_open_list_is_noted():
    reading = read_units("县教体局、县公安局等部门")
    assert [unit.text for unit in reading.units] == ["县教体局", "县公安局"]
    assert reading.notes == ["等：名单不完整"]


@pytest.mark.parametrize(("column", "role"), [("lead", "lead"), ("assist", "assist"), (None, "responsible")])
def test_the_column_gives_the_role(column, role):
    assert {unit.role for unit in read_units("县财政局、各乡镇", column_role=column).units} == {role}


def test_words_in_the_cell_win_over_the_column():
    assert _written(read_units("县政府办牵头，各乡镇配合", column_role="responsible")) == "L:县政府办 A:各乡镇*"


def test_the_deadline_is_cut_off():
    reading = read_units("县财政局、县审计局（2023年12月底前）")
    assert (_written(reading), reading.deadline_text) == ("R:县财政局 R:县审计局", "2023年12月底前")


def test_people_are_not_units():
    reading = read_units("牵头领导：王五；牵头单位：县政府办")
    assert _written(reading) == "L:县政府办"
    assert "王五" in reading.notes[0]


@pytest.mark.parametrize(
    ("paragraph", "units"),
    [
        ("做好公开。(县工信局、石城工业园区管委会按职责分工负责)", "县工信局、石城工业园区管委会按职责分工负责"),
        ("做好公开（县政府办负责）。", "县政府办负责"),
        ("做好公开。【责任单位：县政府办】", "责任单位：县政府办"),
        ("做好公开。〔县政府办牵头，各乡镇配合〕", "县政府办牵头，各乡镇配合"),
        ("做好公开。(县公安局(含县交警大队)负责）", "县公安局(含县交警大队)负责"),
        ("做好公开。（责任单位：县政府办）（完成时限：6月底前）", "责任单位：县政府办；完成时限：6月底前"),
        ("做好公开。（县政府办、各有关部门，持续推进）", "县政府办、各有关部门，持续推进"),
    ],
)
def test_bracket_at_the_end(paragraph, units):
    found = find_units_in_brackets(paragraph)
    assert found is not None
    assert found[0].rstrip("。") == "做好公开"
    assert found[1] == units


@pytest.mark.parametrize(
    "paragraph",
    [
        "加强村（居）",
        "做好历史规划(计划)",
        "印发办法（2024年修订）",
        "通知（国办发〔2024〕15号）",
        "报送县政府办公室（秘书股）。",
        "（此件公开发布）",
        "推进政务服务（一网通办）",
        "各地区、各部门（单位）",
        "（联系人：张三；电话：123）",
        "没有括号。",
        "",
    ],
)
def test_other_brackets_stay(paragraph):
    assert find_units_in_brackets(paragraph) is None


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("做好公开。责任单位：县政府办、县司法局", ("做好公开。", "责任单位：县政府办、县司法局")),
        ("做好公开。牵头单位：县政府办；配合单位：各乡镇", ("做好公开。", "牵头单位：县政府办；配合单位：各乡镇")),
        ("责任单位：县政府办", ("", "责任单位：县政府办")),
        ("做好公开。由县政府办牵头，各乡镇配合。", ("做好公开。", "县政府办牵头，各乡镇配合")),
        ("做好公开。此项工作由县政府办负责。", ("做好公开。", "县政府办负责")),
        ("各单位要认真落实。", None),
        ("推动任务落实。", None),
    ],
)
def test_units_in_a_sentence(paragraph, expected):
    assert find_units_in_sentence(paragraph) == expected


def test_heading_with_units():
    assert heading_bracket("（一）推进决策公开（市司法局、市政府各部门）") == (
        "（一）推进决策公开",
        "市司法局、市政府各部门",
    )
    assert heading_bracket("二、加强公开") == ("二、加强公开", "")

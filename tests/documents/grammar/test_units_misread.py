"""Readings that an adversarial tester found wrong, each with the reading it must have and its near neighbours."""

import pytest

from documents.grammar.units import find_units_in_sentence, read_units

# “L:” lead, “R:” responsible, “A:” assist, a star marks a group.
CLAUSES = [
    ("牵头单位：县发改局；各镇配合", "L:县发改局 A:各镇*"),
    ("牵头单位：县发改局，各镇配合", "L:县发改局 A:各镇*"),
    ("牵头单位：县发改局、县财政局；各镇、县直各部门配合", "L:县发改局 L:县财政局 A:各镇* A:县直各部门*"),
    ("责任单位：县发改局；各镇配合", "R:县发改局 A:各镇*"),
    ("牵头单位：县发改局；县财政局、各镇按职责分工负责", "L:县发改局 R:县财政局 R:各镇*"),
    ("牵头单位：县发改局、县财政局负责", "L:县发改局 L:县财政局"),
    ("配合单位：各镇；县发改局牵头", "L:县发改局 A:各镇*"),
    ("配合单位：各镇按职责分工负责", "A:各镇*"),
]
ROLE_WORDS = [
    ("县市场监管局负责牵头", "L:县市场监管局"),
    ("县市场监督管理局", "R:县市场监督管理局"),
    ("县发改局主办，县财政局协办", "L:县发改局 A:县财政局"),
    ("县发改局主办 县财政局协办", "L:县发改局 A:县财政局"),
    ("县财政局承办", "R:县财政局"),
    ("县发改局（主办）", "L:县发改局"),
    ("县发改局（主办）、县财政局（承办）、县审计局（协办）", "L:县发改局 R:县财政局 A:县审计局"),
    ("县财政局（牵头），县审计局、县国资中心（配合）", "L:县财政局 A:县审计局 A:县国资中心"),
    ("县财政局（牵头）、县审计局、县国资中心", "L:县财政局 R:县审计局 R:县国资中心"),
    ("承办：县财政局", "R:县财政局"),
    ("牵头：县发改局 责任：县财政局、各镇", "L:县发改局 R:县财政局 R:各镇*"),
    ("县财政局（责任单位）", "R:县财政局"),
    ("县卫健委、县医保局双牵头", "L:县卫健委 L:县医保局"),
    ("县卫健委总牵头，县医保局、县疾控中心分头落实", "L:县卫健委 R:县医保局 R:县疾控中心"),
    ("县卫健委为主，县医保局配合", "L:县卫健委 A:县医保局"),
    ("以县卫健委为主，县医保局配合", "L:县卫健委 A:县医保局"),
    ("县卫健委主抓，各乡镇卫生院配合", "L:县卫健委 A:各乡镇卫生院*"),
    ("县政府办指导，各单位实施", "R:县政府办 R:各单位*"),
    ("县政府办督办，各乡镇落实", "R:县政府办 R:各乡镇*"),
    ("政务公开指导科", "R:政务公开指导科"),
    ("县数据局提供技术支撑，县政府办牵头", "A:县数据局 L:县政府办"),
    ("县司法局负责规范性文件，县财政局负责预决算，各单位配合", "R:县司法局 R:县财政局 A:各单位*"),
    ("由县司法局负责，各单位配合", "L:县司法局 A:各单位*"),
    ("县纪委监委监督", "R:县纪委监委"),
    ("县财政局负责，县纪委监委负责监督", "R:县财政局 R:县纪委监委"),
    ("县质量监督科、县监督科", "R:县质量监督科 R:县监督科"),
    ("县政协办、县主办科", "R:县政协办 R:县主办科"),
    ("县财政局、（县审计局）", "R:县财政局 R:县审计局"),
    ("县财政局、（县审计局、各镇）", "R:县财政局 R:县审计局 R:各镇*"),
    ("县政府办（县外事办）", "R:县政府办（县外事办）"),
]
DEEDS = [
    ("由县委宣传部牵头，县委网信办、县公安局配合，建立会商机制。", "L:县委宣传部 A:县委网信办 A:县公安局"),
    ("由县委宣传部牵头，县委网信办配合，建立会商平台", "L:县委宣传部 A:县委网信办"),
    ("由县委网信办负责回应舆情", "R:县委网信办"),
    ("由县委网信办负责回应舆情，县公安局配合", "L:县委网信办 A:县公安局"),
    ("县财政局牵头，县数字城管", "L:县财政局 R:县数字城管"),
    ("县财政局牵头，组织部、编制办配合", "L:县财政局 A:组织部 A:编制办"),
]
# A complete group is its own, unless it shares 各 or the noun with the class of the same kind beside it.
GROUPS = [
    ("各科室、下属单位", "R:各科室* R:下属单位*"),
    ("各股室、下属事业单位", "R:各股室* R:下属事业单位*"),
    ("各镇、园区", "R:各镇* R:园区*"),
    ("各镇、街道、园区", "R:各镇、街道* R:园区*"),
    ("各镇人民政府、街道办事处", "R:各镇人民政府、街道办事处*"),
    ("各乡镇、街道", "R:各乡镇、街道*"),
    ("各苏木乡镇、街道", "R:各苏木乡镇、街道*"),
    ("县直、驻县有关单位", "R:县直、驻县有关单位*"),
    ("县供电公司、县燃气公司等公共企事业单位", "R:县供电公司 R:县燃气公司 R:公共企事业单位*"),
    ("县教育局、县卫健局等行业主管部门", "R:县教育局 R:县卫健局 R:行业主管部门*"),
    ("教育、公安等行业部门", "R:教育、公安等行业部门*"),
]
DOTS = [
    ("县财政局.县审计局", "R:县财政局 R:县审计局"),
    ("县财政局·县审计局．县司法局", "R:县财政局 R:县审计局 R:县司法局"),
    ("1.县财政局.县审计局", "R:县财政局 R:县审计局"),
]
_SIGN = {"lead": "L", "responsible": "R", "assist": "A"}


def _written(raw: str) -> str:
    return " ".join(f"{_SIGN[unit.role]}:{unit.text}{'*' if unit.group else ''}" for unit in read_units(raw).units)


def _as_sets(written: str) -> set[str]:
    return set(written.split())


@pytest.mark.parametrize(("raw", "expected"), CLAUSES + ROLE_WORDS + DEEDS + GROUPS + DOTS)
def test_the_reading(raw, expected):
    assert _as_sets(_written(raw)) == _as_sets(expected)


@pytest.mark.parametrize(
    ("raw", "name", "prefix"), [("领学：县司法局", "县司法局", "领学"), ("汇报:县民政局", "县民政局", "汇报")]
)
def test_an_unknown_label_is_cut_and_noted(raw, name, prefix):
    reading = read_units(raw)
    assert [unit.text for unit in reading.units] == [name]
    assert prefix in reading.notes[0]


@pytest.mark.parametrize(
    "raw",
    ["同上", "〃", "同前", "见附件", "见附件2", "详见分工", "责任单位同1", "责任单位：同上", "（同上）", "同第3项"],
)
def test_a_reference_is_no_unit(raw):
    reading = read_units(raw)
    assert reading.units == []
    assert "写明" in reading.notes[0]


def test_a_reference_beside_a_unit_leaves_the_unit():
    reading = read_units("同上、县财政局")
    assert [unit.text for unit in reading.units] == ["县财政局"]
    assert "同上" in reading.notes[0]


@pytest.mark.parametrize(
    ("paragraph", "units"),
    [
        (
            "由县委宣传部牵头，县委网信办、县公安局配合，建立会商机制。",
            "县委宣传部牵头，县委网信办、县公安局配合",
        ),
        (
            "加强联动。由县委宣传部牵头，县委网信办、县公安局配合，建立会商机制。及时发布。",
            "县委宣传部牵头，县委网信办、县公安局配合",
        ),
        ("重大舆情由县委网信办负责回应。", "县委网信办负责"),
        ("由县委网信办负责回应舆情", "县委网信办负责"),
        ("由县发改局牵头，制定清单；由县财政局负责拨付经费。", "县发改局牵头；县财政局负责"),
        ("由县发改局牵头，推动各部门配合，形成合力。", "县发改局牵头"),
    ],
)
def test_units_amid_a_sentence(paragraph, units):
    assert find_units_in_sentence(paragraph) == (paragraph, units)


@pytest.mark.parametrize(
    "paragraph",
    [
        "本办法由县政府办负责解释。",
        "做好公开，由专人负责管理。",
        "由县长负责主持会议。",
        "不得以任何理由县财政局负责。推进公开。",
        "由各单位主要负责同志抓好公开。",
        "由县政府办负责人主持。",
    ],
)
def test_other_sentences_name_no_units(paragraph):
    assert find_units_in_sentence(paragraph) is None


@pytest.mark.parametrize(
    ("raw", "units"),
    [
        ("办公室牵头，业务股室配合", [("办公室", False), ("业务股室", True)]),
        ("城关镇等15个镇", [("城关镇等15个镇", True)]),
        ("县政府办、石桥镇等3个乡镇", [("县政府办", False), ("石桥镇等3个乡镇", True)]),
        ("城关、大河、石桥等乡镇", [("城关、大河、石桥等乡镇", True)]),
        ("各中小学、幼儿园", [("各中小学", True), ("幼儿园", True)]),
        ("县直各单位、各乡镇（场）、街道办", [("县直各单位", True), ("各乡镇（场）", True), ("街道办", True)]),
        ("城关街道办、县实验幼儿园", [("城关街道办", False), ("县实验幼儿园", False)]),
    ],
)
def test_what_names_more_than_one_unit_is_a_group(raw, units):
    assert [(unit.text, unit.group) for unit in read_units(raw).units] == units


def test_the_person_in_the_bracket_behind_a_unit_is_no_part_of_its_name_and_is_said():
    reading = read_units("县教体局（责任人：某甲）、县财政局（联系人：某乙）")
    assert [unit.text for unit in reading.units] == ["县教体局", "县财政局"]
    assert reading.notes == ["未读作单位：责任人：某甲", "未读作单位：联系人：某乙"]

"""Work points as other offices write them: where the bracket stands, and what stands beside it."""

import pytest

from tests.documents.builders import read_prose, units

_SIGN = {"lead": "L", "responsible": "R", "assist": "A"}
TITLE, PART = "2024年甲县政务公开工作要点", "一、扩大公开"


def _rows(*lines) -> list[tuple]:
    return [
        (
            row.seq,
            "|".join(row.headings[1:]),
            row.requirement,
            " ".join(f"{_SIGN[unit.role]}:{unit.text}{'*' if unit.group else ''}" for unit in row.units),
            row.deadline_raw,
        )
        for row in read_prose(TITLE, PART, *lines).rows
    ]


BUDGET = "1.公开财政信息"
# The lines of one point and its row; a second point follows, so that each text is a list of points.
POINTS = {
    "bracket before the stop": (
        [f"{BUDGET}。按时公开预算（县财政局负责）。"],
        (1, BUDGET, "按时公开预算。", "R:县财政局", ""),
    ),
    "bracket before a semicolon, no heading": (
        ["1.做好预算公开，说明增减原因（县财政局牵头，各部门配合）；"],
        (1, "", "做好预算公开，说明增减原因；", "L:县财政局 A:各部门*", ""),
    ),
    "units and time on lines of their own": (
        [f"{BUDGET}。按时公开预算。", "牵头单位：县财政局", "配合单位：县审计局、各镇", "完成时限：6月底前"],
        (1, BUDGET, "按时公开预算。", "L:县财政局 A:县审计局 A:各镇*", "6月底前"),
    ),
    "units and time in one bracket": (
        [f"{BUDGET}。按时公开预算。（责任单位：县财政局；完成时限：6月底前）"],
        (1, BUDGET, "按时公开预算。", "R:县财政局", "6月底前"),
    ),
    "time before the units": (
        [f"{BUDGET}。按时公开预算。（完成时限：6月底前，责任单位：县财政局、各镇）"],
        (1, BUDGET, "按时公开预算。", "R:县财政局 R:各镇*", "6月底前"),
    ),
    "lead and responsible units": (
        [f"{BUDGET}。按时公开预算。（牵头单位：县财政局，责任单位：县审计局、各部门）"],
        (1, BUDGET, "按时公开预算。", "L:县财政局 R:县审计局 R:各部门*", ""),
    ),
    "two square brackets": (
        [f"{BUDGET}。按时公开预算。【责任单位：县财政局】【时限：6月底前】"],
        (1, BUDGET, "按时公开预算。", "R:县财政局", "6月底前"),
    ),
    "the label at the end of the paragraph": (
        [f"{BUDGET}。按时公开预算。责任单位：县财政局、县审计局。"],
        (1, BUDGET, "按时公开预算。", "R:县财政局 R:县审计局", ""),
    ),
    "units in the bracket of the heading": (
        [f"{BUDGET}（责任单位：县财政局）", "按时公开预算，说明增减原因。"],
        (1, BUDGET, "按时公开预算，说明增减原因。", "R:县财政局", ""),
    ),
    "a sentence that names them": (
        [f"{BUDGET}。按时公开预算。此项工作由县财政局牵头，各镇配合。"],
        (1, BUDGET, "按时公开预算。此项工作由县财政局牵头，各镇配合。", "L:县财政局 A:各镇*", ""),
    ),
    "a clause that names them": (
        [f"{BUDGET}。按时公开预算，由县财政局负责。"],
        (1, BUDGET, "按时公开预算，由县财政局负责。", "R:县财政局", ""),
    ),
    "the paragraph goes on behind the bracket": (
        [f"{BUDGET}。按时公开预算。（县财政局负责）同时做好经费公开。"],
        (1, BUDGET, "按时公开预算。（县财政局负责）同时做好经费公开。", "R:县财政局", ""),
    ),
    "a bracket for each sentence": (
        [f"{BUDGET}。公开预算。（县财政局牵头）公开决算。（县审计局负责）公开采购。（县采购中心负责）"],
        (
            1,
            BUDGET,
            "公开预算。（县财政局牵头）公开决算。（县审计局负责）公开采购。",
            "L:县财政局 R:县审计局 R:县采购中心",
            "",
        ),
    ),
    "a list inside the sentence": (
        [f"{BUDGET}。公开以下内容：（1）部门预算；（2）部门决算；（3）三公经费。（县财政局）"],
        (1, BUDGET, "公开以下内容：（1）部门预算；（2）部门决算；（3）三公经费。", "R:县财政局", ""),
    ),
    "a list on lines of its own, the bracket behind it": (
        [f"{BUDGET}。公开以下内容：", "（1）部门预算信息；", "（2）部门决算信息。", "（县财政局、县审计局）"],
        (1, BUDGET, "公开以下内容：（1）部门预算信息；（2）部门决算信息。", "R:县财政局 R:县审计局", ""),
    ),
    "brackets that name no units": (
        [f"{BUDGET}。落实《办法》（试行）（以下简称办法），按时公开预算（含三公经费）。（县财政局）"],
        (1, BUDGET, "落实《办法》（试行）（以下简称办法），按时公开预算（含三公经费）。", "R:县财政局", ""),
    ),
}


@pytest.mark.parametrize("name", POINTS)
def test_a_point_gives_its_heading_text_units_and_time(name):
    lines, expected = POINTS[name]
    second = (2, "2.公开项目信息", "按时公开审批结果。", "R:县发改局", "")
    assert _rows(*lines, "2.公开项目信息。按时公开审批结果。（县发改局）") == [expected, second]


def test_numbers_begin_again_under_each_group():
    rows = _rows(
        "（一）重点领域", "1.公开财政预算信息。（县财政局）", "（二）民生领域", "1.公开教育招生信息。（县教体局）"
    )
    assert [(row[0], row[1]) for row in rows] == [(1, "（一）重点领域"), (1, "（二）民生领域")]


def test_a_groups_own_bracket_serves_the_points_without_one():
    rows = _rows("（一）公开财政信息。（县财政局）", "1.公开部门预算，细化到项。", "2.公开部门决算。（县审计局）")
    assert [row[3] for row in rows] == ["R:县财政局", "R:县审计局"]


def test_what_is_no_task_is_listed_as_it_is_printed():
    paper = read_prose(TITLE, "一、总体要求", "1.总体要求。坚持公开为常态。", "二、任务", "1.公开预算。（县财政局）")
    assert "1.总体要求。坚持公开为常态。" in [line.text for line in paper.not_read]


def test_a_deadline_may_be_a_sentence_behind_the_one_that_names_the_units():
    paper = read_prose(
        "甲街道2026年政务公开工作要点",
        "一、规范公开内容。公开集体资产处置情况。由街道纪工委牵头，各社区、街道经管办等负责。6月底前完成。",
    )
    assert units(paper.rows[0]) == [("街道纪工委", "lead"), ("各社区", "responsible"), ("街道经管办", "responsible")]
    assert paper.rows[0].deadline.due_on.isoformat() == "2026-06-30"


def test_what_the_last_paragraph_asks_of_all_units_is_not_the_last_task():
    paper = read_prose(
        "甲县2026年政务公开工作安排",
        "一、公开惠民信息，发布办事指引。",
        "（县民政局负责，持续推进）",
        "二、组织1场业务培训。",
        "（县政府办负责，7月底前完成）",
        "请各单位于6月10日前将联络员名单报县政府办。",
    )
    assert [row.requirement for row in paper.rows] == ["公开惠民信息，发布办事指引。", "组织1场业务培训。"]
    assert [line.text for line in paper.not_read] == ["请各单位于6月10日前将联络员名单报县政府办。"]


def test_general_demands_at_the_end_are_no_task_when_the_others_name_their_units():
    paper = read_prose(
        "甲县2026年政务公开工作方案",
        "一、重点任务",
        "（一）加强政策公开。建立发布平台。（县工信局）",
        "二、工作要求",
        "各单位要加强组织领导，压实工作责任，确保任务落到实处。",
    )
    assert [row.requirement for row in paper.rows] == ["建立发布平台。"]
    assert [line.text[:6] for line in paper.not_read] == ["二、工作要求"]


def test_a_heading_may_begin_with_a_date():
    paper = read_prose(
        "甲县2026年政务公开重点工作清单",
        "一、6月底前完成的事项",
        "1.公布行政许可事项清单。责任单位：县政务中心",
    )
    assert paper.rows[0].headings == ["一、6月底前完成的事项"]


def test_the_bracket_of_a_groups_heading_gives_its_time_to_the_points_that_have_units_of_their_own():
    paper = read_prose(
        "甲市2026年政务公开工作要点",
        "一、推进公开（牵头单位：市政府办；完成时限：11月底前）",
        "（一）公开十件民生实事进展",
        "责任单位：市民政局",
        "二、推进解读（责任单位：市直各部门；完成时限：长期坚持）",
        "（一）重要政策的解读比例达到100%",
    )
    assert [(row.units_raw, row.deadline_raw) for row in paper.rows] == [
        ("责任单位：市民政局", "11月底前"),
        ("责任单位：市直各部门；完成时限：长期坚持", "长期坚持"),
    ]
    assert [line.text for line in paper.not_read] == ["牵头单位：市政府办；完成时限：11月底前"]


def test_a_point_of_one_line_with_units_and_time_is_not_its_own_heading():
    paper = read_prose(
        "甲县2026年政务公开工作分工方案",
        "一、推进执行公开",
        "1．做好审计整改公开，责任单位：县审计局，时限要求：12月15日前",
    )
    row = paper.rows[0]
    assert (row.headings, row.requirement) == (["一、推进执行公开"], "做好审计整改公开")
    assert row.deadline.due_on.isoformat() == "2026-12-15"

"""Work points as other offices write them: where the bracket stands, and what stands beside it."""

import pytest

from tests.documents.builders import read_prose

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

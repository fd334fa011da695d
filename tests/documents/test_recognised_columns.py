"""How each printed head was understood, and what the office has settled about it."""

import json

import pytest

from documents.child import read_in_child
from documents.paper import ColumnFound
from documents.reading import read_paper
from documents.wire import dump, load
from tests.documents.builders import read_pasted, write_xlsx

TITLE = ["2024年某县政务公开重点工作任务分工", "<", "<", "<"]
MUTE = ["内容一", "内容二", "落实者", "何时"]
SETTLED = {"内容一": "task", "内容二": "requirement", "落实者": "units:lead", "何时": "deadline"}
PLAIN = ["工作任务", "具体要求", "责任单位", "完成时限"]
LINES = [
    ["就业信息公开", "公开就业政策和招聘信息，方便群众查询。", "县人社局、县财政局", "6月30日前"],
    ["教育信息公开", "公开义务教育招生方案和划片范围。", "县教体局", "年底前"],
    ["医疗信息公开", "公开医疗机构的服务项目和收费标准。", "县卫健局", "持续推进"],
]
SCHEDULE = [
    ["2024年政务公开讲活动安排表", "<", "<", "<"],
    ["序号", "月份", "活动主题", "主办单位"],
    ["1", "5月", "走进政务大厅", "县行政审批局"],
    ["2", "6月", "走进气象台", "县气象局"],
]


def meanings(paper):
    return {column.head: column.meaning for column in paper.columns}


@pytest.fixture
def mute(tmp_path):
    return write_xlsx(tmp_path / "mute.xlsx", [TITLE, MUTE, *LINES], sheet="分工")


@pytest.fixture
def plain(tmp_path):
    return write_xlsx(tmp_path / "plain.xlsx", [TITLE, PLAIN, *LINES], sheet="分工")


def test_heads_that_say_nothing_are_read_as_settled(mute):
    paper = read_paper(mute, columns=SETTLED)
    assert [(row.headings, row.requirement, row.deadline_raw) for row in paper.rows] == [
        ([task], requirement, time) for task, requirement, _, time in LINES
    ]
    assert [(unit.text, unit.role) for unit in paper.rows[0].units] == [("县人社局", "lead"), ("县财政局", "lead")]
    assert meanings(paper) == SETTLED
    assert paper.columns[1] == ColumnFound("内容二", "requirement", "工作表“分工”第2行（B2）")


def test_the_meaning_of_each_head_is_told_and_is_no_part_of_the_outside_form(plain):
    paper = read_paper(plain)
    expected = {"工作任务": "task", "具体要求": "requirement", "责任单位": "units", "完成时限": "deadline"}
    assert meanings(paper) == expected
    assert "columns" not in paper.as_dict()


def test_one_settled_column_changes_only_that_column(plain):
    before, after = read_paper(plain), read_paper(plain, columns={"责 任\n单位": "units:assist"})
    assert {unit.role for row in after.rows for unit in row.units} == {"assist"}
    for row, old in zip(after.rows, before.rows, strict=True):
        row.units = old.units
    assert meanings(after) == meanings(before) | {"责任单位": "units:assist"}
    assert [column.meaning for column in after.form.columns] == ["task", "requirement", "units:assist", "deadline"]
    after.columns, after.form = before.columns, before.form
    assert after == before


def test_the_settled_requirement_wins_over_the_longer_text(plain):
    rows = read_paper(plain, columns={"工作任务": "requirement", "具体要求": "remark"}).rows
    assert [(row.headings, row.requirement) for row in rows] == [([], line[0]) for line in LINES]


def test_a_settled_head_counts_for_its_own_reading_only(plain):
    read_paper(plain, columns={"责任单位": "remark"})
    assert meanings(read_paper(plain))["责任单位"] == "units"


def test_the_columns_of_a_schedule_are_told(tmp_path):
    paper = read_paper(write_xlsx(tmp_path / "schedule.xlsx", SCHEDULE))
    assert meanings(paper) == {"序号": "seq", "月份": "month", "活动主题": "theme", "主办单位": "host"}


def test_settled_heads_make_a_schedule(tmp_path):
    heads = {"何时": "month", "内容一": "theme", "落实者": "host"}
    rows = [SCHEDULE[0], ["序号", *heads], *SCHEDULE[2:]]
    paper = read_paper(write_xlsx(tmp_path / "schedule.xlsx", rows), columns=heads)
    assert [(a.month, a.theme, a.host_unit) for a in paper.activities] == [
        (5, "走进政务大厅", "县行政审批局"),
        (6, "走进气象台", "县气象局"),
    ]
    assert meanings(paper) == {"序号": "seq"} | heads


@pytest.mark.parametrize("rows", [[TITLE, PLAIN, *LINES], SCHEDULE], ids=["tasks", "schedule"])
def test_settling_what_was_recognised_changes_nothing(rows, tmp_path):
    path = write_xlsx(tmp_path / "paper.xlsx", rows)
    paper = read_paper(path)
    assert read_paper(path, columns=meanings(paper)) == paper


def test_columns_cross_the_wire(plain):
    paper = read_paper(plain)
    assert load(dump(paper)) == paper


def test_a_paper_kept_before_forms_were_taken_down_is_still_read(plain):
    paper = read_paper(plain)
    kept = json.loads(dump(paper))
    del kept["form"]
    paper.form = None
    assert load(json.dumps(kept)) == paper


def test_the_child_is_told_the_settled_heads(mute):
    assert read_in_child(mute, columns=SETTLED) == read_paper(mute, columns=SETTLED)


def test_a_pasted_table_is_read_as_settled_too():
    text = "\n".join("\t".join(cells) for cells in [MUTE, *LINES])
    paper = read_pasted(text, year=2024, columns=SETTLED)
    assert [row.requirement for row in paper.rows] == [line[1] for line in LINES]


@pytest.mark.parametrize("read", [read_paper, read_in_child])
def test_an_unknown_meaning_is_refused(read, mute):
    with pytest.raises(ValueError, match="何时"):
        read(mute, columns={"何时": "sometime"})

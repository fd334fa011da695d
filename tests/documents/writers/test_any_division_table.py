"""I41: whatever table goes out as a workbook, the same rows come in again, in the usual form and in every other."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.grammar.units import read_units
from documents.reading import read_paper
from documents.table_form import TableForm
from documents.writers.division_table import write_division_table
from documents.writers.rows import TableRow

RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
TITLE = "2026年青山县政务公开任务分工表"
STATES = ("办结情况", "逾期", "待审核")

signs = st.sampled_from(["", "=", "+", "-", "@", "＝", "＋", "=1+1，", "\t", "'"])
words = st.sampled_from(
    [
        "公开财政预算、决算和“三公”经费",
        "完善“双随机、一公开”监管（含联合抽查）",
        "按２０２６年工作要点落实３项措施",
        "做到100%公开",
        "解读《条例》及其配套文件",
        "每季度更新1次专栏",
        "对12345热线问题及时回应",
        "公开Web API目录",
    ]
)
more = st.sampled_from(["逐项列明依据", "并在门户网站集中展示", "同步发布图解、音频；一图读懂", "（县级以上）"])
ends = st.sampled_from(["。", "；做好存档。", "，接受群众监督", "！", "……", "（试行）。", ""])
breaks = st.sampled_from(["", "", "\n", "，\n"])
requirements = st.builds(lambda *parts: "".join(parts), signs, words, breaks, more, ends)
unit_lists = st.sampled_from(
    [
        "县财政局",
        "各镇街、县政府各部门",
        "县财政局、县住建局",
        "县政府办牵头，县司法局、县财政局配合",
        "牵头单位：县发改局；配合单位：县统计局、各镇",
        "县财政局\n县住建局",
        "县政府办（牵头）、各部门",
        "市生态环境局青山分局",
        "=县财政局",
        "",
    ]
)
deadlines = st.sampled_from(
    ["6月底前", "2026年12月底前", "２０２６年９月底前", "长期坚持", "每季度末", "适时", "2026-09-30", "-", ""]
)
numbers = st.sampled_from(["running", "anew", "none"])
depths = st.lists(st.integers(0, 2), min_size=1, max_size=12)


@st.composite
def tables(draw) -> list[TableRow]:
    """Rows under headings of no, one or two levels, mixed; a task without headings stands before those with some."""
    rows, first, second = [], 0, 0
    numbered, uniform = draw(numbers), draw(st.sampled_from([None, 0, 1, 2]))
    for place, depth in enumerate(draw(depths), start=1):
        depth = depth if uniform is None else uniform
        if depth and (not first or draw(st.booleans())):
            first, second = first + 1, 0
        if depth == 2 and (not second or draw(st.booleans())):
            second += 1
        path = (
            f"{'一二三四五六七八九十甲乙'[first - 1]}、第{first}方面",
            f"（{'一二三四五六七八九十甲乙'[second - 1]}）第{second}节",
        )[:depth]
        number = {"running": str(place), "anew": str(1 + sum(row.headings == path for row in rows)), "none": ""}[
            numbered
        ]
        raw, time = draw(unit_lists), draw(deadlines)
        time = time or ("" if number or raw else "年底前")  # a text alone in its row is a note or a heading, not a task
        phrases = tuple((unit.text, unit.role) for unit in read_units(raw, column_role="responsible").units)
        rows.append(TableRow(path, number, draw(requirements), raw, time, phrases))
    return rows


def with_states(rows):
    return [
        replace(row, extra=(f"{place}/9", "1个单位" if place % 2 else "", "2个单位")) for place, row in enumerate(rows)
    ]


def on_one_line(text: str) -> str:
    return "".join(line.strip() for line in text.split("\n"))


def read_back(paper) -> list[TableRow]:
    return [
        TableRow(
            tuple(row.headings),
            "" if row.seq is None else str(row.seq),
            row.requirement,
            row.units_raw,
            row.deadline_raw,
            tuple((unit.text, unit.role) for unit in row.units),
        )
        for row in paper.rows
    ]


@RELAXED
@given(tables(), st.booleans())
def test_any_table_is_read_back_as_it_went_out(tmp_path_factory, rows, states):
    path = tmp_path_factory.mktemp("any") / "a.xlsx"
    going = with_states(rows) if states else rows
    path.write_bytes(write_division_table(going, TableForm(title=[TITLE]), extra_heads=STATES if states else ()))
    paper = read_paper(path)
    assert paper.title == TITLE
    assert read_back(paper) == [replace(row, requirement=on_one_line(row.requirement)) for row in rows]

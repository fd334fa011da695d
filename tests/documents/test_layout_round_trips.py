"""Whatever table is written in whatever layout and file, the same rows are read back; damaged files cost a bounded time."""

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.errors import UnreadableFile
from documents.reading import read_paper
from tests.documents.builders import (
    LEFT,
    UP,
    csv_bytes,
    page_html,
    read_pasted,
    table_html,
    text_of,
    write_docx,
    write_xlsx,
)

RELAXED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
PAPERS = Path(__file__).parents[2] / "fixtures" / "papers"
TITLE = "2024年甲县政务公开任务分工表"
FORMS = ("xlsx", "docx", "html", "csv", "tsv", "txt")
_SECONDS = 10

verbs = st.sampled_from(["公开", "解读", "梳理", "更新", "规范"])
things = st.sampled_from(["预算和决算信息", "重大项目审批结果", "行政执法依据", "招生入学政策", "规范性文件目录"])
ends = st.sampled_from(["，接受群众监督。", "，每半年更新一次。", "；说明增减原因。", "，做到“应公开尽公开”。"])
requirements = st.builds(lambda *parts: "".join(parts), verbs, things, ends)
names = st.lists(
    st.sampled_from(["县财政局", "县发改局", "县政府办（县外事办）", "县文化和旅游局", "各镇人民政府", "县直有关单位"]),
    min_size=1,
    max_size=3,
    unique=True,
)
days = st.sampled_from(["6月底前", "2024年12月底前", "持续推进", "9月30日前", "每季度末"])


@dataclass(frozen=True)
class Layout:
    """How a table is laid out."""

    headings: str  # "column" merged downwards, "rows" between the tasks, "none"
    numbers: str  # "column", "text", "none"
    units: str  # "one" column, "two" columns, "labels" in one cell
    time: bool  # a column of its own
    requirement_last: bool


@dataclass(frozen=True)
class Task:
    """What must be read back."""

    requirement: str
    leads: tuple[str, ...]
    assists: tuple[str, ...]
    day: str


layouts = st.builds(
    Layout,
    headings=st.sampled_from(["column", "rows", "none"]),
    numbers=st.sampled_from(["column", "text", "none"]),
    units=st.sampled_from(["one", "two", "labels"]),
    time=st.booleans(),
    requirement_last=st.booleans(),
)
tasks = st.builds(
    lambda requirement, units, day, cut: Task(requirement, tuple(units[:cut]), tuple(units[cut:]), day),
    requirements,
    names,
    days,
    st.integers(1, 2),
)
parts_of_tables = st.lists(st.lists(tasks, min_size=2, max_size=3), min_size=2, max_size=3)


def _head(layout: Layout) -> list[str]:
    head = ["序号"] if layout.numbers == "column" else []
    head += ["工作类别"] if layout.headings == "column" else []
    units = ["牵头单位", "配合单位"] if layout.units == "two" else ["责任单位"]
    middle = [units, ["具体要求"]] if layout.requirement_last else [["具体要求"], units]
    return head + middle[0] + middle[1] + (["完成时限"] if layout.time else [])


def _unit_cells(layout: Layout, task: Task) -> list[str]:
    leads, assists = "、".join(task.leads), "、".join(task.assists)
    if layout.units == "two":
        return [leads, assists]
    if layout.units == "labels":
        return [f"牵头单位：{leads}" + (f"；配合单位：{assists}" if assists else "")]
    return ["、".join((*task.leads, *task.assists))]


def _table(layout: Layout, parts: list[list[Task]]) -> list[list[str]]:
    rows, number = [_head(layout)], 0
    for place, part in enumerate(parts):
        heading = _heading(place)
        if layout.headings == "rows":
            rows.append([heading] + [LEFT] * (len(rows[0]) - 1))
        for first, task in enumerate(part):
            number += 1
            text = f"{number}.{task.requirement}" if layout.numbers == "text" else task.requirement
            row = [str(number)] if layout.numbers == "column" else []
            row += [UP if first else heading] if layout.headings == "column" else []
            units = _unit_cells(layout, task)
            row += [*units, text] if layout.requirement_last else [text, *units]
            rows.append(row + ([task.day] if layout.time else []))
    return rows


def _heading(place: int) -> str:
    return f"{'一二三'[place]}、做好第{place + 1}方面公开工作"


def _expected(layout: Layout, parts: list[list[Task]]) -> list[tuple]:
    rows, number = [], 0
    for place, part in enumerate(parts):
        for task in part:
            number += 1
            roles = ("responsible", "responsible") if layout.units == "one" else ("lead", "assist")
            units = [(name, roles[0]) for name in task.leads] + [(name, roles[1]) for name in task.assists]
            seq = None if layout.numbers == "none" else number
            headings = [] if layout.headings == "none" else [_heading(place)]
            rows.append((seq, headings, task.requirement, units, task.day if layout.time else ""))
    return rows


def _write(table: list[list[str]], form: str, folder: Path) -> Path:
    path = folder / f"t.{form}"
    if form == "xlsx":
        return write_xlsx(path, [[TITLE], *table])
    if form == "docx":
        return write_docx(path, [TITLE, table])
    plain = [[text_of(cell) for cell in row] for row in table]
    if form == "html":
        path.write_bytes(page_html(f"<p>{TITLE}</p>{table_html(table)}"))
    elif form == "txt":
        path.write_text("\n".join([TITLE, *("\t".join(row) for row in plain)]), encoding="utf-8")
    else:
        title = [TITLE] + [""] * (len(plain[0]) - 1)
        path.write_bytes(csv_bytes([title, *plain], "utf-8-sig", "," if form == "csv" else "\t"))
    return path


@pytest.mark.parametrize("form", FORMS)
@RELAXED
@given(layout=layouts, parts=parts_of_tables)
def test_any_table_in_any_layout_is_read_back_the_same(form, layout, parts, tmp_path_factory):
    paper = read_paper(_write(_table(layout, parts), form, tmp_path_factory.mktemp("layout")))
    assert [
        (row.seq, row.headings, row.requirement, [(unit.text, unit.role) for unit in row.units], row.deadline_raw)
        for row in paper.rows
    ] == _expected(layout, parts)


cuts = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 300), st.binary(max_size=40)), max_size=8)


@pytest.mark.parametrize("name", ["shanghe-2023.xlsx", "shanghe-2023.docx", "huainan-2021.html"])
@RELAXED
@given(cuts=cuts)
def test_a_mutated_file_costs_a_bounded_time(name, cuts, tmp_path_factory):
    data = bytearray((PAPERS / name).read_bytes())
    for place, length, put in cuts:
        place %= len(data) or 1
        data[place : place + length] = put
    path = tmp_path_factory.mktemp("mutated") / name
    path.write_bytes(data)
    _bounded(lambda: read_paper(path))


@RELAXED
@given(lines=st.lists(st.sampled_from(
    ["序号\t工作任务\t责任单位", "1", "1.公开预算。（县财政局）", "一、", "（", "责任单位：", "工作任务", "责任单位", "具体要求",
     "县财政局", "年底前", "1\t公开，", "监督。\t县财政局", "注：带*的为牵头单位", "*县财政局", "（一）公开财政信息", "\t", ""]
), max_size=60))  # fmt: skip
def test_any_mixture_of_lines_costs_a_bounded_time(lines):
    _bounded(lambda: read_pasted("\n".join(lines)))


def _bounded(read) -> None:
    start = time.monotonic()
    with suppress(UnreadableFile):
        read()
    assert time.monotonic() - start < _SECONDS

"""Papers in the forms of other governments give the same rows from every file an office may hold."""

import pytest

from documents.reading import read_paper
from tests.documents.builders import LEFT, UP, page_html, table_html, text_of, write_docx, write_xlsx
from tests.documents.papers_of_others import PAPERS

_SIGN = {"lead": "L", "responsible": "R", "assist": "A"}
# In plain text a blank cell of several unit columns may be merged or empty: these forms need their merges.
_NEED_MERGES = ["task, lead, units, and the requirement last"]
_SAME_IN_TEXT = [name for name in PAPERS if name not in _NEED_MERGES]


def _rows(paper) -> list[tuple]:
    return [
        (
            row.seq,
            "|".join(row.headings),
            row.requirement,
            " ".join(f"{_SIGN[unit.role]}:{unit.text}{'*' if unit.group else ''}" for unit in row.units),
            row.deadline_raw,
        )
        for row in paper.rows
    ]


def _in_one_sheet(parts) -> list[list[str]]:
    rows = [row for part in parts for row in ([[part]] if isinstance(part, str) else part)]
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def _write(parts, form, tmp_path):
    path = tmp_path / f"paper.{form}"
    if form == "xlsx":
        return write_xlsx(path, _in_one_sheet(parts))
    if form == "docx":
        return write_docx(path, parts)
    body = "".join(f"<p>{part}</p>" if isinstance(part, str) else table_html(part) for part in parts)
    path.write_bytes(page_html(body))
    return path


def _text(parts) -> str:
    rows = [[part] if isinstance(part, str) else None for part in parts]
    lines = []
    for part, line in zip(parts, rows, strict=True):
        lines += line or ["\t".join(text_of(cell).replace("\n", " ") for cell in row) for row in part]
    return "\n".join(lines)


@pytest.mark.parametrize("form", ["html", "docx", "xlsx"])
@pytest.mark.parametrize("name", PAPERS)
def test_every_row_of_another_governments_paper_is_read(name, form, tmp_path):
    parts, expected = PAPERS[name]
    assert _rows(read_paper(_write(parts, form, tmp_path))) == expected


@pytest.mark.parametrize("name", _SAME_IN_TEXT)
def test_the_same_paper_copied_as_text_with_tabs(name, tmp_path):
    parts, expected = PAPERS[name]
    path = tmp_path / "paper.txt"
    path.write_text(_text(parts), encoding="utf-8")
    assert _rows(read_paper(path)) == expected


FLAT = {
    "headings between the rows, no number anywhere": (
        ["目标任务", "主要内容", "责任单位"],
        [
            "一、助力稳增长",
            "（一）加强预期引导",
            "围绕经济形势做好宣传和解读工作。",
            "市发改委牵头落实",
            "围绕就业政策做好信息公开工作。",
            "市金融办、人民银行子市中心支行分别牵头落实",
            "（二）推进减税公开",
            "集中展示收费目录清单。",
            "市国税局、市地税局",
        ],
        [
            (None, "一、助力稳增长|（一）加强预期引导", "围绕经济形势做好宣传和解读工作。", "L:市发改委", ""),
            (None, "一、助力稳增长|（一）加强预期引导", "围绕就业政策做好信息公开工作。",
             "L:市金融办 L:人民银行子市中心支行", ""),
            (None, "一、助力稳增长|（二）推进减税公开", "集中展示收费目录清单。", "R:市国税局 R:市地税局", ""),
        ],
    ),
    "a heading before the number of each row": (
        ["工作任务", "具体要求", "责任科室", "时限要求"],
        [
            "规范文件公开",
            "1",
            "清理规范性文件，公布现行有效目录。",
            "办公室",
            "年底前",
            "做好主动公开",
            "2",
            "规范信息公开专栏，及时发布内容。",
            "各科室",
            "持续推进",
            "3",
            "编制发布年度报告，接受社会监督。",
            "办公室",
            "1月底前",
        ],
        [
            (1, "规范文件公开", "清理规范性文件，公布现行有效目录。", "R:办公室", "年底前"),
            (2, "做好主动公开", "规范信息公开专栏，及时发布内容。", "R:各科室*", "持续推进"),
            (3, "做好主动公开", "编制发布年度报告，接受社会监督。", "R:办公室", "1月底前"),
        ],
    ),
    "numbers in the text, the lead blank in one row": (
        ["工作任务", "工作要求", "牵头单位", "责任单位", "完成时限"],
        [
            "一、市场信息公开",
            "1.增强政策透明度，动态调整，及时公布。",
            "区发改局",
            "区审批局",
            "各街道办事处，区直各单位",
            "6月底前",
            "2.建立问题反馈机制，定期公布结果。",
            "各街道办事处，区直各单位",
            "长期坚持",
        ],
        [
            (1, "一、市场信息公开", "增强政策透明度，动态调整，及时公布。",
             "L:区发改局 L:区审批局 R:各街道办事处* R:区直各单位*", "6月底前"),
            (2, "一、市场信息公开", "建立问题反馈机制，定期公布结果。", "R:各街道办事处* R:区直各单位*", "长期坚持"),
        ],
    ),
    "the requirement behind the units": (
        ["工作任务", "责任单位", "工作要求"],
        [
            "1.政府工作公开透明",
            "市直各部门，各区政府",
            "除依法保密的外，会议决定的事项应及时公开。",
            "2.公开权责清单",
            "市审改办",
            "3.推进预决算公开",
            "市财政局",
            "建立统计考核机制，说明增减原因。",
        ],
        [
            (1, "1.政府工作公开透明", "除依法保密的外，会议决定的事项应及时公开。", "R:市直各部门* R:各区政府*", ""),
            (2, "", "公开权责清单", "R:市审改办", ""),
            (3, "3.推进预决算公开", "建立统计考核机制，说明增减原因。", "R:市财政局", ""),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", ["txt", "docx", "html", "xlsx"])
@pytest.mark.parametrize("name", FLAT)
def test_a_table_flattened_to_lines_is_put_together_by_its_content(name, form, tmp_path):
    heads, lines, expected = FLAT[name]
    parts = ["2017年子市政务公开工作任务分解表", *heads, *lines, "附件下载"]
    path = tmp_path / "paper.txt"
    if form == "txt":
        path.write_text("\n".join(parts), encoding="utf-8")
    else:
        path = _write(parts, form, tmp_path)
    assert _rows(read_paper(path)) == expected


def test_a_cell_merged_over_two_unit_columns_names_its_units_once(tmp_path):
    rows = [
        ["序号", "工作任务", "牵头单位", "配合单位"],
        ["1", "公开本级预算和决算信息。", "县财政局", LEFT],
        ["2", "公开重大项目审批信息。", "县发改局", "县住建局"],
        ["3", "公开重大项目竣工信息。", UP, UP],
    ]
    paper = read_paper(_write(["2024年甲县任务分工表", rows], "html", tmp_path))
    assert [line[3] for line in _rows(paper)] == ["R:县财政局", "L:县发改局 A:县住建局", "L:县发改局 A:县住建局"]


def test_the_head_of_the_unit_column_may_say_that_the_first_leads(tmp_path):
    rows = [
        ["序号", "工作任务", "责任单位（列首位的为牵头单位）"],
        ["1", "公开本级预算和决算信息。", "县财政局、县审计局"],
        ["2", "公开重大项目审批信息。", "县发改局牵头，县住建局配合"],
    ]
    paper = read_paper(_write(["2024年甲县任务分工表", rows], "html", tmp_path))
    assert [line[3] for line in _rows(paper)] == ["L:县财政局 R:县审计局", "L:县发改局 A:县住建局"]

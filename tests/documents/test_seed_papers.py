"""The three real papers, read from every form in which they come."""

from datetime import date
from pathlib import Path

import pytest

from documents.reading import read_paper
from documents.text import fold
from tests.documents.builders import units

PAPERS = Path(__file__).parents[2] / "fixtures" / "papers"


@pytest.mark.parametrize("name", ["shanghe-2023.xlsx", "shanghe-2023.docx"])
def test_shanghe_has_51_rows_with_two_headings_and_merged_units_and_deadlines(name):
    paper = read_paper(PAPERS / name)
    assert (paper.layout, paper.title, paper.year) == ("division_table", "2023年商河县政务公开重点工作任务分工", 2023)
    assert [row.seq for row in paper.rows] == list(range(1, 52))
    assert all(len(row.headings) == 2 for row in paper.rows)
    assert len({row.headings[0] for row in paper.rows}) == 5
    assert paper.rows[6].headings == [
        "一、围绕重点领域做好高质量政务公开",
        "（二）聚焦激发市场主体活力强化政府信息公开",
    ]
    assert paper.rows[6].requirement == "严格落实国家和省、市关于减税降费的相关政策，更大力度为市场主体纾困解难。"
    assert units(paper.rows[6]) == [("县财政局", "responsible"), ("县税务局", "responsible")]
    assert paper.rows[6].deadline_raw == "2023年12月底前"
    assert paper.rows[19].units_raw == "各镇街、县政府各部门单位"
    assert "取自合并单元格" in paper.rows[19].source
    assert paper.rows[30].units_raw == "各镇街、县政府各部门单位"
    assert paper.rows[42].units == paper.rows[39].units
    assert {row.seq: row.deadline.due_on for row in paper.rows if row.deadline.due_on != date(2023, 12, 31)} == {
        13: date(2023, 6, 30),
        39: date(2023, 9, 30),
        40: date(2023, 11, 30),
        47: None,
    }
    assert paper.rows[46].deadline.kind == "open"
    assert [duty.text for duty in paper.rows[45].duties] == ["8月31日前"]
    assert paper.questions == []


@pytest.mark.parametrize("name", ["huainan-2021.html", "huainan-2021.xlsx"])
def test_huainan_has_28_rows_under_heading_rows_printed_again_at_page_breaks(name):
    paper = read_paper(PAPERS / name)
    assert (paper.layout, paper.year) == ("division_table", 2021)
    assert paper.title == "淮南市人民政府办公室2021年政务公开重点工作任务分工"
    assert [row.seq for row in paper.rows] == list(range(1, 29))
    assert all(len(row.headings) == 2 for row in paper.rows)
    assert [fold(text) for text in paper.rows[11].headings] == [
        "二、聚焦解读回应深化政务公开",
        "(三)着力完善政策解读方式",
    ]
    assert "聚焦监督保障深化政务公开" in paper.rows[26].headings[0]
    assert units(paper.rows[5])[0] == ("“放管服”改革和营商环境监督科", "responsible")
    assert paper.rows[2].units[2].group
    assert paper.rows[0].deadline.due_on == date(2021, 12, 31)
    assert paper.rows[4].deadline.kind == "open"
    assert sum("换页处重印" in line.why for line in paper.not_read) == 6


def test_huainans_damaged_date_is_read_when_only_one_day_fits():
    paper = read_paper(PAPERS / "huainan-2021.html")
    assert paper.issued_on == date(2021, 9, 10)
    assert "issue_date_damaged" in {question.code for question in paper.questions}


def test_shicheng_has_12_points_and_28_activities():
    paper = read_paper(PAPERS / "shicheng-2024.docx")
    assert (paper.layout, paper.title, paper.year) == ("mixed", "石城县2024年政务公开工作要点", 2024)
    assert paper.issued_on == date(2024, 5, 26)
    assert [basis.number for basis in paper.basis] == ["赣府厅字〔2024〕15号", "〔2024〕35号"]
    assert [row.seq for row in paper.rows] == list(range(1, 13))
    assert paper.rows[0].headings == ["一、聚焦高质量发展推进信息公开"]
    assert paper.rows[2].requirement.startswith("围绕县政府重大政策、重点工作")
    assert paper.rows[2].requirement.endswith("全面掌握政策落地情况。")
    assert units(paper.rows[5])[:3] == [("县政府办", "lead"), ("县网信办", "lead"), ("县政府各部门", "responsible")]
    assert all(row.deadline.kind == "none" for row in paper.rows)
    assert [activity.seq for activity in paper.activities] == list(range(1, 29))
    months = [activity.month for activity in paper.activities]
    assert [months.count(month) for month in range(5, 13)] == [4, 4, 4, 2, 2, 4, 4, 4]
    assert sum(activity.self_selected for activity in paper.activities) == 12
    assert paper.activities[0].forms == ["talk"]
    assert paper.activities[-1].host_unit == "赣江源镇"
    assert any(line.why == "表下的注释，不是任务" for line in paper.not_read)


SOURCES = PAPERS.parent / "sources"


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("shanghe-2023.txt", "shanghe-2023.xlsx"),
        ("huainan-2021.txt", "huainan-2021.html"),
        ("shicheng-2024.txt", "shicheng-2024.docx"),
    ],
)
def test_the_pasted_text_of_a_paper_gives_the_same_rows_as_its_file(text, file):
    pasted, paper = read_paper(SOURCES / text), read_paper(PAPERS / file)

    def rows(reading):
        return [
            (
                row.seq,
                [fold(head) for head in row.headings],
                fold(row.requirement),
                fold(row.units_raw),
                row.deadline_raw,
            )
            for row in reading.rows
        ]

    def activities(reading):
        return [(entry.seq, entry.month, entry.theme, entry.host_unit) for entry in reading.activities]

    assert rows(pasted) == rows(paper)
    assert activities(pasted) == activities(paper)
    assert (pasted.layout, pasted.title, pasted.year) == (paper.layout, paper.title, paper.year)

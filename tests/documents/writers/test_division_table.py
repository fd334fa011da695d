"""What is written as a workbook is read back the same."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from documents.reading import read_paper
from documents.writers.division_table import TableLayout, TableRow, write_division_table

PAPERS = Path(__file__).parents[3] / "fixtures" / "papers"


def written(path, rows, **layout):
    path.write_bytes(write_division_table(rows, TableLayout(**layout)))
    return path


def as_rows(paper):
    return [
        TableRow(tuple(row.headings), str(row.seq), row.requirement, row.units_raw, row.deadline_raw)
        for row in paper.rows
    ]


@pytest.mark.parametrize("heading_rows", [False, True])
@pytest.mark.parametrize("name", ["shanghe-2023.xlsx", "shanghe-2023.docx", "huainan-2021.html", "huainan-2021.xlsx"])
def test_a_real_table_goes_out_and_comes_in_again(tmp_path, name, heading_rows):
    paper = read_paper(PAPERS / name)
    rows = as_rows(paper)
    again = read_paper(written(tmp_path / "a.xlsx", rows, title=paper.title, heading_rows=heading_rows))
    assert (again.title, as_rows(again)) == (paper.title, rows)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 3),
            st.integers(1, 2),
            st.sampled_from(["县财政局", "县住建局、县民政局"]),
            st.integers(1, 12),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_any_table_goes_out_and_comes_in_again(tmp_path_factory, drawn):
    drawn = sorted(drawn, key=lambda row: row[:2])
    rows = [
        TableRow(
            (f"{'一二三'[first - 1]}、第{first}部分", f"（{'一二'[second - 1]}）第{first}部分第{second}节"),
            str(n),
            f"第{n}项工作的具体要求，按规定公开。",
            units,
            f"{month}月底前",
        )
        for n, (first, second, units, month) in enumerate(drawn, start=1)
    ]
    path = written(tmp_path_factory.mktemp("t") / "a.xlsx", rows, title="2026年青山县任务分工")
    assert as_rows(read_paper(path)) == rows


def test_a_text_that_begins_with_an_equals_sign_is_no_formula(tmp_path):
    rows = [TableRow((), "1", "=1+1 公开算式。", "@县财政局", "+12月底前", ("=HYPERLINK()",))]
    path = written(tmp_path / "a.xlsx", rows, title="=2026年", extra_heads=("办结情况",))
    cells = [cell for line in load_workbook(path).active.iter_rows() for cell in line if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}


def test_it_prints_across_with_the_heads_on_each_page(tmp_path):
    sheet = load_workbook(
        written(tmp_path / "a.xlsx", [TableRow((), "1", "公开。", "县财政局", "6月底前")], title="2026年")
    ).active
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$2:$2"

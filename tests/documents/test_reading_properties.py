"""What must hold for every table and every damaged file, tried on many."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.errors import UnreadableFile
from documents.reading import read_paper
from documents.wire import dump, load
from tests.documents.builders import UP, page_html, read_pasted, table_html, write_docx, write_xlsx

PAPERS = Path(__file__).parents[2] / "fixtures" / "papers"
RELAXED = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))

words = st.sampled_from(
    ["公开", "解读", "回应", "预算", "项目", "监督", "信息", "平台", "培训", "评估", "服务", "决策"]
)
requirements = st.lists(words, min_size=8, max_size=16).map(lambda parts: "做好" + "、".join(parts) + "等工作。")
unit_lists = st.lists(
    st.sampled_from(["县财政局", "县发改局", "县政府办", "各镇人民政府"]), min_size=1, max_size=3, unique=True
)
deadlines = st.sampled_from(["6月底前", "2024年12月底前", "持续推进", "9月30日前"])
tasks = st.tuples(requirements, unit_lists, deadlines)
sections = st.lists(st.lists(tasks, min_size=1, max_size=4), min_size=1, max_size=4)


def as_table(parts) -> list[list[str]]:
    rows = [["序号", "重点任务", "具体要求", "责任单位", "完成时限"]]
    number = 0
    for place, part in enumerate(parts):
        for first, (requirement, names, deadline) in enumerate(part):
            number += 1
            heading = UP if first else f"{'一二三四'[place]}、第{place + 1}方面工作"
            rows.append([str(number), heading, requirement, "、".join(names), deadline])
    return rows


@RELAXED
@given(parts=sections, form=st.sampled_from(["xlsx", "docx", "html"]))
def test_any_table_written_in_any_form_is_read_back_the_same(parts, form, tmp_path_factory):
    path = tmp_path_factory.mktemp("table") / f"t.{form}"
    rows = as_table(parts)
    if form == "xlsx":
        write_xlsx(path, [["2024年甲县政务公开任务分工表"], *rows])
    elif form == "docx":
        write_docx(path, ["2024年甲县政务公开任务分工表", rows])
    else:
        path.write_bytes(page_html("<p>2024年甲县政务公开任务分工表</p>" + table_html(rows)))
    paper = read_paper(path)
    expected = [
        (f"{'一二三四'[place]}、第{place + 1}方面工作", requirement, names, deadline)
        for place, part in enumerate(parts)
        for requirement, names, deadline in part
    ]
    assert [
        (row.headings[-1], row.requirement, [unit.text for unit in row.units], row.deadline_raw) for row in paper.rows
    ] == expected
    assert load(dump(paper)) == paper


def damage(data: bytes, seed: int) -> bytes:
    chance, damaged = random.Random(seed), bytearray(data)
    for _ in range(chance.choice([1, 5, 30])):
        place = chance.randrange(len(damaged) or 1)
        if chance.random() < 0.5:
            damaged[place : place + 1] = bytes([chance.randrange(256)])
        elif chance.random() < 0.5:
            del damaged[place : place + chance.randrange(200)]
        else:
            damaged[place:place] = chance.choice([b"<", b"</td>", b"<table>", b"\x00", b"\t", b"99999"])
    return bytes(damaged)


def damage_part(data: bytes, seed: int) -> bytes:
    """Damage the main part inside an Office file and pack it properly again."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            is_main = name.endswith(("document.xml", "sheet1.xml"))
            new.writestr(name, damage(old.read(name), seed) if is_main else old.read(name))
    return out.getvalue()


def outcome(read) -> str:
    try:
        read()
    except UnreadableFile as error:
        return str(error)
    return "读到了。"


@pytest.mark.parametrize("name", ["shanghe-2023.xlsx", "huainan-2021.html", "shicheng-2024.docx"])
@RELAXED
@given(seed=st.integers(0, 2**32))
def test_a_damaged_file_gives_a_paper_or_a_sentence_and_nothing_else(name, seed, tmp_path_factory):
    data = (PAPERS / name).read_bytes()
    path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes(damage_part(data, seed) if not name.endswith("html") and seed % 2 else damage(data, seed))
    assert outcome(lambda: read_paper(path)).endswith("。")


@RELAXED
@given(
    text=st.text(
        alphabet=st.sampled_from("一二、（）()。：1.2\t\n,“”序号工作任务责任单位月份活动主题县局办牵头 "), max_size=400
    )
)
def test_any_pasted_text_gives_a_paper_or_a_sentence(text):
    assert outcome(lambda: read_pasted(text)).endswith("。")

"""Whatever text the reading lets through, both databases can keep."""

import pytest

from calendar_events.models import Activity
from imports.services import ImportRefused, batch_open
from tasks.models import Plan, Task
from tests.imports.papers import table
from tests.world import AT

pytestmark = pytest.mark.django_db
SURROGATES = range(0xD800, 0xE000)
STRUCTURE = {
    *b"\0\t\n\r\"'",
    0x0B,
    0x0C,
    0x1C,
    0x1D,
    0x1E,
    0x85,
    0x2028,
    0x2029,
}  # would end a cell or a line; NUL: below
PLANES = [*range(0x10000), *range(0x1F600, 0x1F650), *range(0xE0000, 0xE0080), 0x20BB7, 0xFFFFF, 0x10FFFF]
RAW = "".join(chr(code) for code in PLANES if code not in SURROGATES and code not in STRUCTURE)
ESCAPED = [f"_x{code:04X}_" for code in (*range(0x100), *range(0xD7F0, 0xE010), 0xFFFE, 0xFFFF)]
SCHEDULE = "2026年青山县政府开放日活动安排表\n序号\t月份\t活动主题\t主办单位\t活动形式\t备注\n"


def pieces(size):
    """Every character there is, and the escapes by which a workbook can hold the forbidden ones."""
    return [RAW[start : start + size] for start in range(0, len(RAW), size)] + [
        "".join(ESCAPED[start : start + size // 8]) for start in range(0, len(ESCAPED), size // 8)
    ]


def test_every_character_in_every_cell_of_a_division_table(desk):
    rows = (
        (n, f"一、公开{text}", f"公开预算{text}。", f"县财政局{text}", f"6月底前{text}")
        for n, text in enumerate(pieces(256), start=1)
    )
    batch = desk.load(table(*rows))
    read = batch.paper.rows
    assert len(read) > 200
    kept = Task.objects.order_by("position").values_list("requirement", "units_raw", "deadline_raw", "source")
    assert list(kept) == [(row.requirement, row.units_raw, row.deadline_raw, row.source) for row in read]
    assert not any("\0" in row.requirement or "\ud800" in row.requirement for row in read)


def test_every_character_in_every_cell_of_a_schedule(desk):
    lines = (
        f"{n}\t{n % 12 + 1}月\t走进财政{text}\t县财政局{text}\t政府开放日\t{text}\n"
        for n, text in enumerate(pieces(256), start=1)
    )
    batch = desk.load((SCHEDULE + "".join(lines)).encode())
    kept = Activity.objects.order_by("seq").values_list("theme", "host_text")
    assert list(kept) == [(row.theme[:200], row.host_unit[:200]) for row in batch.paper.activities]
    assert len(kept) > 200


@pytest.mark.parametrize("text", [RAW[:30], RAW[0x1FF0:0x2020], "_x0000__xD800__xDC00_", "😀" * 30])
def test_a_title_and_a_file_name_of_any_characters(desk, text):
    content = table((1, "一、公开", "公开预算。", "县财政局", "6月底前")).decode()
    content = content.replace("重点工作", f"重点工作{text}").encode()
    batch = batch_open(office=desk.office, name=f"{text}.txt", content=content, by=desk.clerk, at=AT, year=2026)
    desk.apply(batch)
    assert Plan.objects.get().title == batch.title


def test_two_activities_with_one_number_are_refused_by_name(desk):
    lines = "1\t3月\t走进财政\t县财政局\t政府开放日\t\n1\t4月\t走进住建\t县住建局\t政府开放日\t\n"
    with pytest.raises(ImportRefused, match=r"第3行.*走进住建.*重复"):
        desk.load((SCHEDULE + lines).encode())
    assert not Activity.objects.exists()

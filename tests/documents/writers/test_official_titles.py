"""A long title is broken at sensible places into lines that make a trapezoid or a diamond."""

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.writers.official.measures import ems
from documents.writers.official.titles import break_title

ROOM = 20
TITLES = {
    "某县人民政府办公室关于2026年第三季度全县政务公开重点工作完成情况的通报": [
        "某县人民政府办公室关于2026年第三季度",
        "全县政务公开重点工作完成情况的通报",
    ],
    "某县人民政府办公室关于印发《某县2026年政务公开工作要点》任务分工方案的通知": [
        "某县人民政府办公室关于印发",
        "《某县2026年政务公开工作要点》",
        "任务分工方案的通知",
    ],
    "某县政务公开领导小组办公室关于催办2026年逾期未办结政务公开事项的通知": [
        "某县政务公开领导小组办公室关于催办",
        "2026年逾期未办结政务公开事项的通知",
    ],
    "某市某区人民政府办公室关于进一步规范和加强基层政务公开标准化规范化建设的实施意见": [
        "某市某区人民政府办公室",
        "关于进一步规范和加强基层政务公开",
        "标准化规范化建设的实施意见",
    ],
    "关于报送县财政局、县审计局、县统计局、县教育和体育局政务公开工作总结的通知": [
        "关于报送县财政局、县审计局、县统计局、",
        "县教育和体育局政务公开工作总结的通知",
    ],
    "某县2026年第三季度政务公开重点工作任务完成情况及逾期未办结事项一览表": [
        "某县2026年第三季度政务公开重点工作任务",
        "完成情况及逾期未办结事项一览表",
    ],
}


@pytest.mark.parametrize("title", TITLES)
def test_titles_are_broken_as_a_clerk_would(title):
    assert break_title(title, ROOM) == TITLES[title]


def test_a_title_that_fits_stays_on_one_line():
    assert break_title("关于2026年政务公开情况的通报", ROOM) == ["关于2026年政务公开情况的通报"]


def test_the_gaps_that_word_leaves_around_digits_need_room_too():
    title = "关于2026年政务公开重点工作进展情况的通报"
    assert ems(title) == ROOM  # with two gaps of a quarter its last sign would fall on a line of its own
    assert break_title(title, ROOM) == ["关于2026年政务公开", "重点工作进展情况的通报"]


def test_breaks_that_the_office_has_set_are_kept():
    assert break_title("某县人民政府\n关于通报的\n通知", ROOM) == ["某县人民政府", "关于通报的", "通知"]


ISSUERS = ("某县人民政府办公室", "某县政务公开领导小组办公室", "某市某区人民政府")
YEARS = ("2026年", "2026年上半年", "2026年第三季度", "2026年9月份")
MATTERS = ("政务公开重点工作", "政府信息公开年度报告和政策解读", "基层政务公开标准化规范化工作")
ENDS = ("完成情况的通报", "有关事项的通知", "的通知")
WORDS = ("办公室", "人民政府", "关于2026年", "政务公开", "年度报告", "政策解读", "标准化规范化", *ENDS)


@pytest.mark.parametrize("matter", MATTERS)
def test_no_word_is_broken_and_no_line_begins_or_ends_with_what_leans(matter):
    for issuer, year, end in product(ISSUERS, YEARS, ENDS):
        title = f"{issuer}关于{year}{matter}{end}"
        lines = break_title(title, ROOM)
        for word in WORDS:
            assert title.count(word) == sum(line.count(word) for line in lines), lines
        assert max(map(ems, lines)) <= ROOM
        for before, after in pairwise(lines):
            assert not before.endswith(("关于", "和", "及", "关于2026年")), lines
            assert after[0] not in "的、，》）", lines


@pytest.mark.parametrize("title", TITLES)
def test_the_lines_make_a_trapezoid_or_a_diamond(title):
    widths = [ems(line) for line in break_title(title, ROOM)]
    peak = widths.index(max(widths))
    assert widths[: peak + 1] == sorted(widths[: peak + 1])
    assert widths[peak:] == sorted(widths[peak:], reverse=True)


@given(st.text(st.sampled_from("政务公开工作情况的通报关于印发和、《》（）2026年县局A一x的"), max_size=120))
def test_any_title_keeps_its_characters_and_fits(title):
    lines = break_title(title, ROOM)
    assert "".join(lines) == title
    assert all(ems(line) <= ROOM for line in lines)

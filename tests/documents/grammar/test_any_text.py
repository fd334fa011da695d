"""No text makes the grammar raise, and none makes it slow."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.grammar.deadlines import find_duties, read_deadline, reads_as_deadline, split_deadline_from_units
from documents.grammar.units import find_units_in_brackets, find_units_in_sentence, heading_bracket, read_units
from documents.paper import Deadline
from documents.text import clean, fold

WORDS = [
    "2023",
    "年",
    "月",
    "日",
    "底",
    "前",
    "12",
    "31",
    "每",
    "季度",
    "至少",
    "次",
    "县",
    "政府",
    "办",
    "局",
    "各",
    "有关",
    "单位",
    "、",
    "，",
    "（",
    "）",
    "和",
    "牵头",
    "负责",
    "配合",
    "：",
    "。",
    "“",
    "”",
    "-",
    "等",
]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=30).map("".join))

FUNCTIONS = [
    clean,
    fold,
    lambda text: read_deadline(text, year=2023, issued_on=date(2023, 5, 1)),
    lambda text: read_deadline(text, year=None),
    lambda text: find_duties(text, year=2023),
    reads_as_deadline,
    split_deadline_from_units,
    read_units,
    find_units_in_brackets,
    find_units_in_sentence,
    heading_bracket,
]
KINDS = {"fixed", "datetime", "window", "periodic", "relative", "quota", "open", "vague", "none"}


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_nothing_raises(text):
    for function in FUNCTIONS:
        function(text)
    deadline = read_deadline(text, year=2023)
    assert isinstance(deadline, Deadline)
    assert deadline.kind in KINDS
    assert deadline.how
    assert all(unit.text and unit.role in ("lead", "responsible", "assist") for unit in read_units(text).units)


LONG = [
    "1月",
    "县",
    "1",
    "一",
    "县财政局、",
    "县财政局和",
    "（",
    "（县）",
    "县 ",
    "县政府\n",
    "县政府办牵头，",
    "之日起",
    "按照",
]
LONG += [
    "2023-",
    "不少于",
    "，",
    "责任单位：",
    "负责落实",
    "12月31日",
    "第三季度",
    "(县政府办)",
    " ",
    "每季度",
    "活动后",
    "5日内",
]


@pytest.mark.parametrize("piece", LONG)
def test_long_texts_are_quick(piece):
    text = (piece * 5000)[:5000]
    for function in FUNCTIONS:
        best = min(_seconds(function, text + mark) for mark in "甲乙")
        assert best < 0.2, f"{best:.3f}s"  # four times the budget, for slow machines; quadratic patterns take seconds


# What once took seconds: unmatched brackets, lists without end, marks that two alternatives share, blanks.
HOSTILE = [
    "由县",
    "由县牵头，",
    "负责建立",
    "配合，建立",
    "县局.",
    "领学：",
    "【",
    "〔",
    "[",
    "（",
    "）",
    "和",
    "1、",
    "1月、",
    "：",
    "6月底前：",
    "1",
    " ",
    "　",
    "_x",
    "—",
    "《",
    "“",
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("frame", ["{}", "6月底{}县", "〔2023〕{}县", "县财政局（{}县）", "责任单位：{}县财政局"])
@pytest.mark.parametrize("length", [250, 1_400, 20_000])
def test_hostile_texts_are_quick(piece, frame, length):
    text = frame.format((piece * length)[:length])
    for function in FUNCTIONS:
        took = _seconds(function, text)
        if took > 0.3:  # the machine may have paused
            took = _seconds(function, text + "乙")
        assert took < 0.3, f"{took:.3f}s"


def _seconds(function, text):
    start = time.process_time()
    function(text)
    return time.process_time() - start

"""Characters: cleaning keeps what is printed, folding gives one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.text import chinese_number, clean, fold, places_of


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("第一行_x000D_\n第二行", "第一行\n第二行"),
        ("_x005F_x000D_", "_x000D_"),
        ("县\u200b政府\ufeff办\u202e", "县政府办"),
        ("甲\u00a0乙\u3000丙", "甲 乙 丙"),
        ("甲  \n乙\t\r\n", "甲\n乙\n"),
        ("甲\v乙\x07", "甲\n乙"),
        ("（12月底前），完成。", "（12月底前），完成。"),
        ("⽅案", "方案"),
        ("_xD800_甲", "甲"),
    ],
)
def test_clean(raw, expected):
    assert clean(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("２０２３年 \n12月底前", "2023年12月底前"),
        ("〔2024〕（一）【甲】", "(2024)(一)(甲)"),
        ("3月—11月", "3月-11月"),
        ("3月——11月～12月", "3月-11月-12月"),
        ("“十一”", '"十一"'),
    ],
)
def test_fold(raw, expected):
    assert fold(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("三十一", 31),
        ("九十九", 99),
        ("〇", 0),
        ("两", 2),
        ("二〇二三", 2023),
        ("12", 12),
        ("１２", 12),
        ("", None),
        ("县", None),
        ("十十", None),
        ("一二十", None),
        ("百", None),
    ],
)
def test_chinese_number(raw, expected):
    assert chinese_number(raw) == expected


@given(st.text())
def test_places_point_into_the_original(text):
    folded = fold(text)
    places = list(places_of(folded, text))
    assert len(folded) == len(places)
    assert all(0 <= place < len(text) for place in places)
    assert places == sorted(places)


@given(st.text())
def test_cleaning_twice_changes_no_blank(text):
    assert "\r" not in clean(text)
    chinese_number(text)

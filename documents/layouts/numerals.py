"""The numerals that open headings, points and rows: 一、 （一） 1. （1） ①, also damaged ones."""

import re
from dataclasses import dataclass
from functools import lru_cache

from documents.text import chinese_number

_CHINESE = "[一二三四五六七八九十〇零]{1,4}"
_STYLES = (
    # pattern, level; a numeral that was lost on the way leaves its punctuation: "、聚焦…", ")狠抓…"
    (re.compile(rf"第\s*({_CHINESE}|\d{{1,2}})\s*(?:部分|章|节|方面)[、:：.．]?"), 0),
    (re.compile(rf"({_CHINESE})\s*(?:、|[.．,，:：](?!\d))"), 1),
    (re.compile(r"()、"), 1),
    (re.compile(rf"[（(]\s*({_CHINESE})\s*[)）][、.．:：]?"), 2),
    (re.compile(r"()[)）]"), 2),
    (re.compile(r"(\d{1,3}(?:\.\d{1,2})+)[.．、]?(?!\d|[年月%])"), 4),
    (re.compile(r"(\d{1,3})\s*(?:[.．、](?!\d)|、(?=\d{3}))"), 3),  # 1、12345热线, but not 6、9月底前
    (re.compile(r"[（(]\s*(\d{1,3})\s*[)）][、.．]?"), 5),
    (re.compile(r"(\d{1,2})[)）](?!\d)"), 5),
    (re.compile(rf"任务\s*(\d{{1,3}}|{_CHINESE})\s*[:：.．、](?!\d)"), 3),
    (re.compile(r"([㈠-㈩])[、.．]?"), 2),
    (re.compile(r"([⒈-⒛])"), 3),
    (re.compile(r"([⑴-⒇])[、.．]?"), 5),
    (re.compile(r"([①-⑳])[、.．]?"), 6),
)


_FIRST = re.compile(r"[第任\d一二三四五六七八九十〇零、(（)）㈠-㈩⒈-⒛⑴-⒇①-⑳]")  # what any of the styles begins with


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral at the start of a text. The smaller the level, the larger the part it opens."""

    mark: str
    level: int
    value: int | str | None  # None: the number itself was lost
    rest: str


@lru_cache(maxsize=20_000)
def split_numeral(text: str) -> Numeral | None:
    """Return the numeral that opens the text, or None."""
    text = text.lstrip()
    if not _FIRST.match(text):
        return None
    for pattern, level in _STYLES:
        found = pattern.match(text)
        if found and found.end() < len(text):
            return Numeral(found.group(0), level, _value(found.group(1)), text[found.end() :].lstrip())
    return None


def without_numeral(text: str) -> str:
    """Return the text without the numeral that opens it: （一）抓好培训 is 抓好培训."""
    numeral = split_numeral(text)
    return numeral.rest if numeral else text


def read_seq(text: str) -> int | str | None:
    """Return the number of a row as printed in its own cell: 1, 一, （一）, 3.; other text stays text."""
    plain = text.isascii() and text.isdigit() and len(text) <= 4  # most rows
    return int(text) if plain else _read_seq(text)


@lru_cache(maxsize=20_000)
def _read_seq(text: str) -> int | str | None:
    bare = re.sub(r"\s", "", text).strip("（）()、.．第项条")
    if not bare:
        return None
    number = chinese_number(bare) if len(bare) <= 4 else None
    return number if number is not None else re.sub(r"\s", "", text)


def is_chinese_numeral(text: str) -> bool:
    """Tell whether a cell holds nothing but 一 or （一） or 一、."""
    return bool(re.fullmatch(rf"[（(]?\s*{_CHINESE}\s*[)）]?[、.]?", text.strip()))


def _value(printed: str) -> int | str | None:
    if not printed:
        return None
    for first, last in ("㈠㈩", "⒈⒛", "⑴⒇", "①⑳"):
        if first <= printed <= last:
            return ord(printed) - ord(first) + 1
    number = chinese_number(printed)
    return number if number is not None else printed

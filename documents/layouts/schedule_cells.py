"""Reads the time and form cells of an activity schedule: months in every spelling, forms by their words."""

import re
from dataclasses import dataclass

from documents.layouts.columns import form_of
from documents.text import chinese_number, fold

_MONTH = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])月")
_DAY = re.compile(r"20\d\d[-./](1[0-2]|0?[1-9])(?!\d)")
_CHINESE_MONTH = re.compile(r"(十[一二]?|[一二三四五六七八九])月")
_LISTED = re.compile(r"(?<![\d.-])(1[0-2]|0?[1-9])月?(?=(?:[-—–~～至到、,/及和或])(?:1[0-2]|0?[1-9])月)")
_PLAIN = re.compile(r"(?:20\d\d(?:年|[-./]))?(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月?(?:份)?")
_BOTH = re.compile(r"(?:两|二)者|(?:两|二)种|兼有|兼备|均可|都有|都办|两项")
_FORM_MARKS = re.compile(r"[、,，;；/和及与+＋\s]+")
FORMS = ("talk", "open_day")


def read_month(text: str) -> int | None:
    """Return the month of a schedule cell: 5月, 7, 5月中旬, 2024-05-18, 十一月; of several the first."""
    bare = fold(text)
    listed = _LISTED.search(bare)
    if listed:
        return int(listed[1])
    for pattern in (_MONTH, _DAY):
        found = pattern.search(bare)
        if found:
            return int(found.group(1))
    found = _CHINESE_MONTH.search(bare)
    number = chinese_number(found.group(1) if found else bare)
    return number if number and 1 <= number <= 12 else None


def names_several_months(text: str) -> bool:
    """Tell whether a cell names more than one month: 3月、9月 or 4-6月."""
    bare = fold(text)
    months = {int(month) for month in (*_LISTED.findall(bare), *_MONTH.findall(bare))}
    return len(months or set(_CHINESE_MONTH.findall(bare))) > 1


def with_printed_time(remark: str, text: str) -> str:
    """Return the remark with the time as printed, when it says more than the month."""
    if not text or _PLAIN.fullmatch(fold(text)) or text in remark:
        return remark
    return "；".join(filter(None, (remark, f"时间：{text}")))


@dataclass(frozen=True, slots=True)
class FormsRead:
    """The forms that a cell's words name, and whether some word names none we know."""

    forms: tuple[str, ...] = ()
    unknown: bool = False


def read_forms(text: str) -> FormsRead:
    """Read a cell that names its form in words."""
    if _BOTH.search(text):
        return FormsRead(FORMS)
    read = [form_of(word) for word in _FORM_MARKS.split(text) if word]
    return FormsRead(tuple(form for form in FORMS if form in read), unknown=None in read)

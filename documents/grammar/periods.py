"""The days on which a returning duty (每季度末, 每月10日前报上月, 每年6月、12月底前) falls due within one year."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from documents.grammar.days import day_of, month_end
from documents.text import chinese_number, clean, fold

_NUMERAL = re.compile(r"[一二三四五六七八九十]{1,3}(?=[日号月个、,和及])")
_LISTED = re.compile(
    r"每年度?的?((?:\d{1,2}月?(?:底|末|\d{1,2}[日号])?[、,和及])+\d{1,2}月份?(?:底|末|\d{1,2}[日号]?)?)"
)
_DAY = re.compile(r"(\d{1,2})[日号](?!内)")
_WITHIN = re.compile(r"后的?(\d{1,3})个?(工作日|日|天)(?:之|以)?内")
_NTH_MONTH = re.compile(r"第(\d)个?月|首月|末月|最后一个?月")
_TENTHS = {"初": 10, "上旬": 10, "中旬": 20}
# Months of an interval, by the words that name it; what comes more often than monthly is not asked for one by one.
_TOO_OFTEN = re.compile(r"[每按逐](?:个)?(?:周|星期|旬|日|天|工作日)|半月")
_INTERVALS = (
    (re.compile(r"半年"), 6, ("上半年", "下半年")),
    (re.compile(r"季"), 3, ("第一季度", "第二季度", "第三季度", "第四季度")),
    (re.compile(r"[每按逐](?:个)?月|月度|^月"), 1, tuple(f"{month}月" for month in range(1, 13))),
)


@dataclass(frozen=True, slots=True)
class Period:
    """One turn of a returning duty: what it is called, when it begins, by when it must be reported."""

    label: str
    starts_on: date
    due_on: date


def periods_of(phrase: str, year: int) -> list[Period]:
    """Return the turns of a returning duty in a year, in order; none where the phrase names no turns of a month or more.

    The last turn may fall due in the next year: 每季度结束后10日内.
    """
    text = _NUMERAL.sub(lambda match: str(chinese_number(match[0]) or match[0]), fold(clean(phrase)))
    if match := _LISTED.search(text):
        return _listed(match[1], year)
    if _TOO_OFTEN.search(text):
        return []
    for pattern, months, labels in _INTERVALS:
        if pattern.search(text):
            return [_turn(text, year, months, place, label) for place, label in enumerate(labels)]
    return []


def _listed(text: str, year: int) -> list[Period]:
    months = [int(number) for number in re.findall(r"(\d{1,2})(?=月|[、,和及])", text)]
    day = re.search(r"月(\d{1,2})[日号]", text)
    periods, start = [], date(year, 1, 1)
    for month in sorted(month for month in set(months) if 1 <= month <= 12):
        due = _day_in(year, month, int(day[1]) if day else None)
        periods.append(Period(f"{month}月", start, due))
        start = due + timedelta(days=1)
    return periods


def _turn(text: str, year: int, months: int, place: int, label: str) -> Period:
    first, last = place * months + 1, (place + 1) * months
    starts, ends = date(year, first, 1), month_end(year, last)
    if within := _WITHIN.search(text):
        return Period(label, starts, _after(ends, int(within[1]), within[2] == "工作日"))
    day = _DAY.search(text)
    number = int(day[1]) if day else next((n for word, n in _TENTHS.items() if word in text), None)
    if number is None:
        return Period(label, starts, ends)
    return Period(label, starts, _day_in(*_month_of(text, year, months, first, last), number))


def _month_of(text: str, year: int, months: int, first: int, last: int) -> tuple[int, int]:
    """Return the month in which the named day lies: inside the turn, or the one after it when it looks back."""
    if nth := _NTH_MONTH.search(text):
        inside = int(nth[1]) if nth[1] else 1 if nth[0] == "首月" else months
        return year, min(first + inside - 1, last)
    looks_back = re.search(r"后|次月|报送?上[月季半]", text) or months > 1
    return (year + last // 12, last % 12 + 1) if looks_back else (year, last)


def _day_in(year: int, month: int, day: int | None) -> date:
    return (day_of(year, month, day) if day else None) or month_end(year, month)


def _after(day: date, count: int, working: bool) -> date:
    """Return the day count days later; working days are counted by weekdays, the office's calendar is not known here."""
    while count:
        day += timedelta(days=1)
        count -= not working or day.weekday() < 5
    return day

"""Dates and document numbers of the paper itself, as they stand in its head and at its end."""

import re
from datetime import date

from documents.grammar.days import day_of
from documents.text import chinese_number, fold

_PLAIN = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日?")
_DASHED = re.compile(r"((?:19|20)\d\d)[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_CHINESE = re.compile(
    r"([二一][〇零○O一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日?"
)
_YEAR = re.compile(r"((?:19|20)\d\d)(?:-\d+)?年")
_CHINESE_YEAR = re.compile(r"([二一][〇零○O一二三四五六七八九]{3})年")
_NUMBER = re.compile(r"[\u4e00-\u9fa5]{0,14}[〔\[（(【﹝［]\s*(?:19|20)\d\d\s*[〕\])）】﹞］]\s*第?\s*\d{1,4}\s*号")


def find_date(text: str) -> date | None:
    """Return the first whole date in a text."""
    bare = fold(text)
    for pattern in (_PLAIN, _DASHED, _CHINESE):
        for found in pattern.finditer(bare):
            day = day_of(*(chinese_number(part) for part in found.groups()))
            if day:
                return day
    return None


def is_date_only(text: str) -> bool:
    """Tell whether a line holds a date and nothing else."""
    bare = fold(text).strip("()")
    return any(pattern.fullmatch(bare) for pattern in (_PLAIN, _DASHED, _CHINESE))


def damaged_dates(text: str) -> list[date]:
    """Return every date that a row of digits such as 2021910 may have been before its characters were lost."""
    digits = fold(text)
    if not re.fullmatch(r"20\d{4,6}", digits):
        return []
    year, rest = int(digits[:4]), digits[4:]
    splits = [(rest[:cut], rest[cut:]) for cut in range(1, len(rest))]
    days = [
        day_of(year, int(month), int(day))
        for month, day in splits
        if len(month) <= 2 and len(day) <= 2 and (len(rest) == 4 or "0" not in (month[0], day[0]))
    ]
    return [day for day in days if day]


def find_year(text: str) -> int | None:
    """Return the year that a title names."""
    bare = fold(text)
    found = _YEAR.search(bare)
    if found:
        return int(found.group(1))
    found = _CHINESE_YEAR.search(bare)
    return chinese_number(found.group(1)) if found else None


def find_document_number(text: str) -> str | None:
    """Return a document number such as 石府办字〔2024〕15号."""
    found = _NUMBER.search(text)
    return re.sub(r"\s", "", found.group(0)) if found else None

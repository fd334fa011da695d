"""Deadlines set by public feasts: “before the feast” ends the day before it."""

import re
from datetime import timedelta

from documents.grammar.days import day_of
from documents.grammar.scan import Context, Finding

_DAYS = {
    "元旦": (1, 1),
    "三八": (3, 8),
    "五一": (5, 1),
    "劳动": (5, 1),
    "六一": (6, 1),
    "七一": (7, 1),
    "建党": (7, 1),
    "八一": (8, 1),
    "教师": (9, 10),
    "国家宪法日": (12, 4),
    "十一": (10, 1),
    "国庆": (10, 1),
}
FIXED = "|".join(_DAYS)
MOVING = "春节|中秋节?|端午节?|清明节?"


def fixed_feast(match: re.Match[str], context: Context) -> Finding:
    """Before a feast of the solar calendar. New Year without a year is the one that closes the plan's year."""
    name, year = match["feast"], context.year_of(match)
    if year and name == "元旦" and not (match["y"] or match["yw"]):
        year += 1
    first = day_of(year, *_DAYS[name])
    return Finding("fixed", first and first - timedelta(days=1), flags=("approximate",))


def moving_feast(match: re.Match[str], context: Context) -> Finding:
    """A feast of the lunar calendar or a solar term: its day is another every year, and the paper does not name it."""
    return Finding("vague", flags=("vague",), meaning="：每年日期不同，需由办公室确定日期")

"""Small arithmetic on days; every function returns None instead of raising for a day that does not exist."""

from calendar import monthrange
from datetime import date

# Ten-day parts of a month; 31 stands for the month's last day.
TENTHS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "上中旬": (1, 20), "中下旬": (11, 31)}
VAGUE_PARTS = {"初": (1, 10), "中": (11, 20)}


def day_of(year: int | None, month: int | None, day: int | None) -> date | None:
    """Return the date, or None when a part is missing or the day does not exist."""
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def exists_some_year(month: int | None, day: int | None) -> bool:
    """Tell whether the month and day exist in at least one year (2000 is a leap year)."""
    return day_of(2000, month, day) is not None


def month_end(year: int | None, month: int | None) -> date | None:
    """Return the last day of the month."""
    if year is None or month is None or not 1 <= month <= 12 or not 1 <= year <= 9999:
        return None
    return date(year, month, monthrange(year, month)[1])


def part_of_month(year: int | None, month: int | None, first: int, last: int) -> tuple[date | None, date | None]:
    """Return first and last day of a part of the month; ``last`` 31 means the month's end."""
    end = month_end(year, month)
    if end is None:
        return None, None
    return end.replace(day=first), end.replace(day=min(last, end.day))

"""Days as Chinese papers, pages and mails write them."""

from datetime import date

WEEKDAYS = "一二三四五六日"  # by date.weekday()


def long_day(day: date) -> str:
    """Return 2026年12月22日."""
    return f"{day.year}年{short_day(day)}"


def short_day(day: date) -> str:
    """Return 12月22日."""
    return f"{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """Return 星期一 … 星期日."""
    return f"星期{WEEKDAYS[day.weekday()]}"

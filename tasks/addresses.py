"""What the query of an address names: keys, years, days. What makes no sense is as if it were not there."""

from collections.abc import Iterable
from datetime import date

EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)  # days that a period can name; beyond lie no zone's midnights


def number(params, name) -> int | None:
    """Return the number that params has under name, or None when there is none."""
    value = params.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def keys_of(words: Iterable[str]) -> set[int]:
    """Return the keys among words, such as those of ticked rows."""
    return {int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 19}


def year_of(params) -> int | None:
    """Return the year that params names, or None when it names none of four digits."""
    year = number(params, "year")
    return year if year and 1000 <= year <= 9999 else None


def day_of(text: str) -> date | None:
    """Return the day 2026-09-30, or None when text is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def period_of(text: str) -> tuple[date, date] | None:
    """Return first and last day of 2026-04-01..2026-06-30, or None when text is no period."""
    first, _, last = text.partition("..")
    days = day_of(first), day_of(last)
    return days if all(days) and EARLIEST <= days[0] <= days[1] <= LATEST else None

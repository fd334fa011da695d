"""Values in words, the same in pages, in refusals and in the history."""

from datetime import date, datetime, time

from django.utils import timezone

from documents.days import long_day


def yes_no(value: bool) -> str:
    """Return 是 or 否."""
    return "是" if value else "否"


def in_words(value) -> str:
    """Return a value as a clerk writes it: 是 or 否, a day, an hour, a moment in local time, what a list has; empty for nothing."""
    match value:
        case None:
            return ""
        case bool():
            return yes_no(value)
        case datetime():
            local = timezone.localtime(value)
            return f"{long_day(local)} {local:%H:%M}"
        case date():
            return long_day(value)
        case time():
            return f"{value:%H:%M}"
        case list() | tuple():
            return "、".join(map(in_words, value))
    return str(value)

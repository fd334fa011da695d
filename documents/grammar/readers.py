"""What a matched deadline phrase means. Each function takes a match of the rule table and returns a ``Finding``.

Own decisions, beside the custom: “before” includes the day, month or year named (“12月前” closes on 31 December and is
flagged approximate); “by close of work” without an hour is 17:30 (the morning's is 12:00), also flagged approximate.
"""

import re
from datetime import date, datetime, time, timedelta

from documents.days import WEEKDAYS
from documents.grammar.days import TENTHS, VAGUE_PARTS, day_of, exists_some_year, month_end, part_of_month
from documents.grammar.scan import Context, Finding
from documents.text import chinese_number

Match = re.Match[str]
_APPROXIMATE = ("approximate",)
_CLOSE_OF_WORK = time(17, 30)
_IMPOSSIBLE = Finding("vague", flags=("vague", "impossible_date"), meaning="不是存在的日期，请核对")
# The annual report on a year is due by 31 January of the next: “每年1月31日前” in the plan of 2023 is 2024-01-31.
_LAST_MONTH_OF_NEXT_YEAR_DUTIES = 3
_MOST_WEEKS = 5


def _number(match: Match, group: str) -> int | None:
    text = match.groupdict().get(group)
    if not text:
        return None
    return 1 if text in ("元", "正") else chinese_number(text)


def _ends_with_before(match: Match) -> bool:
    return match[0].endswith("前")


def day(match: Match, context: Context) -> Finding:
    """A day, with a weekday to check and perhaps an hour."""
    year, month, number = context.year_of(match), _number(match, "m"), _number(match, "d")
    if not exists_some_year(month, number):
        return _IMPOSSIBLE
    due = day_of(year, month, number)
    if due is None:
        return Finding("fixed") if year is None else _IMPOSSIBLE
    wrong, hour, flags = _wrong_weekday(match, due), *_hour(match)
    if wrong:
        flags = (*flags, "weekday_wrong")
    meaning = f"（写作星期{match['w']}，当天是星期{WEEKDAYS[due.weekday()]}）" if wrong else ""
    if hour is None:
        return Finding("fixed", due, flags=flags, meaning=meaning)
    return Finding("datetime", due, due_at=datetime.combine(due, hour), flags=flags, meaning=meaning)


def _wrong_weekday(match: Match, due: date) -> bool:
    said = (match.groupdict().get("w") or "").replace("天", "日")
    return bool(said) and said != WEEKDAYS[due.weekday()]


def _hour(match: Match) -> tuple[time | None, tuple[str, ...]]:
    """Return the hour, and the flag when the hour is our reading of “close of work”."""
    groups = match.groupdict()
    half = groups.get("half") or groups.get("half2") or groups.get("half3") or ""
    if not groups.get("h"):
        if "24时" in match[0]:
            return time(23, 59), ()
        if half in ("上午", "中午"):
            return time(12), ()
        return (_CLOSE_OF_WORK, _APPROXIMATE) if half or "下班" in match[0] else (None, ())
    hour, minute = int(groups["h"]), 30 if groups["min"] == "半" else int(groups["min"] or 0)
    if half in ("下午", "晚", "晚上") and hour < 12:
        hour += 12
    if hour == 24:
        return time(23, 59), ()
    # Spreadsheets print 00:00:00 after a plain date; nobody sets midnight at the day's beginning as a deadline.
    return (time(hour, minute), ()) if 0 < hour < 24 else (None, ())


def day_span(match: Match, context: Context) -> Finding:
    """Two days of one month."""
    year, month, first, last = context.year_of(match), _number(match, "m"), _number(match, "d"), _number(match, "d2")
    if not exists_some_year(month, first) or not exists_some_year(month, last):
        return _IMPOSSIBLE
    due = day_of(year, month, last)
    return _IMPOSSIBLE if year and not due else Finding("window", due, day_of(year, month, first))


def month(match: Match, context: Context) -> Finding:
    """A month: the work is done within it; “before the month” includes it, but is flagged."""
    year, number = context.year_of(match), _number(match, "m")
    if number is None or not 1 <= number <= 12:
        return _IMPOSSIBLE
    due = month_end(year, number)
    if match.groupdict().get("end"):
        return Finding("fixed", due)
    if _ends_with_before(match):
        return Finding("fixed", due, flags=_APPROXIMATE, meaning="（“前”按含当月理解）")
    return Finding("window", due, day_of(year, number, 1))


def month_list(match: Match, context: Context) -> Finding:
    """The end of a month, or of several months of which the last is the deadline."""
    year, number = context.year_of(match), _number(match, "m")
    if number is None or not 1 <= number <= 12:
        return _IMPOSSIBLE
    several = bool(match["list"])
    return Finding(
        "fixed",
        month_end(year, number),
        flags=("two_phrases",) if several else (),
        meaning="（列有几个时点，以最后一个为期限）" if several else "",
    )


def tenths(match: Match, context: Context) -> Finding:
    """The first, middle or last ten days of a month; 初 and 中 are only roughly that."""
    year, number, part = context.year_of(match), _number(match, "m"), match["part"]
    if number is None or not 1 <= number <= 12:
        return _IMPOSSIBLE
    starts, due = part_of_month(year, number, *(TENTHS.get(part) or VAGUE_PARTS[part]))
    return Finding("window", due, starts, flags=() if part in TENTHS else _APPROXIMATE)


def week_of_month(match: Match, context: Context) -> Finding:
    """The n-th seven days of a month, or its last seven; “the second Saturday” is one day."""
    year, number, count = context.year_of(match), _number(match, "m"), _number(match, "n")
    end = month_end(year or 2000, number)
    if end is None or (match["n"] and not 1 <= (count or 0) <= _MOST_WEEKS):
        return _IMPOSSIBLE
    if year is None:
        return Finding("window")
    first = end.replace(day=count * 7 - 6) if count and count * 7 - 6 <= end.day else end - timedelta(days=6)
    last = min(first + timedelta(days=6), end)
    if not match["w"]:
        return Finding("window", last, first, flags=_APPROXIMATE, meaning="（每七天按一周算）")
    due = first + timedelta(days=(WEEKDAYS.index(match["w"].replace("天", "日")) - first.weekday()) % 7)
    return Finding("fixed", due) if due <= end else _IMPOSSIBLE


def month_span(match: Match, context: Context) -> Finding:
    """From one month to another, across New Year when the second is the smaller."""
    year, first, last = context.year_of(match), _number(match, "m"), _number(match, "m2")
    if not (first and last and 1 <= first <= 12 and 1 <= last <= 12):
        return _IMPOSSIBLE
    closing = year
    if match["y2"]:
        closing = int(match["y2"])
    elif year and (match["yw2"] or last < first):
        closing = year + 1
    return Finding("window", month_end(closing, last), day_of(year, first, 1))


def quarter(match: Match, context: Context) -> Finding:
    """A quarter, or several as one window; a month in brackets behind it is the more exact and wins."""
    year, number, inner = context.year_of(match), _number(match, "q") or 1, _number(match, "m")
    if inner and 1 <= inner <= 12:
        return Finding("window", month_end(year, inner), day_of(year, inner, 1), meaning="（以括号内的月份为准）")
    opening = _number(match, "q0") if match.groupdict().get("q0") else number
    first = 1 if match[0].lstrip("0123456789年").startswith("前") else min(opening, number) * 3 - 2
    return Finding("window", month_end(year, number * 3), day_of(year, first, 1))


def half_year(match: Match, context: Context) -> Finding:
    """A half of the year."""
    year, first = context.year_of(match), 1 if match["half"] == "上" else 7
    return Finding("window", month_end(year, first + 5), day_of(year, first, 1))


def year_end(match: Match, context: Context) -> Finding:
    """The end of the year."""
    return Finding("fixed", day_of(context.year_of(match), 12, 31))


def yearly(match: Match, context: Context) -> Finding:
    """A day of every year: a day of the first quarter is the next year's, because it looks back on the plan's year."""
    number, last = _number(match, "m"), _number(match, "d")
    if number is None and "m" in match.groupdict():
        return _IMPOSSIBLE
    number = number or 12
    if not 1 <= number <= 12 or (last and not exists_some_year(number, last)):
        return _IMPOSSIBLE
    year = context.base()
    if year and number <= _LAST_MONTH_OF_NEXT_YEAR_DUTIES:
        year += 1
    due = day_of(year, number, last) if last else month_end(year, number)
    return Finding("fixed", due, meaning="（每年一次，此处为本计划对应的一次）")


def year(match: Match, context: Context) -> Finding:
    """A whole year as the time for the work."""
    number = context.year_of(match)
    flags = _APPROXIMATE if _ends_with_before(match) else ()
    return Finding("window", day_of(number, 12, 31), day_of(number, 1, 1), flags=flags)


def year_span(match: Match, context: Context) -> Finding:
    """Several years."""
    return Finding("window", day_of(int(match["y2"]), 12, 31), day_of(context.year_of(match), 1, 1))


def plan_end(match: Match, context: Context) -> Finding:
    """The end of a five-year plan: the twelfth ended in 2015."""
    context.source = ""
    return Finding("fixed", date(2015 + 5 * ("二三四五六".index(match["p"])), 12, 31), flags=_APPROXIMATE)


def whole_year(match: Match, context: Context) -> Finding:
    """All through the year: open, closed on 31 December; “to be finished within the year” is a deadline."""
    number = context.year_of(match)
    due = day_of(number, 12, 31)
    if "完成" in match["word"]:
        return Finding("fixed", due)
    ends = f"{due}记最后一次" if due else "年底记最后一次"
    return Finding("open", due, day_of(number, 1, 1), meaning=f"：全年持续，{ends}，不会逾期")


def issue_month(match: Match, context: Context) -> Finding:
    """This or the next month, counted from the paper's date."""
    issued = context.issued_on
    if issued is None:
        return Finding("fixed", meaning="以成文日期所在月份为准，成文日期未知", flags=("issue_date_missing",))
    following = match["word"][0] in "下次"
    year, number = divmod(issued.year * 12 + issued.month - 1 + following, 12)
    last = _number(match, "d")
    context.source = "月份取自成文日期"
    due = day_of(year, number + 1, last) if last else month_end(year, number + 1)
    return Finding("fixed", due) if due else _IMPOSSIBLE


def from_now(match: Match, context: Context) -> Finding:
    """From now on."""
    return Finding("open", starts=context.issued_on, meaning="：自印发之日起，没有终止日期")


def quota(match: Match, context: Context) -> Finding:
    """A number to be reached by the end of the year."""
    context.source = ""
    number = context.year_of(match)
    due, count = day_of(number, 12, 31), _number(match, "n")
    closing = f"到{due}为止" if due else "到年底为止"
    return Finding("quota", due, count=count, meaning=f"：{closing}不少于{count}次（件）" if count else "")


def periodic(match: Match, context: Context) -> Finding:
    """Something that comes again; there is no single due day."""
    return Finding("periodic", count=_number(match, "n"), meaning=f"：按周期反复，没有单一期限（{match[0]}）")


def relative(match: Match, context: Context) -> Finding:
    """A time counted from an event; the day of the event itself is not counted (Civil Code, article 201)."""
    days = "，只算工作日" if "工作日" in match[0] else ""
    return Finding("relative", meaning=f"：从有关事项发生之日起算（当日不算{days}），需填写该日期")


def open_ended(match: Match, context: Context) -> Finding:
    """A standing duty."""
    if match[0].startswith("长期"):
        return Finding("open", meaning="：没有期限，每年年底记一次进展，次年继续")
    return Finding("open", meaning="：没有期限，不会逾期，年底评价一次")


def vague(match: Match, context: Context) -> Finding:
    """Words that set no day."""
    return Finding("vague", flags=("vague",), meaning="：没有写明日期，需由办公室确定")

"""Days with hours as announcements print them: 2026年6月12日（星期五）上午9:00—11:30, 6月12日14:30, 6.12, 二〇二六年六月十二日.

Positions are those of the folded text (``documents.text.fold``). A year that is not printed is the one that the caller
knows; a day that does not exist is said, never bent.
"""

import re
from dataclasses import dataclass
from datetime import date, time

from documents.days import WEEKDAYS, long_day, weekday
from documents.grammar.days import day_of
from documents.text import chinese_number, fold, places_of

_CN = "[一二三四五六七八九十]{1,3}"
_WEEKDAY = r"(?:,?\(?(?:星期|周|礼拜)(?P<w>[一二三四五六日天])\)?)?"
_DAY = re.compile(
    r"(?:(?P<y>20\d\d|二[〇零○O][一二三四五六七八九〇零○O]{2})年)?"
    rf"(?P<m>(?<![\d.])\d{{1,2}}|{_CN})月(?P<d>\d{{1,2}}|{_CN})[日号]?(?:(?:-|至|到|、|和)(?P<more>\d{{1,2}}|{_CN})[日号])?"
    + _WEEKDAY
    + r"|(?<![\d.])(?P<y2>20\d\d)(?P<sep>[-./])(?P<m2>\d{1,2})(?P=sep)(?P<d2>\d{1,2})(?!\d)"
    + _WEEKDAY.replace("<w>", "<w2>")
)
_HALF = r"(?P<{0}half>上午|早上|早晨|凌晨|中午|下午|午后|傍晚|晚上|晚间|夜间|晚)?"
_CLOCK = r"(?P<{0}h>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})(?:[:：](?P<{0}min>[0-5]\d)(?::00)?|[时点](?:(?P<{0}min2>[0-5]?\d)分?|(?P<{0}part>半|整))?)"
_HOURS = re.compile(
    (_HALF + _CLOCK).format("a") + r"(?:开始)?(?:(?:-|至|到)" + (_HALF + _CLOCK).format("b") + r")?(?:结束)?"
)
_AFTERNOON = ("下午", "午后", "傍晚", "晚上", "晚间", "夜间", "晚")
_NO_CLOCK = re.compile(r"(?P<half>上午|下午)?下班|24时|24:00")
_REACH = 14  # characters between a day and its hours


@dataclass(frozen=True, slots=True)
class Moment:
    """A day as printed, with the hours behind it. day is None when there is no such day."""

    day: date | None
    text: str  # as printed, hours included
    span: tuple[int, int]  # in the folded text
    year_printed: bool
    weekday: str = ""  # as printed: 一 … 日
    hours: tuple[tuple[time, time | None], ...] = ()
    close_of_work: bool = False  # “下班前” instead of an hour
    last: date | None = None  # 13日 of 12日至13日

    @property
    def wrong_weekday(self) -> str:
        """Return what is wrong with the printed weekday, as a sentence; empty when it fits or none is printed."""
        if not self.day or not self.weekday or self.weekday == WEEKDAYS[self.day.weekday()]:
            return ""
        return f"{long_day(self.day)}是{weekday(self.day)}，公告写的是星期{self.weekday}。"


_GAP = re.compile(r"(?<=\d)[^\S\n]+(?=\d{1,2}\s*[:：时点])")


def _separated(text: str) -> str:
    """Return the text with a comma for the blank between 2026.7.8 and 14:00, which folding would take away."""
    return _GAP.sub(lambda match: "," + match[0][1:], text)


def fold_line(text: str) -> str:
    """Return the folded text that the spans of moments refer to."""
    return fold(_separated(text))


def find_moments(text: str, year: int | None) -> list[Moment]:
    """Return the days of a text in their order, each with the hours up to the next day."""
    folded = fold_line(text)
    places = places_of(folded, _separated(text))
    matches = list(_DAY.finditer(folded))
    found, named = [], year
    for index, match in enumerate(matches):
        upto = matches[index + 1].start() if index + 1 < len(matches) else len(folded)
        moment = _moment(match, folded[:upto], named)
        named = moment.day.year if moment.day and moment.year_printed else named
        printed = text[places[moment.span[0]] : places[moment.span[1] - 1] + 1]
        found.append(_with_text(moment, re.sub(r"\s+", "", printed)))
    return found


def find_hours(text: str) -> tuple[tuple[time, time | None], ...]:
    """Return the hours of a text that names no day (times in a line of their own)."""
    return tuple(pair for match in _HOURS.finditer(fold_line(text)) if (pair := _pair(match)))


def _moment(match, folded, year) -> Moment:
    groups = match.groupdict()
    month, number = _number(groups["m"] or groups["m2"]), _number(groups["d"] or groups["d2"])
    printed = _number((groups["y"] or groups["y2"] or "").replace("O", "〇")) if groups["y"] or groups["y2"] else None
    weekday = (groups["w"] or groups["w2"] or "").replace("天", "日")
    hours, end, place = [], match.end(), match.end()
    while (clock := _HOURS.search(folded, place)) and clock.start() - place <= _REACH:
        place = clock.end()
        if pair := _pair(clock):
            hours.append(pair)
            end = clock.end()
    closing = None if hours else _NO_CLOCK.search(folded, match.end(), match.end() + _REACH)
    if closing and closing[0].startswith("24"):
        hours, end = [(time(23, 59), None)], closing.end()
    elif closing:
        hours, end = [(time(12) if closing["half"] == "上午" else time(17, 30), None)], closing.end()
    return Moment(
        day_of(printed or year, month, number),
        "",
        (match.start(), end),
        printed is not None,
        weekday,
        tuple(hours),
        bool(closing and not closing[0].startswith("24")),
        day_of(printed or year, month, _number(groups["more"])),
    )


def _with_text(moment, text) -> Moment:
    rest = (moment.year_printed, moment.weekday, moment.hours, moment.close_of_work, moment.last)
    return Moment(moment.day, text, moment.span, *rest)


def _pair(match) -> tuple[time, time | None] | None:
    """Return start and end; an end without 上午 or 下午 takes the half of the day of the start when it then is later."""
    start = _time(match, "a", match["ahalf"])
    if start is None:
        return None
    if not match["bh"]:
        return start, None
    end = _time(match, "b", match["bhalf"])
    if not match["bhalf"] and end and end <= start:
        end = _time(match, "b", match["ahalf"]) or end
        if end <= start and match["ahalf"] not in _AFTERNOON:
            end = _time(match, "b", "下午")
    return start, end


def _time(match, which, half) -> time | None:
    hour = _number(match[f"{which}h"])
    minute = 30 if match[f"{which}part"] == "半" else int(match[f"{which}min"] or match[f"{which}min2"] or 0)
    if hour is None or hour > 23 or minute > 59:
        return None
    if half in _AFTERNOON and hour < 12:
        hour += 12
    if half == "中午" and hour in (1, 2):
        hour += 12
    return time(hour, minute)


def _number(text) -> int | None:
    return chinese_number(text) if text else None

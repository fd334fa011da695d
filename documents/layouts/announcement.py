"""Reads the announcement of one activity (活动公告, 活动方案): day, hours, place, theme, who is invited, how to sign up.

Nothing is decided here: each value is a proposal with the line where it stands, and with a sentence where something
does not fit (a wrong weekday, two days, no year). Same text, same answer.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from documents.days import short_day
from documents.grammar.moments import Moment, find_hours, find_moments, fold_line
from documents.layouts.announcement_labels import Part, cut
from documents.text import chinese_number, fold

LIMITS = {"place": 200, "theme": 200, "invitees": 300, "signup": 500}  # characters


@dataclass(frozen=True, slots=True)
class Proposal:
    """One value: for which field, as printed, in which line, and what to look at twice."""

    field: str
    value: Any  # str, int, date, time, or a datetime without a zone
    text: str
    line: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Announcement:
    """What was read, in the order of the fields, and what could not be."""

    proposals: tuple[Proposal, ...]
    notes: tuple[str, ...] = ()

    def get(self, field: str) -> Proposal | None:
        """Return the proposal for a field."""
        return next((one for one in self.proposals if one.field == field), None)


def read_announcement(text: str, year: int | None = None) -> Announcement:
    """Return what the announcement says. year is that of the schedule: for days that are printed without one."""
    parts, opening = cut(text)
    reading = _Reading(parts, opening, year)
    return Announcement(tuple(reading.proposals()), tuple(dict.fromkeys(reading.notes)))


_SENTENCE = re.compile(r"[^。！!\n]+[。！!]?")
_SET_FOR = re.compile(r"定于|拟于|将于|拟定于|计划于|于(?=20\d\d年|\d{1,2}月)")
_HELD = re.compile(r"(?:举办|举行|开展|组织).*(?:政府开放日|政务公开讲|开放日|公众开放)")
_PLACE_IN_PROSE = re.compile(r"(?:,|，)?在([^，,。；;“”\"]{2,60}?)(?:隆重|组织|集中|公开)?(?:举办|举行|开展|召开|组织)")
_QUOTED = re.compile(r"[“\"「『]([^“”\"「」『』\n]{2,60})[”\"」』]")
_THEME_IN_PROSE = re.compile(
    r"以[“\"「]([^”\"」]{2,60})[”\"」]为(?:活动)?主题|主题(?:为|是)[“\"「]([^”\"」]{2,60})[”\"」]"
)
_KIND_OF_ACTIVITY = re.compile(r"(?:政府开放日|政务公开讲|政府公众开放日|开放日|公众开放)(?:活动)?")
_SEATS = re.compile(
    r"(?:名额|限额|限报|限|招募|邀请|约|共|不超过|为)?[^\d。；;]{0,8}?(\d{1,4}|[一二三四五六七八九十]{1,3})(?:-(\d{1,4}))?(?:名|人|位|个名额)"
)
_SEATS_IN_PROSE = re.compile(r"(?:名额|限额|限报|限|招募|邀请)[^\d。；;，,]{0,14}?(\d{1,4})(?:-(\d{1,4}))?(?:名|人|位)")
_SEATS_OF_ALL = re.compile(r"(?:共|约|共计|合计|不超过)(\d{1,4})(?:-(\d{1,4}))?(?:名|人|位)")
_OPEN = re.compile(r"\(?(?:待定|暂定|另定|自定|自主选定|另行通知|待通知|详见.*)\)?")
_PHONE = re.compile(r"(?<!\d)(?:0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|\d{7,8})(?!\d)")
_CLOSES = re.compile(r"^(?:之前|以前|前|止|截止|为止|\)?前)")
_CLOSING = re.compile(r"(?:截止|截至|至|到|-)(?:时间|日期)?(?:为|是|至|到)?:?$")


class _Reading:
    def __init__(self, parts: list[Part], opening, year):
        self.parts, self.opening, self.year = parts, opening, year
        self.notes: list[str] = []
        self.event: Moment | None = None

    def proposals(self):
        yield from self._theme()
        yield from self._time()
        yield from self._place()
        yield from self._texts("invitees")
        yield from self._seats()
        yield from self._signup()
        yield from self._until()

    def _of(self, *kinds) -> list[Part]:
        return [part for part in self.parts if part.kind in kinds and _bare(part.text)]

    def _prose(self):
        """Yield line and sentence of what stands outside the parts that are named."""
        for number, line in self.opening + [row for part in self.parts if not part.kind for row in part.lines]:
            for sentence in _SENTENCE.findall(line):
                yield number, sentence

    def _moments(self, part):
        for number, line in part.lines:
            for moment in self._of_event(line):
                yield number, line, moment

    def _of_event(self, line):
        folded = fold_line(line)
        return [moment for moment in find_moments(line, self.year) if not _closes(folded, moment)]

    # when

    def _time(self):
        found = [row for part in self._of("when", "when_where") for row in self._moments(part)]
        if not found:
            rows = ((number, text) for number, text in self._prose() if _SET_FOR.search(text) or _HELD.search(text))
            found = [(number, text, one) for number, text in rows for one in self._of_event(text)]
        for _, _, moment in found:
            if moment.day is None:
                why = "没有写年份" if not self.year and not moment.year_printed else "不是存在的日期"
                self.notes.append(f"“{moment.text}”{why}，没有采用，请核对公告。")
        found = [row for row in found if row[2].day]
        if not found:
            for part in self._of("when")[: not self.notes]:
                self.notes.append(f"活动时间写的是“{_joined(part.lines)[:60]}”，没有读出日期。")
            return
        number, _, self.event = found[0]
        yield Proposal("day", self.event.day, self.event.text, number, tuple(self._doubts([row[2] for row in found])))
        yield from self._hours(number, self.event)

    def _doubts(self, moments):
        first = moments[0]
        if first.wrong_weekday:
            yield first.wrong_weekday
        if not first.year_printed:
            yield f"公告没有写年份，按{first.day.year}年。"
        days = list(dict.fromkeys(moment.day for moment in moments))
        if len(days) > 1:
            yield f"这里写了{len(days)}个日期（{'、'.join(map(short_day, days))}），取第一个，请核对。"
        elif first.last:
            yield f"“{first.text}”不止一天，取第一天。"
        if self.year and first.day.year != self.year:
            yield f"这项活动排在{self.year}年，公告写的是{first.day.year}年，请核对。"

    def _hours(self, number, moment):
        hours, text = () if moment.close_of_work else moment.hours, moment.text
        if not hours:  # they may stand in lines of their own
            lines = [row for part in self._of("when") for row in part.lines if not find_moments(row[1], self.year)]
            timed = [(row, found) for row in lines if (found := find_hours(row[1]))]
            if not timed:
                return
            number, text = timed[0][0]
            hours = tuple(pair for _, found in timed for pair in found)
        notes = ("写了几个时段，取最早的开始和最晚的结束，请核对。",) if len(hours) > 1 else ()
        yield Proposal("starts_at", hours[0][0], text, number, notes)
        end = hours[-1][1]
        if end and end > hours[0][0]:
            yield Proposal("ends_at", end, text, number)

    # where

    def _place(self):
        for part in self._of("place"):
            number, line = next(row for row in part.lines if _bare(row[1]))  # a colon may stand alone on the first
            if not _OPEN.fullmatch(fold(_bare(line))):
                yield self._proposal("place", _bare(line), line, number)
            return
        for part in self._of("when_where"):
            for number, line in part.lines:
                moments = find_moments(line, self.year)
                rest = fold_line(line)[moments[-1].span[1] :] if moments else "" if find_hours(line) else line
                rest = re.sub(r"^(?:,|;|在|于|地点:?|\)|。|，|；)+", "", rest)
                if len(rest) > 2:
                    yield self._proposal("place", _bare(rest), line, number)
                    return
        told = [row for part in self._of("when") for row in part.lines if find_moments(row[1], self.year)]
        for number, sentence in (*told, *self._prose()):
            found = _PLACE_IN_PROSE.search(sentence)
            if found and (find_moments(sentence, self.year) or _KIND_OF_ACTIVITY.search(sentence)):
                yield self._proposal("place", found[1], sentence, number)
                return

    # what

    def _theme(self):
        for part in self._of("theme"):
            if _OPEN.fullmatch(fold(_bare(part.lines[0][1]))):
                return
            number, line = part.lines[0]
            quoted = _QUOTED.fullmatch(line.strip("。 ；;"))
            yield self._proposal("theme", quoted[1] if quoted else _bare(line), line, number)
            return
        for number, sentence in self._prose():
            if found := _THEME_IN_PROSE.search(sentence):
                yield self._proposal("theme", found[1] or found[2], sentence, number)
                return
        for number, sentence in self._prose():
            named = [one for one in _QUOTED.findall(sentence) if not _KIND_OF_ACTIVITY.fullmatch(one)]
            if named and _KIND_OF_ACTIVITY.search(sentence):
                yield self._proposal("theme", named[0], sentence, number)
                return

    def _texts(self, kind):
        for part in self._of(kind):
            yield self._proposal(kind, _bare(_joined(part.lines)), part.lines[0][1], part.lines[0][0])
            return

    def _seats(self):
        rows = [(number, line, _SEATS) for part in self._of("seats") for number, line in part.lines]
        rest = [part for part in self.parts if part.kind in ("invitees", "signup", "until", "")]
        rows += [(number, line, _SEATS_IN_PROSE) for part in rest for number, line in part.lines]
        rows += [(number, line, _SEATS_IN_PROSE) for number, line in self.opening]
        rows += [(number, line, _SEATS_OF_ALL) for part in self._of("invitees") for number, line in part.lines]
        for number, line, pattern in rows:
            found = pattern.search(fold(line))
            count = chinese_number(found[2] or found[1]) if found else None
            if count:
                notes = ("写的是一个范围，取较大的数。",) if found[2] else ()
                yield Proposal("seats", count, line, number, notes)
                return

    # signing up

    def _signup(self):
        lines = [row for part in self._of("signup") for row in part.lines]
        contacts = [(part, row) for part in self._of("contact") for row in part.lines]
        known = fold(_joined(lines))
        for part, (number, line) in contacts:
            if _PHONE.search(fold(line)) and not all(phone in known for phone in _PHONE.findall(fold(line))):
                lines.append((number, f"{part.heading}：{line}"))
        if not lines:
            lines = [(n, s) for n, s in self._prose() if "报名" in s and (_PHONE.search(fold(s)) or "无需" in s)][:1]
        if lines:
            yield self._proposal("signup", _joined(lines), lines[0][1], lines[0][0])

    def _until(self):
        rows = [(row, True) for part in self._of("until") for row in part.lines]
        rows += [(row, False) for part in self._of("signup", "contact", "invitees", "seats") for row in part.lines]
        rows += [((number, text), False) for number, text in self._prose() if "报名" in text]
        for (number, line), sure in rows:
            folded, moments = fold_line(line), find_moments(line, self.year)
            closing = [one for one in moments if _closes(folded, one)] or (moments[-1:] if sure else [])
            if closing and closing[-1].day:
                yield self._deadline(closing[-1], line, number)
                return

    def _deadline(self, moment, line, number):
        hour = (moment.hours[-1][1] or moment.hours[-1][0]) if moment.hours else time(23, 59)
        notes = [moment.wrong_weekday] if moment.wrong_weekday else []
        if not moment.year_printed:
            notes.append(f"公告没有写年份，按{moment.day.year}年。")
        if moment.close_of_work:
            notes.append(f"“下班”按{hour:%H:%M}。")
        elif not moment.hours:
            notes.append("没有写几点，按当天结束（23:59）。")
        value = datetime.combine(moment.last or moment.day, hour)
        if self.event and self.event.day and value > _begins(self.event):
            notes.append("报名截止在活动开始之后，请核对。")
        return Proposal("signup_until", value, line, number, tuple(notes))

    def _proposal(self, field, value, text, line):
        limit = LIMITS[field]
        notes = (f"公告里的内容太长，只取前{limit}个字。",) if len(value) > limit else ()
        return Proposal(field, value[:limit], text, line, notes)


def _closes(folded, moment) -> bool:
    return bool(_CLOSES.match(folded[moment.span[1] :]) or _CLOSING.search(folded[: moment.span[0]]))


def _begins(moment) -> datetime:
    return datetime.combine(moment.day, moment.hours[0][0] if moment.hours else time(23, 59))


def _bare(text) -> str:
    return text.strip(" 　。；;，,:：")


def _joined(lines) -> str:
    return re.sub(r"(?<![。；;：:，,])\n", "；", "\n".join(line for _, line in lines)).replace("\n", "").strip(" 　；;")

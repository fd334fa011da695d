"""Two forecasts beside each other, as a person reads them: what moves, what is new, what is no longer said, day by day."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from reminders.forecast import Day, Forecast

SENTENCES = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One day on which the forecasts differ."""

    before: Day
    after: Day

    @property
    def words(self) -> str:
        """Say what changes."""
        if self.after.why_not and not self.before.why_not:
            return f"改为不发（{self.after.why_not}）"
        started = "改为发送，" if self.before.why_not and not self.after.why_not else ""
        letters = _more(len(self.after.letters) - len(self.before.letters), "封")
        items = _more(self.after.items - self.before.items, "项")
        return started + ("，".join(filter(None, (letters, items))) or "数量不变，内容有调整")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What other rules would change in the days to come."""

    before: Forecast
    after: Forecast
    rows: list[Row]
    sentences: list[str]

    @property
    def is_same(self) -> bool:
        """Whether nothing changes."""
        return not self.rows


def compare(before: Forecast, after: Forecast) -> Comparison:
    """Return what differs between two forecasts of the same days."""
    rows = [Row(old, new) for old, new in zip(before.days, after.days, strict=True) if _differ(old, new)]
    return Comparison(before, after, rows, _sentences(before, after))


def _differ(old: Day, new: Day) -> bool:
    if bool(old.why_not) != bool(new.why_not):
        return True
    said = ({address: letter.lines.keys() for address, letter in day.letters.items()} for day in (old, new))
    return next(said) != next(said)


def _sentences(before: Forecast, after: Forecast) -> list[str]:
    """Say what moves from which day to which, what is new, and what is no longer said. A change of stage is a move."""
    old, new = _days(before), _days(after)
    moves, letters, gone, fresh = Counter(), defaultdict(set), 0, 0
    for duty in sorted(old.keys() | new.keys(), key=str):
        only_old, only_new = old[duty] - new[duty], new[duty] - old[duty]
        pairs = list(zip(sorted(only_old.elements()), sorted(only_new.elements()), strict=False))
        for (was, address), (becomes, _) in pairs:
            moves[was, becomes] += was != becomes
            letters[was, becomes].add(address)
        gone += only_old.total() - len(pairs)
        fresh += only_new.total() - len(pairs)
    said = [
        f"{_day(was)}的{len(letters[was, becomes])}封提醒（{count}项）改到{_day(becomes)}"
        for (was, becomes), count in sorted(moves.items())
        if count
    ]
    if len(said) > SENTENCES:
        said[SENTENCES:] = [f"还有{len(said) - SENTENCES}处日期变动，见下表"]
    said += [f"新增{fresh}项提醒"] if fresh else []
    return said + ([f"{gone}项提醒不再发出"] if gone else [])


def _days(found: Forecast) -> dict[tuple, Counter]:
    """Return contact and duty → on which days something is said of it, and to which address."""
    days = defaultdict(Counter)
    for day in found.days:
        for address, letter in day.letters.items():
            for contact, duty_type, duty, *_ in letter.lines:
                days[contact, duty_type, duty][day.on, address] += 1
    return days


def _more(number: int, what: str) -> str:
    return f"{'多' if number > 0 else '少'}{abs(number)}{what}" if number else ""


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"

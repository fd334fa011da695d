"""Two forecasts beside each other, as a person reads them: what moves, what is new, what is no longer said, day by day."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

from documents.days import short_day
from reminders.forecast import Day, Forecast

SENTENCES = 12
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One day on which the forecasts differ."""

    before: Day
    after: Day

    @property
    def words(self) -> str:
        """Say what changes."""
        if self.after.why_not and not self.before.why_not:
            return f"改为不发：{self.after.reason}"
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
    """Tell whether somebody reads something else on the day; that a stage has another name, nobody sees."""
    return bool(old.why_not) != bool(new.why_not) or _read(old) != _read(new)


def _read(day: Day) -> dict:
    return {
        address: sorted((*key[:3], item.kind) for key, item in letter.lines.items())
        for address, letter in day.letters.items()
    }


def _sentences(before: Forecast, after: Forecast) -> list[str]:
    """Say what moves from which day to which, what is new, and what is no longer said."""
    old, new = _days(before), _days(after)
    moves, letters, gone, fresh = Counter(), defaultdict(set), 0, 0
    for duty in old.keys() | new.keys():
        if old[duty] != new[duty]:
            pairs, without, more = _pairs(old[duty], new[duty])
            gone, fresh = gone + without, fresh + more
            for was, becomes, address in pairs:
                moves[was, becomes] += 1
                letters[was, becomes].add(address)
    said = [
        f"{short_day(was)}的{len(letters[was, becomes])}封提醒（{count}项）改到{short_day(becomes)}"
        for (was, becomes), count in sorted(moves.items())
    ]
    if len(said) > SENTENCES:
        said[SENTENCES:] = [f"还有{len(said) - SENTENCES}处日期变动"]
    said += [f"新增{fresh}项提醒"] if fresh else []
    return said + ([f"{gone}项提醒不再发出"] if gone else [])


def _days(found: Forecast) -> dict[tuple, dict]:
    """Return contact and duty → stage → on which day it is said, and to which address."""
    days = defaultdict(dict)
    for day in found.days:
        for address, letter in day.letters.items():
            for contact, duty_type, duty, *stage in letter.lines:
                days[contact, duty_type, duty][tuple(stage)] = day.on, address
    return days


def _pairs(old: dict, new: dict) -> tuple[list[tuple], int, int]:
    """Return what moved of one duty (from, to, address), and how many were left without a partner on either side.

    What stays on its day did not move, whatever its stage is called. A stage on another day did; of the rest, what lies
    a week apart at most.
    """
    stay = {day for day, _ in old.values()} & {day for day, _ in new.values()}
    old = {stage: said for stage, said in old.items() if said[0] not in stay}
    new = {stage: said for stage, said in new.items() if said[0] not in stay}
    near = sorted(
        (stage != other, abs(was[0] - becomes[0]), was[0], becomes[0], stage, other)
        for stage, was in old.items()
        for other, becomes in new.items()
        if stage == other or abs(was[0] - becomes[0]) <= WEEK
    )
    pairs = []
    for *_, stage, other in near:
        if stage in old and other in new:
            was, address = old.pop(stage)
            pairs.append((was, new.pop(other)[0], address))
    return pairs, len(old), len(new)


def _more(number: int, what: str) -> str:
    return f"{'多' if number > 0 else '少'}{abs(number)}{what}" if number else ""

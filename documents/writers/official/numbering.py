"""The numbers of headings, written out as text so that nothing moves when the office edits the paper."""

from documents.writers.official.description import Heading

LEVELS = 4
_DIGITS = "零一二三四五六七八九"


def chinese_numeral(value: int) -> str:
    """Return 一 … 九十九, and digits beyond."""
    if not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    head = {0: "", 1: "十"}.get(tens, _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


class Numbers:
    """Counts the headings of each level; a heading starts the levels below it anew."""

    def __init__(self) -> None:
        self._counts = [0] * (LEVELS + 1)

    def mark(self, heading: Heading) -> str:
        """Return the number of the next heading with its punctuation: 一、 （一） 1. （1）."""
        level = level_of(heading)
        self._counts[level] += 1
        self._counts[level + 1 :] = [0] * (LEVELS - level)
        if heading.mark is not None:
            return heading.mark
        count = self._counts[level]
        return ("", f"{chinese_numeral(count)}、", f"（{chinese_numeral(count)}）", f"{count}.", f"（{count}）")[level]


def level_of(heading: Heading) -> int:
    """Return the level, 1 to 4."""
    return min(max(heading.level, 1), LEVELS)

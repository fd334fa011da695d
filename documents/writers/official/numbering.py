"""The numbers of headings, written out as text so that nothing moves when the office edits the paper."""

from documents.text import chinese_numeral
from documents.writers.official.description import Heading

LEVELS = 4


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

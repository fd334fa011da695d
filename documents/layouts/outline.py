"""Keeps the headings that are open while rows or points are read."""

import re
from functools import lru_cache

from documents.grammar.deadlines import reads_as_deadline
from documents.grammar.units import heading_bracket
from documents.layouts.numerals import split_numeral, without_numeral

_MATTERS = re.compile(r"(?<=.)的?(?:重点|主要)?(?:工作)?(?:任务|事项|工作|项目)?[:：]?$")
_UNNUMBERED = 1.5  # stands below 一、 and above （一） when it follows a numbered heading


@lru_cache(maxsize=4096)
def split_heading(text: str) -> tuple[str, str]:
    """Return a heading without its bracket of units, and the units; every row of a table brings all its headings."""
    bare, units = heading_bracket(text)
    return bare.rstrip("。"), units


def heading_time(headings: list[str]) -> str:
    """Return the time that the nearest heading of time states for all below it: 一、6月底前完成的事项."""
    for heading in reversed(headings):
        bare = _MATTERS.sub("", without_numeral(heading)).strip()
        if reads_as_deadline(bare):
            return bare
    return ""


class Outline:
    """The chain of open headings: a heading closes those of its own level and below."""

    def __init__(self) -> None:
        self._open: list[tuple[float, str]] = []
        self._fresh = False  # whether the last thing opened was a heading, with no row since

    def open(self, text: str) -> bool:
        """Open a heading; return False when it is the open one, printed again at a page break."""
        if any(text == opened for _, opened in self._open):
            return False
        level = self._level(text)
        self._open = [entry for entry in self._open if entry[0] < level]
        self._open.append((level, text))
        self._fresh = True
        return True

    def row_read(self) -> None:
        """Note that a row was read, so that the next unnumbered heading opens a part of its own."""
        self._fresh = False

    def chain(self) -> list[str]:
        """Return the open headings, the widest first."""
        return [text for _, text in self._open]

    def _level(self, text: str) -> float:
        numeral = split_numeral(text)
        if numeral:
            return numeral.level
        if self._fresh and self._open:
            return self._open[-1][0] + 0.5
        unnumbered = [level for level, opened in self._open if not split_numeral(opened)]
        return unnumbered[-1] if unnumbered else _UNNUMBERED if self._open else 0.5

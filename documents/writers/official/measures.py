"""Sizes of GB/T 9704-2012, and how wide a text is."""

import math
import unicodedata
from dataclasses import dataclass

from documents.writers.official.description import Settings

LINES = 22  # on a page (5.2.3)
CHARACTERS = 28  # on a line
BODY, TITLE, PAGE_NUMBER, RECORD_SIZE = 16.0, 22.0, 14.0, 14.0  # points: 三号, 二号, 四号, 四号
LETTERHEAD_SIZE = 40.0  # at most; smaller where the name is long
_TOP, _RIGHT, _BOTTOM, _LEFT = 37.0, 26.0, 35.0, 28.0  # mm around the text of an upright A4 page (5.2.1)
_A4, _A3 = (210.0, 297.0), (420.0, 297.0)
_TOLERANCE = 1.0  # mm that the standard grants
NUMBER_BELOW = 7.0  # mm from the text to the dash of the page number (7.5)


def twips(millimetres: float) -> int:
    """Return twentieths of a point."""
    return round(millimetres / 25.4 * 1440)


def ems(text: str) -> float:
    """Return how wide a text is in Chinese characters: letters and digits are half as wide."""
    wide = sum(unicodedata.east_asian_width(char) in "WFA" for char in text)
    return wide + (len(text) - wide) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its margins in millimetres."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    turned: bool = False  # an A4 page that lies across: bound with the others it stands on its left edge

    @property
    def text_width(self) -> float:
        """Return the room for text from left to right, in millimetres."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        """Return the room for text from top to bottom, in millimetres."""
        return self.height - self.top - self.bottom


def page(settings: Settings, *, landscape: bool = False, size: str = "A4") -> Page:
    """Return the page of a part of a paper.

    A page that lies across has the same margins on the same edges of the sheet, so that it can be bound with the others.
    """
    if size == "A3":
        return Page(*_A3, _TOP, _RIGHT, _BOTTOM, _LEFT)
    if landscape:
        return Page(_A4[1], _A4[0], _LEFT, _TOP, _RIGHT, _BOTTOM, turned=True)
    return Page(*_A4, _TOP, _RIGHT, _bottom(settings), _LEFT)


def _bottom(settings: Settings) -> float:
    """Return the margin below: 22 lines of 29 points need 0.07 mm more than the standard's 225 mm."""
    lines = LINES * settings.pitch / 72 * 25.4
    left_over = _A4[1] - _TOP - lines
    return left_over if 0 < _BOTTOM - left_over < _TOLERANCE else _BOTTOM


def grid_squeeze() -> int:
    """Return what Word's grid adds to each character so that 28 fill a line, in 4096ths of a point."""
    return round(_squeeze() * 4096)


def squeeze_twips() -> int:
    """Return the same in twentieths of a point for a style, and one more for programs that round widths up."""
    return math.floor(_squeeze() * 20) - 1


def _squeeze() -> float:
    line = (_A4[0] - _LEFT - _RIGHT) / 25.4 * 72
    return line / CHARACTERS - BODY

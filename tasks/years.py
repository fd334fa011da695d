"""The years that a plan's words name, moved to another year: 2023年, 2023-12-31, 2023.12, 二〇二三年."""

import re

_ARABIC = re.compile(r"(?<!\d)20\d\d(?=\s*[年./\-度])")
_CHINESE = re.compile(r"二[〇○零][〇○零一二三四五六七八九]{2}(?=年)")
_DIGITS = "〇一二三四五六七八九"


def move_years(text: str, years: int) -> str:
    """Return text with every year in it moved by so many years."""
    text = _ARABIC.sub(lambda match: str(int(match[0]) + years), text)
    return _CHINESE.sub(lambda match: _chinese(_arabic(match[0]) + years), text)


def names_year(text: str, year: int) -> bool:
    """Tell whether text names the year."""
    return any(int(found) == year for found in _ARABIC.findall(text)) or any(
        _arabic(found) == year for found in _CHINESE.findall(text)
    )


def _arabic(text: str) -> int:
    return int("".join(str(_DIGITS.index(char)) for char in re.sub("[○零]", "〇", text)))


def _chinese(year: int) -> str:
    return "".join(_DIGITS[int(char)] for char in str(year))

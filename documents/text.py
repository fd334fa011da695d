"""Characters: clean what programs leave in a text, and fold a text to one spelling for comparing and parsing."""

import re
import unicodedata
from collections.abc import Callable, Sequence

_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LINE_BREAKS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
# Copies out of PDF carry radicals and compatibility forms that look like the character but are not equal to it.
_LOOKALIKE = re.compile(r"[\u2F00-\u2FDF\uF900-\uFAFF]")

_ODD = re.compile(r"_x|[\u2F00-\u2FDF\uF900-\uFAFF]")  # printable, and still not what is meant
_MAY_FOLD = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z、]+")  # all but the characters that stand for themselves
_DASHES = re.compile(r"-{2,}")
# Texts of these alone, dashes apart, fold each character to one.
_ONE_TO_ONE = re.compile(r"[!-~\u4e00-\u9fff\uff01-\uff5e、。“”《》〔〕【】—]*")
_LAST_KEPT = 0xFFFF  # a text of all characters there are must not fill the memory

_FOLDED = {
    **dict.fromkeys("[{〔【〖〈", "("),
    **dict.fromkeys("]}〕】〗〉", ")"),
    **dict.fromkeys("“”„‟‘’′″「」『』'＂＇", '"'),
    **dict.fromkeys("—–―‐‑‒−~～〜─━", "-"),
    "︑": "、",
    "﹑": "、",
    "､": "、",
}

_NUMERALS = "零一二三四五六七八九"
_DIGITS = {char: value for value, char in enumerate(_NUMERALS)} | {
    "〇": 0,
    "○": 0,
    "O": 0,
    "o": 0,
    "两": 2,
}


class _Table(dict):
    """A table for ``str.translate`` that works out a character when it first comes up."""

    def __init__(self, spell: Callable[[str], str]) -> None:
        self._spell = spell

    def __missing__(self, code: int) -> str:
        spelled = self._spell(chr(code))
        if code <= _LAST_KEPT:
            self[code] = spelled
        return spelled


def _printed(char: str) -> str:
    if char in "\n\t":
        return char
    if char.isspace():
        return " "
    if _invisible(char):
        return ""
    return unicodedata.normalize("NFKC", char) if _LOOKALIKE.match(char) else char


def _folded(char: str) -> str:
    spelled = _FOLDED.get(char) or unicodedata.normalize("NFKC", char)
    parts = (_FOLDED.get(part, part) for part in spelled)
    return "".join(part for part in parts if not part.isspace() and not _invisible(part))


_PRINTED, _FOLDS = _Table(_printed), _Table(_folded)


def clean(text: str) -> str:
    """Return the text as printed: no escapes, invisible characters or odd blanks; punctuation stays as it is."""
    if text.isprintable() and not _ODD.search(text):
        return text.rstrip(" ")  # nothing to clean: most texts
    text = _EXCEL_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    text = _LINE_BREAKS.sub("\n", text).translate(_PRINTED)
    return "\n".join(line.rstrip(" \t") for line in text.split("\n"))


def fold(text: str) -> str:
    """Return one spelling for comparing: half-width, no blanks, one dash, one quote, one pair of brackets."""
    folded = _MAY_FOLD.sub(_fold_run, text)
    return _DASHES.sub("-", folded) if "--" in folded else folded


def _fold_run(match: re.Match[str]) -> str:
    return match[0].translate(_FOLDS)


def places_of(folded: str, text: str) -> Sequence[int]:
    """Return the place of every folded character in the text it was folded from."""
    if len(folded) == len(text) and _ONE_TO_ONE.fullmatch(text):
        return range(len(text))
    places: list[int] = []
    last = ""
    for place, original in enumerate(text):
        for char in _FOLDS[ord(original)]:
            if last != "-" or char != "-":
                places.append(place)
            last = char
    return places


def chinese_number(text: str) -> int | None:
    """Read 一 … 九十九, digit rows such as 二〇二三, and plain digits; None for anything else."""
    text = unicodedata.normalize("NFKC", text).strip()
    if text.isascii() and text.isdigit():
        return int(text[:18])
    if "十" in text:
        tens, _, ones = text.partition("十")
        if len(tens) > 1 or len(ones) > 1 or not set(tens + ones) <= _DIGITS.keys():
            return None
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    if not text or not set(text) <= _DIGITS.keys():
        return None
    return int("".join(str(_DIGITS[char]) for char in text[:18]))


def chinese_numeral(number: int) -> str:
    """Return 1–99 in Chinese numerals (一 … 九十九), other numbers in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _NUMERALS[tens] + "十"
    return head + (_NUMERALS[ones] if ones else "")


def _invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs")


def is_blank(text: str) -> bool:
    """Tell whether nothing of text can be seen: it is empty, or blanks, zero-width and control characters only."""
    return all(char.isspace() or _invisible(char) for char in text)


def cut(text: str, most: int) -> str:
    """Return text in most characters at the most; where something is cut off the last one is …"""
    return text if len(text) <= most else f"{text[: most - 1]}…"

"""Characters: clean what programs leave in a text, and fold a text to one spelling for comparing and parsing."""

import re
import unicodedata

_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LINE_BREAKS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_BLANK = re.compile(r"[^\S\n\t]")
# Copies out of PDF carry radicals and compatibility forms that look like the character but are not equal to it.
_LOOKALIKE = re.compile(r"[\u2F00-\u2FDF\uF900-\uFAFF]")

_FOLDED = {
    **dict.fromkeys("[{〔【〖〈", "("),
    **dict.fromkeys("]}〕】〗〉", ")"),
    **dict.fromkeys("“”„‟‘’′″「」『』'＂＇", '"'),
    **dict.fromkeys("—–―‐‑‒−~～〜─━", "-"),
    "︑": "、",
    "﹑": "、",
    "､": "、",
}

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "O": 0,
    "o": 0,
    "两": 2,
}


def clean(text: str) -> str:
    """Return the text as printed: no escapes, invisible characters or odd blanks; punctuation stays as it is."""
    text = _EXCEL_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    text = _LINE_BREAKS.sub("\n", text)
    text = "".join(char for char in _BLANK.sub(" ", text) if char in "\n\t" or not _invisible(char))
    text = _LOOKALIKE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return "\n".join(line.rstrip(" \t") for line in text.split("\n"))


def fold(text: str) -> str:
    """Return one spelling for comparing: half-width, no blanks, one dash, one quote, one pair of brackets."""
    return fold_with_places(text)[0]


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """Fold, and tell for every folded character its place in the original, so that a find can be shown as printed."""
    folded: list[str] = []
    places: list[int] = []
    for place, original in enumerate(text):
        for char in _FOLDED.get(original) or unicodedata.normalize("NFKC", original):
            char = _FOLDED.get(char, char)
            if char.isspace() or _invisible(char) or (char == "-" and folded[-1:] == ["-"]):
                continue
            folded.append(char)
            places.append(place)
    return "".join(folded), places


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


def _invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs")

"""Names of files: data from a stranger, made harmless and kept readable."""

import unicodedata

LONGEST = 120
_STANDS_FOR_NOTHING = {"Cc", "Cf", "Cs", "Cn"}  # control, bidi and zero-width, broken, unassigned
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('<>:"|?*', "_"))  # Windows refuses them


def clean_name(raw: str) -> str:
    """Return raw without folders, control and bidi characters, in NFC, at most LONGEST characters with its ending."""
    text = unicodedata.normalize("NFC", raw)
    text = "".join(" " if unicodedata.category(char) in ("Zl", "Zp") else char for char in text)
    text = "".join(char for char in text if unicodedata.category(char) not in _STANDS_FOR_NOTHING)
    text = text.replace("\\", "/").rpartition("/")[2].translate(_NOT_IN_NAMES)
    text = " ".join(text.split()).strip(". ")
    ending = ending_of(text)
    return text[: len(text) - len(ending)][: LONGEST - len(ending)] + ending


def ending_of(name: str) -> str:
    """Return the last ending of a clean name, lower case as in .pdf; nothing if it has none or one that is no ending."""
    stem, dot, last = name.rpartition(".")
    return f".{last}" if stem and dot and last.isascii() and last.isalnum() and len(last) <= 10 else ""

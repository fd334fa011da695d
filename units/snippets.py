"""Where words stand in a text: the stretch to show of it, with the words marked."""

from units.finding import same

BEFORE, SHOWN = 20, 120  # signs before the first word that is found, and in all


def snippet(text: str, sought: list[str], shown: int = SHOWN) -> list[tuple[str, bool]]:
    """Return a stretch of text from shortly before the first of the sought words on, as parts (text, whether found).

    Line ends become blanks. A text that holds none of them gives its beginning.
    """
    text = text.translate({ord("\n"): " ", ord("\r"): " "})
    spots = _spots(same(text), sought)
    start = max(0, spots[0][0] - BEFORE) if spots else 0
    if len(text) <= shown:
        start = 0
    end = min(len(text), start + shown)
    parts, here = [("…", False)] if start else [], start
    for first, last in spots:
        if last <= end:
            parts += [(text[here:first], False), (text[first:last], True)]
            here = last
    parts += [(text[here:end], False)] + ([("…", False)] if end < len(text) else [])
    return [part for part in parts if part[0]]


def holds_any(text: str, sought: list[str]) -> bool:
    """Whether one of the sought words stands in text."""
    text = same(text)
    return any(word in text for word in sought)


def _spots(text, sought) -> list[tuple[int, int]]:
    """Return from where to where words stand, in order; words that overlap are one."""
    found = []
    for word in sought:
        place = text.find(word)
        while place >= 0:
            found.append((place, place + len(word)))
            place = text.find(word, place + len(word))
    joined = []
    for first, last in sorted(found):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined

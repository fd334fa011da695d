"""Two texts in one: what both share, what was there, what is there instead."""

from difflib import SequenceMatcher

SHORTEST = 4  # characters; a shorter run that both texts share is chance, and would chop the marks up
LITTLE = 0.3  # two texts that share less of the longer one are shown whole, one after the other

LONGEST = 1500  # characters; comparing longer ones run by run takes too long for a page


def marked(old: str, new: str) -> list[tuple[str, str, str]]:
    """Return the pieces of both texts in order: shared words, then what old and what new has behind them."""
    blocks = _shared(old, new) if max(len(old), len(new)) <= LONGEST else []
    if sum(size for _, _, size in blocks) < LITTLE * max(len(old), len(new)):
        return [("", old, new)]
    pieces, i, j, same = [], 0, 0, ""
    for start, place, size in [*blocks, (len(old), len(new), 0)]:
        pieces.append((same, old[i:start], new[j:place]))
        same, i, j = old[start : start + size], start + size, place + size
    return [piece for piece in pieces if any(piece)]


def _shared(old: str, new: str) -> list[tuple[int, int, int]]:
    """Return the longer runs that both texts share, without the digits of a number that is cut in two."""
    kept = []
    for i, j, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        while size and old[i].isdigit() and (old[i - 1 : i] + new[j - 1 : j]).isdigit():
            i, j, size = i + 1, j + 1, size - 1
        while size and old[i + size - 1].isdigit() and (old[i + size :][:1] + new[j + size :][:1]).isdigit():
            size -= 1
        at_an_end = i == j == 0 or (i + size == len(old) and j + size == len(new))
        if size >= SHORTEST or (size and at_an_end):
            kept.append((i, j, size))
    return kept

"""Breaks a long title into centred lines: words stay whole, and the lines make a trapezoid or a diamond (7.3.1)."""

import re
from itertools import combinations, pairwise

from documents.writers.official.measures import ems
from documents.writers.official.title_words import pieces_of

_BEST, _GOOD, _FAIR, _POOR = 0.0, 0.6, 1.5, 4.0
_GAPS = re.compile(r"(?<=[一-鿿])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[一-鿿])")
_MOST_LINES, _MOST_PIECES = 5, 24  # beyond these a title has no shape worth the search


def break_title(title: str, room: float) -> list[str]:
    """Return the lines of a title; ``room`` is the width of a line in characters. Breaks that are in it are kept."""
    if "\n" in title.strip():
        return [line.strip() for line in title.splitlines() if line.strip()]
    title = title.strip()
    if _wide(title) <= room:
        return [title]
    pieces = [part for piece in pieces_of(title) for part in _cut(piece, room)]
    least = -(-_wide(title) // room)
    best = min(
        (found for count in range(int(least), int(least) + 2) if (found := _best(pieces, count, room, least))),
        default=None,
    )
    return best[1] if best else _filled(pieces, room)


def _wide(text: str) -> float:
    """Return how wide a text is in characters, with the quarter that Word leaves between Chinese and digits or letters."""
    return ems(text) + len(_GAPS.findall(text)) / 4


def _cut(piece: str, room: float) -> list[str]:
    """Return a piece as it is, or cut where it alone is wider than a line."""
    if _wide(piece) <= room:
        return [piece]
    step = max(int(room), 1)
    return [piece[start : start + step] for start in range(0, len(piece), step)]


def _best(pieces: list[str], count: int, room: float, least: float) -> tuple[float, list[str]] | None:
    """Return the cheapest way to make that many lines, with its cost."""
    if not 1 < count <= _MOST_LINES or len(pieces) > _MOST_PIECES:
        return None
    found = []
    for cuts in combinations(range(1, len(pieces)), count - 1):
        edges = (0, *cuts, len(pieces))
        lines = ["".join(pieces[start:end]) for start, end in pairwise(edges)]
        if max(map(_wide, lines)) <= room:
            widths = [ems(line) for line in lines]
            breaks = sum(_break_cost(pieces[cut - 1], pieces[cut]) for cut in cuts)
            found.append((breaks + _shape_cost(widths) + 2 * (count - least), lines))
    return min(found, default=None)


def _break_cost(before: str, after: str) -> float:
    if after.startswith("关于"):
        return _BEST
    if before.endswith("、") or after[0] in "和及与《":
        return _GOOD
    return _POOR if len(before) == 1 or len(after) == 1 else _FAIR


def _shape_cost(widths: list[float]) -> float:
    """Return how far the lines are from a trapezoid or a diamond with lines of fitting length."""
    steps = [after - before for before, after in pairwise(widths)]
    grows, shrinks = all(step > 0 for step in steps), all(step < 0 for step in steps)
    peak = widths.index(max(widths))
    diamond = all(step > 0 for step in steps[:peak]) and all(step < 0 for step in steps[peak:])
    cost = 0.0 if grows or shrinks or diamond else 3.0
    cost += 6 * (max(widths) - min(widths)) / max(widths)
    return cost + (3 if min(widths) < 4 else 0)


def _filled(pieces: list[str], room: float) -> list[str]:
    """Return lines filled one after the other, for titles beyond any shape."""
    lines = [""]
    for piece in pieces:
        if lines[-1] and _wide(lines[-1] + piece) > room:
            lines.append("")
        lines[-1] += piece
    return lines

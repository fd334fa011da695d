"""Text that stands twice: stacked in a cell at a page break, or a whole document printed again."""

import re
from functools import lru_cache

from documents.blocks import Grid, Paragraph

_MOST_COPIES = 5
_SHORTEST_RUN = 3  # so many equal blocks in a row are a copy; fewer may be chance
_LONG_TEXT = 80  # a single paragraph of this length does not come twice by chance
_BLANKS = re.compile(r"\s+")
_BLANKS_BUT_HOUR = re.compile(r"\s+(?!\d{1,2}:\d\d)|(?<!\d)\s+")  # 2024-05-18 09:30 keeps its blank


def collapse(text: str) -> str:
    """Return a cell's text once when it is the same text several times, as page breaks leave it."""
    return _collapse(text) if "\n" in text else text


@lru_cache(maxsize=20_000)
def _collapse(text: str) -> str:
    lines = text.split("\n")
    whole = "".join(lines)
    for copies in range(_MOST_COPIES, 1, -1):
        size, rest = divmod(len(whole), copies)
        if rest or whole[:size] * copies != whole:
            continue
        kept: list[str] = []
        for line in lines:
            if sum(map(len, kept)) >= size:
                break
            kept.append(line)
        if sum(map(len, kept)) == size:
            return "\n".join(kept)
    return text


def one_line(text: str) -> str:
    """Return a cell's text on one line: collapsed, line breaks gone, a blank kept only between Latin words."""
    return _one_line(text) if "\n" in text else text.strip()


@lru_cache(maxsize=20_000)
def _one_line(text: str) -> str:
    joined = ""
    for line in collapse(text).split("\n"):
        glue = (
            " " if joined[-1:].isascii() and joined[-1:].isalnum() and line[:1].isascii() and line[:1].isalpha() else ""
        )
        joined += glue + line.strip()
    return joined.strip()


@lru_cache(maxsize=20_000)
def without_blanks(text: str) -> str:
    """Return a deadline phrase as printed, but on one line and without blanks, save that before an hour."""
    return _BLANKS_BUT_HOUR.sub("", collapse(text)).replace("\n", " ")


def second_copies(blocks: list[Paragraph | Grid]) -> set[int]:
    """Return the places of the blocks that repeat an earlier run of blocks."""
    if len(blocks) < 2:
        return set()  # one large sheet need not be compared with itself
    keys = [_key(block) for block in blocks]
    first: dict[object, list[int]] = {}
    copies: set[int] = set()
    place = 0
    while place < len(keys):
        length = max((_run(keys, start, place) for start in first.get(keys[place], ())), default=0)
        if _is_copy(blocks[place : place + length]):
            copies.update(range(place, place + length))
            place += length
            continue
        starts = first.setdefault(keys[place], [])
        if len(starts) < _MOST_COPIES:
            starts.append(place)
        place += 1
    return copies


def _key(block: Paragraph | Grid) -> object:
    if isinstance(block, Grid):
        return hash(tuple(map(tuple, block.rows)))
    return _BLANKS.sub("", block.text)


def _run(keys: list[object], start: int, place: int) -> int:
    length = 0
    while start + length < place and place + length < len(keys) and keys[start + length] == keys[place + length]:
        length += 1
    return length


def _is_copy(run: list[Paragraph | Grid]) -> bool:
    if any(isinstance(block, Grid) and len(block.rows) > 2 for block in run) or len(run) >= _SHORTEST_RUN:
        return True
    return any(isinstance(block, Paragraph) and len(block.text) >= _LONG_TEXT for block in run)

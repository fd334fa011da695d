"""Decides whether headings can stand as rows across the table and still be read back as they are."""

from collections.abc import Iterable

from documents.layouts.furniture import is_footer, is_note
from documents.layouts.outline import Outline, split_heading

_LONGEST = 60


def can_stand_in_rows(paths: Iterable[tuple[str, ...]]) -> bool:
    """Tell whether rows opened for the headings that change give every task the headings of its path."""
    outline, above = Outline(), ()
    for path in paths:
        for text in new_headings(above, path):
            if not _reads_as_heading(text) or not outline.open(text):
                return False
        if tuple(outline.chain()) != path:
            return False
        outline.row_read()
        above = path
    return True


def new_headings(above: tuple[str, ...], path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the headings of path that are printed anew below a task under ``above``."""
    same = 0
    while same < min(len(above), len(path)) and above[same] == path[same]:
        same += 1
    return path[same:]


def _reads_as_heading(text: str) -> bool:
    plain = 0 < len(text) <= _LONGEST and text[-1] not in "。：:；;" and "\n" not in text
    return plain and not is_note(text) and not is_footer(text) and split_heading(text) == (text, "")

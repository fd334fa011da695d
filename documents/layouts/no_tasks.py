"""Rows of a table of tasks that are none: totals, footers, and headings that nothing stands under."""

import re

from documents.layouts.findings import Findings
from documents.layouts.furniture import is_footer, why_not_read
from documents.layouts.repeats import one_line
from documents.layouts.tables import Table, distinct_cells

_TOTAL = re.compile(r"(?:本页|全部)?(?:合\s*计|小\s*计|总\s*计|共\s*计)[:：]?\s*(?:\d+\s*[项条个件]?)?")


def why_no_task(table: Table, row: int) -> str | None:
    """Return in Chinese why a row is no task by its words alone, or None."""
    texts = _first_texts(table, row)
    if any(_TOTAL.fullmatch(text) for text in texts):
        return "合计行，不是任务"
    return why_not_read(texts[0]) if texts and is_footer(texts[0]) else None


def is_total(table: Table, row: int) -> bool:
    """Tell whether a row counts the rows above it."""
    return any(_TOTAL.fullmatch(text) for text in _first_texts(table, row))


def _first_texts(table: Table, row: int) -> list[str]:
    return [one_line(table.grid.rows[row][column]) for column in distinct_cells(table.grid, row)[:2]]


class PendingHeadings:
    """Headings that no row has stood under yet; one that stays alone is told, never lost."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._waiting: list[str] = []

    def opened(self, text: str, chain: list[str]) -> None:
        """Note a heading; those that it closes stayed alone."""
        self._tell(chain)
        self._waiting.append(text)

    def row_read(self) -> None:
        """A row stands under every open heading."""
        self._waiting.clear()

    def end(self) -> None:
        """Tell the headings that the table's end leaves alone."""
        self._tell([])

    def _tell(self, chain: list[str]) -> None:
        for text in self._waiting:
            if text not in chain:
                self._findings.skip(text, "只有标题，其下没有任务")
        self._waiting = [text for text in self._waiting if text in chain]

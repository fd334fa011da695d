"""Pages of long lists by where one stands, not by number: any page costs the same, however long the list is."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.core.exceptions import ValidationError

FIRST, LAST = "", "end"
FORWARDS, BACKWARDS = ">", "<"


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, and the cursors of the pages beside them (None where there is none)."""

    rows: list
    previous: str | None
    next: str | None

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    @property
    def has_other_pages(self) -> bool:
        """Whether there is anywhere to turn to."""
        return self.previous is not None or self.next is not None


class Keyset:
    """A queryset in a total order, cut into pages at an opaque cursor that an address can carry.

    order names fields or annotations, with "-" for descending ones. They must never be NULL and their last must be
    unique ("pk"). An index over them serves every page. A cursor that makes no sense is that of the first page.
    """

    def __init__(self, queryset, order, cursor: str = FIRST, *, size: int = 50):
        self._rows, self._size = queryset, size
        self._names = [name.removeprefix("-") for name in order]
        self._falling = [name.startswith("-") for name in order]
        self._cursor = cursor

    @cached_property
    def page(self) -> Page:
        """The page at the cursor. At the most as many short queries as the order has columns, and one more."""
        direction, values = _read(self._cursor, len(self._names))
        try:
            return self._page(direction, values)
        except (ValueError, TypeError, ValidationError):  # values that do not fit the columns: made by hand
            return self._page(FORWARDS, [])

    def _page(self, direction, values) -> Page:
        """Return the page that follows (or precedes) values; without values the one at the edge."""
        backwards = direction == BACKWARDS
        rows = self._beyond(values, backwards)
        more, rows = len(rows) > self._size, rows[: self._size]
        if values and not backwards and not rows:  # what followed is gone meanwhile
            return self._page(BACKWARDS, [])
        if values and backwards and not more:  # a first page is a full page
            return self._page(FORWARDS, [])
        rows = rows[::-1] if backwards else rows
        before, after = (more, bool(values)) if backwards else (bool(values), more)
        return Page(
            rows=rows,
            previous=self._write(BACKWARDS, rows[0]) if before else None,
            next=self._write(FORWARDS, rows[-1]) if after else None,
        )

    def _beyond(self, values, backwards) -> list:
        """Return one row more than a page: those past values, from the nearest on.

        First the rows that share all but the last column with values, then all but two, and so on: each part is one
        stretch of the index. One condition with OR would be simpler, and read all rows that share the first column: of
        assignments that is half the year, for they fall due on its last day.
        """
        order, found, most = self._order(backwards), [], self._size + 1
        if not values:
            return list(self._rows.order_by(*order)[:most])
        for depth in reversed(range(len(values))):
            same = dict(zip(self._names[:depth], values, strict=False))
            past = "lt" if self._falling[depth] != backwards else "gt"
            part = self._rows.filter(**same, **{f"{self._names[depth]}__{past}": values[depth]})
            found += part.order_by(*order[depth:])[
                : most - len(found)
            ]  # by what is not fixed: or SQLite sorts them all
            if len(found) == most:
                break
        return found

    def _order(self, backwards) -> list[str]:
        pairs = zip(self._names, self._falling, strict=True)
        return [f"-{name}" if falling != backwards else name for name, falling in pairs]

    def _write(self, direction, row) -> str:
        values = [row[name] if isinstance(row, dict) else getattr(row, name) for name in self._names]
        plain = [value if isinstance(value, int | str) else _text(value) for value in values]
        return urlsafe_b64encode(json.dumps([direction, *plain]).encode()).decode().rstrip("=")


def count_up_to(queryset, most: int) -> int:
    """Return the number of rows, or most + 1 when there are more: nobody waits for a number that nobody reads."""
    return queryset.order_by().values("pk")[: most + 1].count()


def _text(value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)  # a moment is a date, too


def _read(cursor, columns) -> tuple[str, list]:
    """Return direction and values of a cursor; forwards and nothing for the first page and for nonsense."""
    if cursor == LAST:
        return BACKWARDS, []
    try:
        direction, *values = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, RecursionError):
        return FORWARDS, []
    fits = direction in (FORWARDS, BACKWARDS) and len(values) == columns and all(map(_is_plain, values))
    return (direction, values) if fits else (FORWARDS, [])


def _is_plain(value) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and "\0" not in value)

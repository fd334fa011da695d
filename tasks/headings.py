"""The headings of plans as the tree that they are: work points print three levels and more."""

from itertools import groupby

from tasks.models import Heading


class Headings:
    """All headings of some plans, in printed order. One query to open."""

    def __init__(self, plans):
        rows = Heading.objects.filter(plan__in=plans).order_by("plan", "position", "pk")
        self._rows: dict[int, Heading] = {row.pk: row for row in rows}
        self._paths: dict[int | None, tuple[Heading, ...]] = {None: ()}

    def __iter__(self):
        return iter(self._rows.values())

    def path(self, key: int | None) -> tuple[Heading, ...]:
        """Return the headings above and at the one with that key, outermost first; nothing for None."""
        if key not in self._paths:
            heading = self._rows.get(key)  # None: made since these were read
            self._paths[key] = (*self.path(heading.parent_id), heading) if heading else ()
        return self._paths[key]

    def words(self, key: int | None) -> tuple[str, ...]:
        """Return the printed words of ``path``."""
        return tuple(heading.text for heading in self.path(key))

    def sections(self, rows, key) -> list[tuple[list[Heading], list]]:
        """Return rows, which stand in printed order, under the headings that are printed above them.

        key gives the key of a row's heading. A heading that goes on is not repeated.
        """
        sections, above = [], ()
        for path, found in groupby(rows, key=lambda row: self.path(key(row))):
            new = [heading for place, heading in enumerate(path) if path[: place + 1] != above[: place + 1]]
            sections.append((new, list(found)))
            above = path
        return sections

    def within(self, key: int) -> list[int]:
        """Return the keys of a heading and of all below it."""
        return [row.pk for row in self if any(above.pk == key for above in self.path(row.pk))]

    def without(self, used) -> list[int]:
        """Return the keys of the headings under which, at any depth, none of the headings with the keys used stands."""
        kept = {above.pk for key in used for above in self.path(key)}
        return [row.pk for row in self if row.pk not in kept]

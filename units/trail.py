"""The history of one office, page by page: what a reader asks for, and the acts that answer, newest first.

Nothing is counted and nothing is skipped over: a page begins where the one before ended, and costs the same anywhere.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

from units.clock import start_of
from units.models import AuditEntry, User

PAGE = 20  # acts
CHUNK = 400  # entries read at once; an act of thousands is stepped over by the database
SYSTEM = 0  # stands for entries without a person


@dataclass(frozen=True, slots=True)
class Page:
    """The acts of one page, and the key of the entry behind which the older ones begin (None: there are none)."""

    acts: list[UUID]
    older: int | None


@dataclass(frozen=True, slots=True)
class Selection:
    """What somebody wants to see of the office's history."""

    user: User
    actor: int | None = None
    verb: str = ""
    object_type: str = ""
    start: date | None = None
    end: date | None = None

    def entries(self):
        """Return the entries that are asked for, by the indexes of the office."""
        rows = AuditEntry.objects.visible_to(self.user).filter(**self._equal())
        if self.actor is not None:
            rows = rows.filter(actor_ref=self.actor) if self.actor else rows.filter(actor_ref=None)
        return self._of_days(rows)

    def of_acts(self, acts):
        """Return those of them that belong to the given acts, by the index of the acts."""
        person = {} if self.actor is None else {"actor_ref": self.actor}
        rows = AuditEntry.objects.filter(act__in=acts).within(self.user)
        return self._of_days(rows.unindexed(**self._equal(), **person))

    def page(self, behind: AuditEntry | None = None, size: int = PAGE) -> Page:
        """Return the next acts behind an entry. An act stands where its newest entry stands.

        Reads a chunk of entries and takes each act where it comes first. One that also has an entry before ``behind``
        was on an earlier page. Goes on, past the acts it knows, until the page is full: nearly always after one chunk.
        """
        rows = self.entries().order_by("-at", "-pk")
        if behind is not None:
            rows = rows.older_than(behind.at, behind.pk)
        found: dict[UUID, int] = {}
        known: set[UUID] = set()
        chunk = None
        while len(found) <= size and (chunk is None or len(chunk) == CHUNK):
            if chunk:
                rows = rows.exclude(act__in=known).older_than(*chunk[-1][1:])
            chunk = list(rows.values_list("act", "at", "pk")[:CHUNK])
            fresh: dict[UUID, int] = {}
            for act, _, pk in chunk:
                fresh.setdefault(act, pk)
            known.update(fresh)
            shown = self._shown(fresh, behind)
            found |= {act: pk for act, pk in fresh.items() if act not in shown}
        acts = list(found)[:size]
        return Page(acts, found[acts[-1]] if len(found) > size else None)

    def _shown(self, acts, behind) -> set[UUID]:
        if behind is None or not acts:
            return set()
        before = self.of_acts(list(acts)).not_older_than(behind.at, behind.pk)
        return set(before.order_by().values_list("act", flat=True).distinct())

    def _equal(self) -> dict:
        return {name: value for name in ("verb", "object_type") if (value := getattr(self, name))}

    def _of_days(self, rows):
        if self.start:
            rows = rows.filter(at__gte=start_of(self.start))
        return rows.filter(at__lt=start_of(self.end + timedelta(days=1))) if self.end else rows


# -- what may be asked for: each value that occurs, found by jumping through an index from one to the next

_NEXT = """WITH RECURSIVE found(value) AS (
    SELECT MIN({column}) FROM units_auditentry WHERE {scope}
    UNION ALL
    SELECT (SELECT MIN({column}) FROM units_auditentry WHERE {scope} AND {column} > value)
    FROM found WHERE value IS NOT NULL)
SELECT value{name} FROM found WHERE value IS NOT NULL"""
_NAME = """, (SELECT actor_name FROM units_auditentry
    WHERE office_ref = %s AND actor_ref = value ORDER BY at DESC, id DESC LIMIT 1)"""


def verbs(office_ref: int) -> list[str]:
    """Return what was ever done in the office, as the history calls it."""
    return [verb for (verb,) in _distinct("verb", office_ref)]


def people(office_ref: int) -> list[tuple[int, str]]:
    """Return who is in the office's history, with the latest name, gone or not."""
    return sorted(_distinct("actor_ref", office_ref, _NAME), key=lambda row: row[1])


def object_types() -> list[str]:
    """Return the labels of the kinds of things that were acted on, in any office."""
    return [label for (label,) in _distinct("object_type", None)]


def _distinct(column: str, office_ref: int | None, name: str = "") -> list[tuple]:
    scope = "TRUE" if office_ref is None else "office_ref = %s"
    sql = _NEXT.format(column=column, scope=scope, name=name)
    with connection.cursor() as cursor:
        cursor.execute(sql, [] if office_ref is None else [office_ref] * sql.count("%s"))
        return cursor.fetchall()

"""The guard over the rows of offices: while a page is answered, a query on them that names no office raises.

Every page starts from ``visible_to(user)``; this is what happens to the one that forgets. A query is scoped when its own
conditions (joined by AND, or in every branch of an OR) compare with values

- the office, or a key to a row that belongs to an office, or such a key or office of a row joined to it, or
- a column that the queryset names in ``scoped_by``, or
- the row's own key with a subquery that is itself scoped.

The own key alone does not do: ``Task.objects.get(pk=pk)`` with a number out of an address is the usual leak. Outside of
pages (jobs, commands) the guard is off: sweeps go over all offices. Why it is built so: docs/decisions/0010-scope-guard.md
"""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from django.db.models import Exists, QuerySet
from django.db.models.expressions import Col, ResolvedOuterRef
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, In, IsNull
from django.db.models.sql import AND, OR, Query
from django.db.models.sql.where import NothingNode, WhereNode

_watching = ContextVar("units.scope", default=False)


class Unscoped(RuntimeError):
    """A page asked for rows of offices without saying of which: a mistake in the code, never of the visitor."""


@contextmanager
def watched():
    """Refuse queries without a scope inside of this."""
    token = _watching.set(True)
    try:
        yield
    finally:
        _watching.reset(token)


class GuardedQuerySet(QuerySet):
    """Rows that belong to an office, directly or by what they hang on."""

    scoped_by: tuple[str, ...] = ()  # columns beside the keys that say whose the rows are

    def again(self, *rows):
        """Narrow to rows of this model that were found in the database before, to lock them or to read them anew.

        TypeError for anything else: a bare key may come from anywhere.
        """
        for row in rows:
            if not isinstance(row, self.model) or row._state.adding:
                raise TypeError(f"again() takes rows of {self.model.__name__} that were read, not {row!r}")
        found = self.filter(pk=rows[0].pk) if len(rows) == 1 else self.filter(pk__in=[row.pk for row in rows])
        found.query.keys_were_found = True
        return found

    def everywhere(self, why: str):
        """Let the rows of all offices be read, for the reason why. Each use is listed in tests/permissions."""
        if not why.strip():
            raise ValueError("say why all offices are meant")
        rows = self._chain()
        rows.query.all_offices_because = why
        return rows

    def bulk_update(self, objs, fields, batch_size=None):
        """Write the fields of rows that were found before."""
        rows = self._chain()
        rows.query.keys_were_found = True
        return super(GuardedQuerySet, rows).bulk_update(objs, fields, batch_size)

    # -- the ways to the database

    def _fetch_all(self):
        if self._result_cache is None:
            check(self)
        super()._fetch_all()

    def iterator(self, *args, **kwargs):
        """Read row by row."""
        check(self)
        return super().iterator(*args, **kwargs)

    def count(self):
        """Return the number of rows."""
        check(self)
        return super().count()

    def exists(self):
        """Return whether there is a row."""
        check(self)
        return super().exists()

    def aggregate(self, *args, **kwargs):
        """Return figures over all rows."""
        check(self)
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs):
        """Change the rows; return their number."""
        check(self)
        return super().update(**kwargs)

    update.alters_data = True

    def delete(self):
        """Delete the rows and what hangs on them."""
        check(self)
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def raw(self, *args, **kwargs):
        """Refuse within pages: nobody can tell whose rows written SQL reads."""
        if _watching.get():
            raise _refusal(self.model)
        return super().raw(*args, **kwargs)


def check(rows):
    """Raise Unscoped if a page is being answered and the queryset rows does not say of which office."""
    if _watching.get() and not is_scoped(rows.query):
        raise _refusal(rows.model)


def is_scoped(query: Query) -> bool:
    """Whether all rows of the query belong to offices, rows or people that it names."""
    if query.combinator:
        return all(is_scoped(part) for part in query.combined_queries)
    return hasattr(query, "all_offices_because") or _narrows(query.where, query)


def is_guarded(model) -> bool:
    """Whether the rows of model belong to offices and its manager watches over them."""
    return issubclass(getattr(model._default_manager, "_queryset_class", QuerySet), GuardedQuerySet)


def _narrows(node, query) -> bool:
    """Whether this condition keeps to the rows of an office by itself."""
    if isinstance(node, WhereNode):
        return _any_or_all(node, query)
    if isinstance(node, NothingNode):
        return True
    if isinstance(node, Exact) and isinstance(node.lhs, Exists) and node.rhs is True:  # how filter(Exists(…)) is kept
        node = node.lhs
    if isinstance(node, Exists):
        return is_scoped(node.query) and _hangs_on_outer(node.query)
    if isinstance(node, IsNull):
        return node.rhs is True and _names_office(node.lhs)
    return isinstance(node, Exact | In) and _compares_key(node, query)


def _any_or_all(node, query) -> bool:
    if node.negated or node.connector not in (AND, OR) or not node.children:
        return False
    found = (_narrows(child, query) for child in node.children)
    return any(found) if node.connector == AND else all(found)


def _compares_key(lookup, query) -> bool:
    column, value = lookup.lhs, lookup.rhs
    if isinstance(column, Coalesce):  # as written where an index is not to be used
        column = column.get_source_expressions()[0]
    if not isinstance(column, Col) or column.alias not in query.alias_map or _leaves_office(column.alias, query):
        return False
    own = query.alias_map[column.alias].parent_alias is None
    if isinstance(value, Query):
        return is_scoped(value) and (column.target.primary_key or _is_key(column.target, own))
    if _refers(value):
        return False
    if own and column.target.primary_key and getattr(query, "keys_were_found", False):
        return True
    return _is_key(column.target, own) or (not own and column.target.primary_key)


def _leaves_office(alias, query) -> bool:
    """Whether the way from the row to this table may lead to another office: by rows above it, or by a person."""
    join = query.alias_map[alias]
    while join.parent_alias is not None:
        if _may_cross(join.join_field):
            return True
        join = query.alias_map[join.parent_alias]
    return False


@cache
def _may_cross(relation) -> bool:
    ends = {relation.model, relation.related_model}
    return len(ends) == 1 or not all(is_guarded(end) or end._meta.auto_created for end in ends)


@cache
def _is_key(field, own) -> bool:
    """Whether values of this column say whose a row is: a key to what belongs to an office, or a column named so.

    own: it is a column of the row itself. A person says whose a membership is, not whose all is that hangs on it.
    """
    to_office = field.is_relation and is_guarded(field.related_model)
    if field.name in getattr(getattr(field.model._default_manager, "_queryset_class", None), "scoped_by", ()):
        return own or to_office or not field.is_relation
    return to_office and field.related_model is not field.model


def _names_office(column) -> bool:
    """Whether the column is the office itself: rows without one are common to all."""
    return isinstance(column, Col) and column.target.is_relation and column.target.name == "office"


def _refers(value) -> bool:
    """Whether value is taken from a row instead of given."""
    return hasattr(value, "flatten") and any(isinstance(part, Col | ResolvedOuterRef) for part in value.flatten())


def _hangs_on_outer(query) -> bool:
    return any(_refers(getattr(node, "rhs", None)) for node in query.where.children)


def _refusal(model) -> Unscoped:
    name = model.__name__
    return Unscoped(
        f"{name}: a page asks for rows without saying of which office. Start from {name}.objects.visible_to(user) or "
        f"filter by the office or by a row of it; for a row that was found already use {name}.objects.again(row). "
        "See docs/decisions/0010-scope-guard.md"
    )

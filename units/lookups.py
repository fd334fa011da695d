"""A look-up that Django does not have."""

from django.db.models import Field
from django.db.models.lookups import In


@Field.register_lookup
class Among(In):
    """``IN`` a subquery that does not depend on the row and is read once, whatever the planner expects of it.

    PostgreSQL may take ``IN (SELECT …)`` for a join and, where it expects few rows (a table that grew since it was last
    analysed, a condition on an expression), read the subquery anew for each row outside. SQLite reads it once anyway.
    """

    lookup_name = "among"

    def as_postgresql(self, compiler, connection):
        if self.rhs_is_direct_value():
            return self.as_sql(compiler, connection)
        left, arguments = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} = ANY(ARRAY{right})", (*arguments, *more)

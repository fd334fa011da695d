"""The index of pieces: which two signs stand side by side in a text. Chinese words have two; trigrams do not know them.

PostgreSQL: a GIN index over a function of the columns. SQLite: an FTS5 table whose words are the same numbers, without
texts or places, kept by triggers. They name no other table (``tasks.tallies`` says why). SQLite loses the triggers of a
table that a migration rebuilds: such a migration ends with ``install`` again.

Nothing but what PostgreSQL and SQLite come with is needed. The function of PostgreSQL calls no function of ours and no
table, for ``pg_restore`` builds indexes with an empty search path.
"""

from units.finding import PIECE, Findable

EVENTS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}
FUNCTION = "govopen_pieces"
# In PL/pgSQL for the plan it keeps: a function in SQL takes twice as long for a short text.
PIECES = f"""CREATE OR REPLACE FUNCTION {FUNCTION}(written text) RETURNS bigint[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $pieces$
    DECLARE signs text[] := string_to_array(written, NULL);
    BEGIN
        RETURN ARRAY(
            SELECT ascii(one)::bigint * {PIECE} + ascii(two)
            FROM unnest(signs, signs[2:]) AS pair (one, two) WHERE two IS NOT NULL
        );
    END $pieces$"""


def install_function(connection) -> None:
    """Put the function in place that the indexes and conditions of all rooms use; SQLite needs none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(PIECES)


def remove_function(connection) -> None:
    """Take the function away, once no index uses it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}(text)")


def install(connection, where: Findable) -> None:
    """Build the index of where anew from what its table holds, and let it follow from now on."""
    remove(connection, where)
    with connection.cursor() as cursor:
        for statement in _sqlite(where) if connection.vendor == "sqlite" else _postgresql(where):
            cursor.execute(statement)


def remove(connection, where: Findable) -> None:
    """Take the index away."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for event in EVENTS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {where.index}_{event}")
            cursor.execute(f"DROP TABLE IF EXISTS {where.index}")
        else:
            cursor.execute(f"DROP INDEX IF EXISTS {where.index}")


def is_there(connection, where: Findable) -> bool:
    """Whether all of the index is there; SQLite may have lost triggers with a table that was rebuilt."""
    names, table, column = {where.index}, "pg_indexes", "indexname"
    if connection.vendor == "sqlite":
        names |= {f"{where.index}_{event}" for event in EVENTS}
        table, column = "sqlite_master", "name"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM {table} WHERE {column} IN ({', '.join(['%s'] * len(names))})", list(names)
        )
        return len(cursor.fetchall()) == len(names)


def _postgresql(where) -> list[str]:
    """One entry a piece: a word of two signs is one look-up, a longer one the rows that hold all its pieces."""
    text = " || E'\\n' || ".join(where.columns)
    return [f"CREATE INDEX {where.index} ON {where.table} USING gin (govopen_pieces({text}))"]


def _sqlite(where) -> list[str]:
    """``detail=none`` keeps which rows hold a piece and not where: GLOB beside it looks at the text anyway."""
    add, drop = (
        f"INSERT INTO {where.index} (rowid, numbers)",
        f"INSERT INTO {where.index} ({where.index}, rowid, numbers)",
    )
    act = {
        "NEW": f"{add} SELECT NEW.id, {_numbers(where, 'NEW')};",
        "OLD": f"{drop} SELECT 'delete', OLD.id, {_numbers(where, 'OLD')};",
    }
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in where.columns)
    when = {"update": f" WHEN {changed}"}  # save() writes all columns, mostly for the state's sake
    options = "content='', detail=none, columnsize=0, tokenize='ascii'"
    return [
        f"CREATE VIRTUAL TABLE {where.index} USING fts5 (numbers, {options})",
        f"{add} SELECT id, {_numbers(where, where.table)} FROM {where.table}",
        *(
            f"CREATE TRIGGER {where.index}_{event} AFTER {event} ON {where.table}{when.get(event, '')}"
            f" BEGIN {' '.join(act[row] for row in rows)} END"
            for event, rows in EVENTS.items()
        ),
    ]


def _numbers(where, row) -> str:
    """Return SQL for the pieces of a row as words between blanks."""
    text = " || char(10) || ".join(f"{row}.{column}" for column in where.columns)
    return f"""(
        WITH RECURSIVE whole (text) AS MATERIALIZED (SELECT {text}),
        pair (place, one, two) AS (
            SELECT 1, unicode(text), unicode(substr(text, 2, 1)) FROM whole
            UNION ALL
            SELECT place + 1, two, unicode(substr(text, place + 2, 1)) FROM pair, whole WHERE two IS NOT NULL
        )
        SELECT coalesce(group_concat(one * {PIECE} + two, ' '), '') FROM pair WHERE two IS NOT NULL)"""

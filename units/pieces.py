"""The index of pieces: which two signs stand side by side in a text. Chinese words have two; trigrams do not know them.

PostgreSQL: a GIN index over a function of the columns. SQLite: an FTS5 table whose words are the same numbers, without
texts or places, kept by triggers. They name no other table (``tasks.tallies`` says why). SQLite loses the triggers of a
table that a migration rebuilds: such a migration ends with ``install`` again.

Nothing but what PostgreSQL and SQLite come with is needed. The functions of PostgreSQL call no function of ours and no
table, for ``pg_restore`` builds indexes with an empty search path.
"""

from units.finding import PIECE, SAME, SHIFT, WIDE, WIDE_BLANK, Findable

EVENTS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}
_FROM, _TO = "".join(map(chr, SAME)).replace("'", "''"), "".join(SAME.values()).replace("'", "''")
_SAME = f"translate($1, '{_FROM}', '{_TO}')"
FUNCTIONS = {
    "govopen_same": ("text", f"SELECT {_SAME}"),
    "govopen_pieces": (
        "bigint[]",
        f"""SELECT ARRAY(
            SELECT DISTINCT ascii(one)::bigint * {PIECE} + ascii(two)
            FROM (SELECT string_to_array({_SAME}, NULL) AS signs) AS cut, unnest(signs, signs[2:]) AS pair (one, two)
            WHERE two IS NOT NULL)""",
    ),
}


def install_functions(connection) -> None:
    """Put the functions in place that the indexes and conditions of all rooms use; SQLite needs none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name, (kind, body) in FUNCTIONS.items():
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}(text) RETURNS {kind}"
                    f" LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $found${body}$found$"
                )


def remove_functions(connection) -> None:
    """Take the functions away, once no index uses them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in FUNCTIONS:
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}(text)")


def install(connection, where: Findable) -> None:
    """Build the index of where anew from what its table holds, and let it follow from now on."""
    remove(connection, where)
    if connection.vendor not in where.indexed:
        return
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
    capitals = f"{ord('A')} AND {ord('Z')}"
    return f"""(
        WITH RECURSIVE whole (text) AS MATERIALIZED (SELECT {text}),
        sign (place, code) AS (
            SELECT 1, unicode(substr(text, 1, 1)) FROM whole
            UNION ALL
            SELECT place + 1, unicode(substr(text, place + 1, 1)) FROM sign, whole WHERE code IS NOT NULL
        ),
        narrow (code) AS (
            SELECT CASE WHEN code BETWEEN {WIDE[0]} AND {WIDE[-1]} THEN code - {SHIFT}
                WHEN code = {WIDE_BLANK} THEN 32 ELSE code END FROM sign
        ),
        small (code) AS (SELECT CASE WHEN code BETWEEN {capitals} THEN code + 32 ELSE code END FROM narrow),
        pair (one, two) AS (SELECT code, lead(code) OVER () FROM small)
        SELECT coalesce(group_concat(one * {PIECE} + two, ' '), '') FROM pair WHERE two IS NOT NULL)"""

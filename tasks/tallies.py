"""The triggers that count assignments (``tasks.models.Tally``), whoever writes them: services, bulk statements, raw SQL.

They name no table but the two, for SQLite refuses to rename a table while a trigger names one that is not there: a
migration that rebuilds the table of tasks must not stumble over them. One that rebuilds the table of assignments takes
them away and must end with ``install``; ``wrong`` finds it out each night.
"""

FUNCTION, TRIGGER = "tasks_tally_count", "tasks_assignment_tally"
KEY = "plan_id, unit_id, state, due_on"
COUNTED = f"SELECT {KEY}, COUNT(*) AS number FROM tasks_assignment GROUP BY {KEY}"
TALLIED = f"SELECT {KEY}, SUM(number) AS number FROM tasks_tally GROUP BY {KEY} HAVING SUM(number) <> 0"
EVENTS = {"insert": ["come"], "update": ["come", "gone"], "delete": ["gone"]}


def install(connection) -> None:
    """Put the triggers in place and count anew; the transaction of the caller keeps others from writing between."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _sqlite() if connection.vendor == "sqlite" else _postgresql():
            cursor.execute(statement)
    recount(connection)


def remove(connection) -> None:
    """Take the triggers away."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for event in EVENTS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {TRIGGER}_{event}")
        else:
            cursor.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}() CASCADE")


def recount(connection) -> None:
    """Count all assignments anew. Inside a transaction; on PostgreSQL who wants to write waits until it ends."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("LOCK TABLE tasks_assignment IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM tasks_tally")
        cursor.execute(f"INSERT INTO tasks_tally ({KEY}, number) {COUNTED}")


def compact(connection) -> None:
    """Put the rows of each key together. Two at once do no harm: each adds up only what it took away itself."""
    statement = "DELETE FROM tasks_tally WHERE number = 0"
    if connection.vendor == "postgresql":
        statement = f"""
            WITH many AS (
                SELECT {KEY} FROM tasks_tally GROUP BY {KEY} HAVING COUNT(*) > 1 OR SUM(number) = 0
            ), gone AS (
                DELETE FROM tasks_tally t USING many m WHERE t.plan_id = m.plan_id AND t.unit_id = m.unit_id
                    AND t.state = m.state AND t.due_on IS NOT DISTINCT FROM m.due_on
                RETURNING t.plan_id, t.unit_id, t.state, t.due_on, t.number
            )
            INSERT INTO tasks_tally ({KEY}, number)
            SELECT {KEY}, SUM(number) FROM gone GROUP BY {KEY} HAVING SUM(number) <> 0"""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def wrong(connection) -> int:
    """Return in how many numbers the tallies differ from a fresh count, in one look: 0 unless the triggers were away."""
    differing = f"SELECT * FROM ({TALLIED}) AS a EXCEPT SELECT * FROM ({COUNTED}) AS b"
    lacking = f"SELECT * FROM ({COUNTED}) AS c EXCEPT SELECT * FROM ({TALLIED}) AS d"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (SELECT COUNT(*) FROM ({differing}) AS e) + (SELECT COUNT(*) FROM ({lacking}) AS f)")
        return cursor.fetchone()[0]


def _sqlite() -> list[str]:
    """One row a key, counted up and down: SQLite has one writer at a time, so nobody waits for a row."""
    come, gone = _start("NEW") + _one("NEW", "+"), _one("OLD", "-")
    moved = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in KEY.split(", "))
    acts = {"insert": ("", come), "update": (f" WHEN {moved}", gone + come), "delete": ("", gone)}
    return [
        f"CREATE TRIGGER {TRIGGER}_{event} AFTER {event} ON tasks_assignment{when} BEGIN {act} END"
        for event, (when, act) in acts.items()
    ]


def _start(row: str) -> str:
    """Return what makes sure that there is a row to count in."""
    values = ", ".join(f"{row}.{column}" for column in KEY.split(", "))
    return f"""
        INSERT INTO tasks_tally ({KEY}, number) SELECT {values}, 0 WHERE NOT EXISTS (SELECT 1 {_same(row)});"""


def _one(row: str, sign: str) -> str:
    """Return what counts one row up or down."""
    return f"""
        UPDATE tasks_tally SET number = number {sign} 1 WHERE id = (SELECT id {_same(row)} LIMIT 1);"""


def _same(row: str) -> str:
    return "FROM tasks_tally WHERE " + " AND ".join(f"{column} IS {row}.{column}" for column in KEY.split(", "))


def _postgresql() -> list[str]:
    """Rows are only added, a statement's changes at once: an update of one common row would make units wait for each
    other, and two acts that go opposite ways (报送 and 退回) lock each other out."""
    branches = " ELSIF ".join(f"TG_OP = '{event.upper()}' THEN {_added(tables)}" for event, tables in EVENTS.items())
    function = f"""CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $count$
        BEGIN IF {branches} END IF; RETURN NULL; END $count$"""
    names = {"come": "NEW TABLE AS come", "gone": "OLD TABLE AS gone"}
    triggers = [
        f"CREATE TRIGGER {TRIGGER}_{event} AFTER {event} ON tasks_assignment"
        f" REFERENCING {' '.join(names[table] for table in tables)} FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
        for event, tables in EVENTS.items()
    ]
    return [function, *triggers]


def _added(tables) -> str:
    one = {"come": 1, "gone": -1}
    rows = " UNION ALL ".join(f"SELECT {KEY}, {one[table]} AS one FROM {table}" for table in tables)
    return f"""INSERT INTO tasks_tally ({KEY}, number)
        SELECT {KEY}, SUM(one) FROM ({rows}) AS moved GROUP BY {KEY} HAVING SUM(one) <> 0;"""

"""The triggers that keep the history as it was written, whoever speaks to the database: raw SQL, bulk, admin.

An entry is never changed; it goes only when it is older than 180 days and stands in an archive. Seals and archives stay
for good. The owner of a database can always take its triggers away: ``missing`` tells, and the seals tell what was done.
"""

ENTRY, SEAL, ARCHIVE = "units_auditentry", "units_auditseal", "units_auditarchive"
TABLES = (ENTRY, SEAL, ARCHIVE)
DAYS = 180

_REFUSE = "BEGIN SELECT RAISE(ABORT, '{table} is append-only: {what} refused'); END"
# With recursive_triggers off, as it is by default, INSERT OR REPLACE deletes a row without asking the delete trigger:
# so what would replace a row is refused before it is inserted. NEW.id is -1 where the database chooses the key.
_SAME = {
    ENTRY: "id = NEW.id",
    SEAL: "id = NEW.id OR previous = NEW.previous OR digest = NEW.digest",
    ARCHIVE: "id = NEW.id",
}
_OLD_AND_ARCHIVED = f"""OLD.at < strftime('%Y-%m-%d %H:%M:%f', 'now', '-{DAYS} days')
    AND EXISTS (SELECT 1 FROM {ARCHIVE} WHERE OLD.at < until AND OLD.id <= last_ref)"""


def _sqlite() -> dict[str, str]:
    made = {}
    for table in TABLES:
        events = {
            "update": ("UPDATE", ""),
            "delete": ("DELETE", f" WHEN NOT ({_OLD_AND_ARCHIVED})" if table == ENTRY else ""),
            "replace": ("INSERT", f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {_SAME[table]})"),
        }
        for what, (event, when) in events.items():
            name = f"{table}_no_{what}"
            refuse = _REFUSE.format(table=table, what=what)
            made[name] = f"CREATE TRIGGER {name} BEFORE {event} ON {table}{when} {refuse}"
    return made


SQLITE = _sqlite()

FUNCTION = "units_audit_guard"
# The archive is named with its schema: a temporary table of the same name must not answer for it.
BODY = f"""
DECLARE archived boolean;
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = '{ENTRY}' THEN
        IF OLD.at < now() - interval '{DAYS} days' THEN
            EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.{ARCHIVE} WHERE $1 < until AND $2 <= last_ref)',
                           TG_TABLE_SCHEMA) INTO archived USING OLD.at, OLD.id;
            IF archived THEN
                RETURN OLD;
            END IF;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, lower(TG_OP)
        USING ERRCODE = 'integrity_constraint_violation';
END
"""
# ENABLE ALWAYS: also where session_replication_role is replica, which switches common triggers off.
POSTGRESQL = {
    name: f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH {each} EXECUTE FUNCTION {FUNCTION}()"
    for table in TABLES
    for name, events, each in (
        (f"{table}_append_only", "UPDATE OR DELETE", "ROW"),
        (f"{table}_no_truncate", "TRUNCATE", "STATEMENT"),
    )
}

# The triggers that always fire (A), without a condition, before every row is changed or deleted (27) or the table is
# emptied (34), each with the text of what it does.
_FIRING = """SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE tgrelid IN ({tables}) AND tgenabled = 'A' AND tgqual IS NULL AND cardinality(tgattr::int2[]) = 0
    AND tgtype = CASE WHEN right(tgname, 9) = '_truncate' THEN 34 ELSE 27 END"""


def install(connection) -> None:
    """Put the triggers in place; those that are there are replaced."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def remove(connection) -> None:
    """Take the triggers away: for a migration that rebuilds a table, and for tests that empty it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            cursor.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}() CASCADE")


def missing(connection) -> list[str]:
    """Return the names of triggers that are not there, are switched off, or do something else than ours."""
    if connection.vendor == "sqlite":
        wanted = SQLITE
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        wanted = dict.fromkeys(POSTGRESQL, BODY)
        query = _FIRING.format(tables=", ".join(f"'{table}'::regclass" for table in TABLES))
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = dict(cursor.fetchall())
    return sorted(name for name, text in wanted.items() if found.get(name) != text)


def _statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return list(SQLITE.values())
    function = f"""CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog AS $guard${BODY}$guard$"""
    always = [
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{what}"
        for table in TABLES
        for what in ("append_only", "no_truncate")
    ]
    return [function, *POSTGRESQL.values(), *always]

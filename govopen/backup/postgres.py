"""Replaces a PostgreSQL database by a restored one, in one transaction."""

import re
from pathlib import Path

from django.db import connection

from govopen.backup import programs, quarantine
from govopen.backup.boxes import take_out
from units.faults import point

# What our triggers call goes with the tables, and so does what the backup brings; nothing else of the schema is touched.
_CREATES = re.compile(r"CREATE FUNCTION (\S+\([^)]*\))")
FUNCTIONS = """
    SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
      AND p.pronamespace = current_schema()::regnamespace AND c.relname = ANY(%s)
"""


def replace_postgres(box, manifest, at, scratch: Path) -> int:
    """Drop our tables, restore, put in quarantine: all or nothing; then migrate forward."""
    dump, scripts = scratch / "database.dump", [scratch / f"{step}.sql" for step in ("drop", "restore", "after")]
    take_out(box, manifest.database_file, dump)
    programs.run("pg_restore", "--no-owner", "--no-privileges", f"--file={scripts[1]}", dump)
    schema, drops = _drops(manifest)
    drops += [f"DROP FUNCTION IF EXISTS {signature} CASCADE" for signature in _functions(scripts[1])]
    after = [f'SET search_path TO "{schema}"', *quarantine.statements(manifest, at)]
    scripts[0].write_text("".join(f"{line};\n" for line in drops), encoding="utf-8")
    scripts[2].write_text("".join(f"{line};\n" for line in after), encoding="utf-8")
    connection.close()
    options = ["--no-psqlrc", "--no-password", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    files = [f"--file={script}" for script in scripts]
    programs.run("psql", *options, *files, connected=connection.settings_dict)
    point("database replaced")
    return quarantine.finish(manifest, at)


def _functions(script: Path) -> list[str]:
    """Return the functions that a dump creates: those of triggers and of indexes over words."""
    with script.open(encoding="utf-8") as lines:
        return [found[1] for line in lines if (found := _CREATES.match(line))]


def _drops(manifest) -> tuple[str, list[str]]:
    """Return the schema, and statements that drop our tables and the functions of their triggers."""
    known = set(connection.introspection.django_table_names()) | set(manifest.tables) | {"django_migrations"}
    with connection.cursor() as cursor:
        tables = sorted(known & set(connection.introspection.table_names(cursor)))
        cursor.execute(FUNCTIONS, [tables])
        functions = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
    drops = [f'DROP TABLE "{schema}"."{name}" CASCADE' for name in tables]
    return schema, drops + [f'DROP FUNCTION "{schema}"."{name}"() CASCADE' for name in functions]

"""The database itself refuses to change or delete the history (L02), whoever asks and however."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.utils import timezone

from tests.units.history.desk import run, unguarded, write
from units import guards, seals
from units.models import AuditArchive, AuditEntry, AuditSeal

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL")


@pytest.fixture
def rows():
    """One entry, its seal, and an archive that holds neither."""
    (entry,) = write()
    seals.seal(timezone.now())
    AuditArchive.objects.create(
        until=timezone.now(), last_ref=0, covers=[], count=0, path="x", digest="x", archived_at=timezone.now()
    )
    return {guards.ENTRY: entry, guards.SEAL: AuditSeal.objects.get(), guards.ARCHIVE: AuditArchive.objects.get()}


def refuses(sql, *values):
    """Whether the database refuses, and nothing has happened."""
    before = contents()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(sql, *values)
    return contents() == before


def contents():
    return [list(model.objects.order_by("pk").values_list()) for model in (AuditEntry, AuditSeal, AuditArchive)]


COLUMN = {guards.ENTRY: "verb", guards.SEAL: "digest", guards.ARCHIVE: "path"}


@pytest.mark.parametrize("table", guards.TABLES)
def test_no_row_is_changed_or_deleted_by_sql(rows, table):
    assert refuses(f"UPDATE {table} SET {COLUMN[table]} = 'x'")
    assert refuses(f"UPDATE {table} SET id = id + 1000")
    assert refuses(f"DELETE FROM {table}")
    assert refuses(f"DELETE FROM {table} WHERE id = %s", rows[table].pk)


@pytest.mark.parametrize("table", guards.TABLES)
def test_no_row_is_replaced_by_one_with_the_same_key(rows, table):
    columns = [field.column for field in rows[table]._meta.fields]
    names = ", ".join(map(connection.ops.quote_name, columns))
    same = f"SELECT {names} FROM {table}"
    if connection.vendor == "sqlite":
        assert refuses(f"INSERT OR REPLACE INTO {table} ({names}) {same}")
        assert refuses(f"REPLACE INTO {table} ({names}) {same}")
        assert refuses(f"UPDATE OR REPLACE {table} SET {COLUMN[table]} = 'x'")
        clash = f"{same} WHERE true ON CONFLICT (id) DO UPDATE SET {COLUMN[table]} = 'x'"
    else:
        clash = f"{same} ON CONFLICT (id) DO UPDATE SET {COLUMN[table]} = 'x'"
    assert refuses(f"INSERT INTO {table} ({names}) {clash}")


@on_sqlite
def test_a_seal_is_not_replaced_by_another_that_follows_the_same_one(rows):
    columns = [field.column for field in AuditSeal._meta.fields if field.column not in ("id", "digest")]
    names = ", ".join(map(connection.ops.quote_name, columns))
    for digest in ("'forged'", "digest"):
        assert refuses(
            f"INSERT OR REPLACE INTO {guards.SEAL} ({names}, digest) SELECT {names}, {digest} FROM {guards.SEAL}"
        )


@on_postgresql
@pytest.mark.parametrize("table", guards.TABLES)
def test_no_table_is_truncated(rows, table):
    assert refuses(f"TRUNCATE {table}")
    assert refuses(f"TRUNCATE {table} RESTART IDENTITY CASCADE")


@on_postgresql
def test_a_session_that_switches_common_triggers_off_is_refused_too(rows):
    run("SET LOCAL session_replication_role = replica")
    assert refuses(f"UPDATE {guards.ENTRY} SET verb = 'x'")
    assert refuses(f"DELETE FROM {guards.ENTRY}")
    assert refuses(f"TRUNCATE {guards.ENTRY}")


def test_no_way_of_the_orm_leads_around(rows):
    entry, plain = rows[guards.ENTRY], models.QuerySet(AuditEntry)
    entry.verb = "另一件事"
    before = contents()
    for act in (
        lambda: plain.update(verb="x"),
        lambda: plain.filter(pk=entry.pk)._raw_delete("default"),
        lambda: plain.bulk_update([entry], ["verb"]),
        lambda: models.Model.save(entry),
        lambda: models.Model.delete(entry),
    ):
        with pytest.raises((IntegrityError, TypeError)), transaction.atomic():
            act()
    for model in (AuditSeal, AuditArchive):
        for act in (model.objects.all().delete, lambda model=model: model.objects.update(count=7)):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                act()
    assert contents() == before


@pytest.mark.parametrize(
    ("days", "archived", "goes"), [(200, True, True), (200, False, False), (179, True, False), (0, True, False)]
)
def test_an_entry_goes_only_when_it_is_old_and_archived(days, archived, goes):
    (entry,) = write(days=days)
    if archived:
        AuditArchive.objects.create(
            until=timezone.now(),
            last_ref=entry.pk,
            covers=[],
            count=1,
            path="x",
            digest="x",
            archived_at=timezone.now(),
        )
    if goes:
        assert run("DELETE FROM units_auditentry WHERE id = %s", entry.pk) == 1
    else:
        assert refuses("DELETE FROM units_auditentry WHERE id = %s", entry.pk)
    assert AuditEntry.objects.filter(pk=entry.pk).exists() != goes


def test_an_archive_of_other_entries_opens_no_way():
    first, second = write(2, days=200)
    for until, last_ref in ((first.at, second.pk), (timezone.now(), first.pk)):
        AuditArchive.objects.create(
            until=until, last_ref=last_ref, covers=[], count=1, path="x", digest="x", archived_at=timezone.now()
        )
    assert refuses("DELETE FROM units_auditentry WHERE id = %s", second.pk)


@on_postgresql
def test_a_temporary_table_does_not_answer_for_the_archive():
    (entry,) = write(days=200)
    run("CREATE TEMPORARY TABLE units_auditarchive ON COMMIT DROP AS SELECT now() AS until, 9999999 AS last_ref")
    with pytest.raises(IntegrityError), transaction.atomic():
        run("DELETE FROM units_auditentry WHERE id = %s", entry.pk)


def test_the_migrations_put_every_trigger_in_place_and_what_is_gone_is_named():
    assert guards.missing(connection) == []
    with unguarded():
        assert len(guards.missing(connection)) == (9 if connection.vendor == "sqlite" else 6)
    assert guards.missing(connection) == []


def test_a_trigger_that_was_emptied_or_switched_off_is_named():
    if connection.vendor == "sqlite":
        run("DROP TRIGGER units_auditentry_no_update")
        run("CREATE TRIGGER units_auditentry_no_update BEFORE UPDATE ON units_auditentry BEGIN SELECT 1; END")
        assert guards.missing(connection) == ["units_auditentry_no_update"]
    else:
        run("ALTER TABLE units_auditentry ENABLE TRIGGER units_auditentry_append_only")
        run("ALTER TABLE units_auditseal DISABLE TRIGGER ALL")
        assert guards.missing(connection) == [
            "units_auditentry_append_only",
            "units_auditseal_append_only",
            "units_auditseal_no_truncate",
        ]


@on_postgresql
def test_the_role_of_the_application_has_no_right_to_change_the_history(rows):
    script = Path(settings.BASE_DIR, "deploy", "postgresql-roles.sql").read_text(encoding="utf-8")
    run("CREATE ROLE govopen_app")
    run(script)
    run("SET LOCAL ROLE govopen_app")
    write()
    assert seals.seal(timezone.now()) == 1
    before = contents()
    for table in guards.TABLES:
        for sql in (
            f"UPDATE {table} SET id = id",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            f"DROP TRIGGER {table}_append_only ON {table}",
        ):
            with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
                run(sql)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        run("INSERT INTO units_auditarchive SELECT * FROM units_auditarchive")
    assert contents() == before
    run("RESET ROLE")

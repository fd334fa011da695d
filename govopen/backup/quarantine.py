"""What every restored database goes through, in the same transaction or before it takes its place: nobody is logged in,
and no letter leaves. The copy does not know what was sent, and who was switched off, since it was made.
"""

from datetime import UTC

from django.core.management import call_command
from django.db import connection, transaction

from govopen.backup.manifest import Manifest
from reminders import hold
from reminders.models import MailServerState
from units.history import record
from units.models import LoginSession

SESSIONS = (LoginSession._meta.db_table, "django_session")
STATE = MailServerState._meta.db_table
HAS_HOLD = "reminders.0004_rules_runs_and_hold"  # earlier copies are put on hold after they are migrated


def why(manifest: Manifest) -> str:
    """Return the reason of the hold, for pages and the history."""
    return f"从备份恢复（备份时间 {manifest.moment}）"


def statements(manifest: Manifest, at) -> list[str]:
    """Return SQL for the database as it was backed up, whatever its release; both databases understand it."""
    sql = [f"DELETE FROM {table}" for table in SESSIONS if table in manifest.tables]
    if HAS_HOLD in manifest.migrations:
        zone = "+00" if manifest.database == "postgresql" else ""
        moment = f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}{zone}"
        reason = why(manifest).replace("'", "''")
        sql.append(
            f"INSERT INTO {STATE} (id, failures, stopped, reason, held_at, held_why)"
            f" VALUES (1, 0, FALSE, '', '{moment}', '{reason}')"
            " ON CONFLICT (id) DO UPDATE SET held_at = excluded.held_at, held_why = excluded.held_why"
        )
    return sql


def finish(manifest: Manifest, at) -> int:
    """Migrate forward, see that mail is on hold, write the restore into the history; return how many letters wait."""
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        hold.hold(why(manifest), at)
        state = MailServerState.objects.get(pk=1)
        changes = {"版本": ["", manifest.version], "行数": ["", manifest.rows]}
        record("恢复备份", state, by=None, at=at, office=None, changes=changes, reason=why(manifest), label="数据库")
    waiting = hold.waiting_letters()
    connection.close()
    return waiting

"""Replaces a SQLite database by a restored one."""

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from govopen.backup import quarantine
from govopen.backup.boxes import take_out
from govopen.backup.copies import open_sqlite
from govopen.backup.errors import BackupFailed
from units.faults import point

STEP = 100  # pages
SECONDS = 5  # for somebody else's last statement


def replace_sqlite(box, manifest, at, scratch: Path) -> int:
    """Make the restored database ready beside the live one, then copy it over in one transaction."""
    ready = scratch / "database"
    take_out(box, manifest.database_file, ready)
    with closing(open_sqlite(ready)) as copy:
        copy.execute("BEGIN")
        for statement in quarantine.statements(manifest, at):
            copy.execute(statement)
        copy.execute("COMMIT")
    with _pointed_at(ready):
        waiting = quarantine.finish(manifest, at)
    point("database ready")
    _copy_over(ready, Path(connection.settings_dict["NAME"]), at)
    return waiting


@contextmanager
def _pointed_at(path: Path):
    """Let this process work on another file for a while."""
    connection.close()
    live = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = live


def _copy_over(ready: Path, live: Path, at) -> None:
    live.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        _copy(ready, live)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise BackupFailed("还有程序在用数据库，请先停止网页、后台任务和定时器，再恢复。") from None
        raise
    except sqlite3.DatabaseError:  # what is there is no database any more, perhaps the reason of the restore
        for path in (live, live.with_name(f"{live.name}-wal"), live.with_name(f"{live.name}-shm")):
            if path.exists():
                path.rename(path.with_name(f"{path.name}.damaged-{at:%Y%m%d%H%M%S}"))
        _copy(ready, live)


def _copy(ready: Path, live: Path) -> None:
    """One transaction: a kill leaves what was there, for SQLite rolls it back at the next opening."""
    with closing(open_sqlite(ready)) as source, closing(sqlite3.connect(live, SECONDS, isolation_level=None)) as target:
        target.execute("PRAGMA locking_mode = EXCLUSIVE")
        target.execute("PRAGMA journal_mode = DELETE")  # refused while anybody else has the database open
        target.execute("BEGIN EXCLUSIVE")
        target.execute("COMMIT")
        source.backup(target, pages=STEP, progress=lambda *_: point("copying over"))
    live.chmod(0o600)

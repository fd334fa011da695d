"""What an installation holds before a restore: what would be lost, and who still works with it."""

import fcntl
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from govopen.backup.errors import BackupFailed
from reminders.models import OutgoingMail
from tasks.models import Assignment, EvidenceFile, ProgressReport
from units.models import AuditEntry, Office, User

TOLD = (Office, User, Assignment, ProgressReport, EvidenceFile, OutgoingMail, AuditEntry)


@dataclass(frozen=True, slots=True)
class Existing:
    """What is there. words: a sentence for whoever is about to replace it."""

    offices: int
    words: str


def existing() -> Existing | None:
    """Return what the database holds, None when no office, account or history is in it, or no table at all."""
    try:
        tables = set(connection.introspection.table_names())
        counts = {model: _ask(f"SELECT COUNT(*) FROM {table}") for model in TOLD if (table := _table(model)) in tables}
        if not any(counts.values()):
            return None
        last = _ask(f"SELECT MAX(at) FROM {_table(AuditEntry)}") if counts.get(AuditEntry) else None
    except DatabaseError as error:
        if connection.vendor != "sqlite":
            raise BackupFailed(f"连不上数据库：{str(error).strip()}") from error
        return Existing(0, f"现有数据库读不出来（{error}）；原文件会改名留在原处。")
    told = "，".join(f"{model._meta.verbose_name}{count}" for model, count in counts.items() if count)
    return Existing(counts.get(Office, 0), f"现有数据将全部被替换：{told}{_until(last)}。")


def _table(model) -> str:
    return model._meta.db_table


def _ask(question: str):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def _until(last) -> str:
    if last is None:
        return ""
    when = f"{timezone.localtime(last):%Y-%m-%d %H:%M}" if hasattr(last, "tzinfo") else f"{last[:16]}（UTC）"
    return f"，最近一条操作记录在 {when}"


@contextmanager
def nobody_else():
    """Keep `up` from running meanwhile, and refuse while it does or others are connected to the database."""
    settings.VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (settings.VAR_DIR / "up.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BackupFailed("平台正在运行，请先停止（网页、后台任务、定时器），再恢复。") from None
        if connection.vendor == "postgresql" and (others := _connected()):
            raise BackupFailed(f"还有 {others} 个连接在用数据库，请先停止网页、后台任务和定时器，再恢复。")
        yield


def _connected() -> int:
    return _ask(
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )

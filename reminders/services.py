"""One sweep: heal, plan, and say what may leave now."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection

from reminders import outbox, planning
from units.models import Office


@dataclass(slots=True)
class Run:
    """What one run said, and to whom it said nothing and why."""

    mails: list = field(default_factory=list)  # (key, address, Digest)
    suppressed: list = field(default_factory=list)


def database_now():
    """Return the moment by the database's clock: the one clock that all processes share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        (value,) = cursor.fetchone()
    if isinstance(value, str):  # SQLite answers in text, in UTC
        value = datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value


def plan_all(at, *, ignore_hours=False) -> list[planning.Suppressed]:
    """Plan every office and return who gets nothing."""
    suppressed = []
    for office in Office.objects.select_related("reminder_policy").order_by("pk"):
        suppressed += planning.plan(office, at, ignore_hours=ignore_hours)
    return suppressed


def run_now(at, *, ignore_hours=False) -> Run:
    """Heal, plan and send in this process, without Celery (cron, or the command line)."""
    outbox.recover(at)
    run = Run(suppressed=plan_all(at, ignore_hours=ignore_hours))
    for pk in outbox.due(at):
        if sent := outbox.send(pk, at):
            run.mails.append(sent)
    return run

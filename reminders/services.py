"""One sweep: heal, plan, and say what may leave now."""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection

from reminders import outbox, planning
from reminders.contacts import Suppressed
from units.models import Office

log = logging.getLogger(__name__)


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


def plan_all(at, *, ignore_hours=False) -> list[Suppressed]:
    """Plan every office and return who gets nothing. An office that cannot be planned does not hold up the others."""
    suppressed = []
    for office in Office.objects.select_related("reminder_policy").order_by("pk"):
        try:
            suppressed += planning.plan(office, at, ignore_hours=ignore_hours)
        except Exception:
            log.exception("the reminders of %s cannot be planned", office.slug)
            suppressed.append(Suppressed(office.name, "提醒计算出错，请管理员查看日志"))
    return suppressed


def run_now(at=None, *, ignore_hours=False) -> Run:
    """Heal, plan and send in this process, without Celery (cron, or the command line).

    With a moment given, all of it happens at that moment; without one, each letter at its own.
    """
    now = (lambda: at) if at else database_now
    outbox.recover(now())
    run = Run(suppressed=plan_all(now(), ignore_hours=ignore_hours))
    run.mails = outbox.send_many(outbox.due(now(), ignore_hours=ignore_hours), now, ignore_hours=ignore_hours)
    return run

"""Celery functions: keys in, service called. What waits stands in the database; a lost message costs a minute."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from imports.models import ImportBatch
from imports.services import batch_work
from units import history
from units.clock import database_now

EXPIRES = 50  # seconds; what nobody took by then is asked for again by the next resume
log = logging.getLogger(__name__)


@shared_task
def work(pk):
    """Read or apply one batch; delivered twice, the second finds nothing to do."""
    with history.act("后台任务"):
        batch_work(pk=pk, now=database_now)


@shared_task
def resume():
    """Ask for work on every batch that waits: its message was lost, or its worker died."""
    for pk in ImportBatch.objects.waiting(database_now()).order_by("pk").values_list("pk", flat=True):
        work.apply_async((pk,), expires=EXPIRES)


def wake(batch) -> None:
    """Hint to a worker that the batch waits. Without a broker it waits for the next resume."""
    try:
        work.apply_async((batch.pk,), expires=EXPIRES, retry=False)
    except (OperationalError, OSError):
        log.warning("no broker: import %s waits for the next resume", batch.pk, exc_info=True)

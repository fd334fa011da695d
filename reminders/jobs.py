"""Celery functions: keys in, service called. The schedule is one static entry in the settings."""

from celery import shared_task

from reminders import outbox
from reminders.services import database_now, plan_all


@shared_task
def sweep():
    """Heal and plan, then ask for every envelope that may leave. Losing this message costs nothing: the next comes."""
    at = database_now()
    outbox.recover(at)
    plan_all(at)
    for pk in outbox.due(at):
        send_mail.delay(pk)


@shared_task(acks_late=True, reject_on_worker_lost=True)
def send_mail(pk):
    """Send one envelope; delivered twice, the second finds nothing to claim."""
    outbox.send(pk, database_now())

"""Celery functions: keys in, service called. The schedule is one static entry in the settings."""

import logging
import random

from celery import shared_task
from kombu.exceptions import OperationalError

from reminders import health, outbox, posting
from reminders.services import heal, plan_all, send
from units import history
from units.accounts import link_mails
from units.accounts.jobs import send_links
from units.clock import database_now
from units.models import Office

log = logging.getLogger(__name__)
LETTERS = 100  # a message
MESSAGES = 10  # a sweep: a slow server must not fill the queue before the next sweep
OFFICES = 50  # planned by the sweep itself; of more, each message takes so many to whichever worker is free
EXPIRES = 50  # seconds; what nobody took until the next sweep is asked for again by it


@shared_task
def sweep():
    """Heal and plan, then ask for the envelopes that may leave. Losing this message costs nothing: the next comes."""
    at = database_now()
    heal(at)
    blocks = _blocks(list(Office.objects.order_by("pk").values_list("pk", flat=True)))
    if len(blocks) == 1:
        plan_all(at)
    keys = outbox.due(at)[: LETTERS * MESSAGES]
    for start in range(0, len(keys), LETTERS):
        send_mail.apply_async(keys[start : start + LETTERS], expires=EXPIRES)
    if link_mails.due(at).exists():
        send_links.apply_async(expires=EXPIRES)
    posting.plan_posts(at)
    for key in posting.due_posts(at):
        send_group_post.apply_async((key,), expires=EXPIRES)
    if len(blocks) > 1:  # letters that wait go first
        for block in blocks:
            plan_offices.apply_async((block,), expires=EXPIRES)


def _blocks(offices: list[int]) -> list[list[int]]:
    """Return the offices in parts, in another order each time: with too few workers for all, none is always the last."""
    blocks = [offices[start : start + OFFICES] for start in range(0, len(offices), OFFICES)]
    random.shuffle(blocks)
    return blocks


@shared_task
def plan_offices(offices):
    """Plan these offices; delivered twice, or at the same time as another sweep's, nothing is said twice."""
    plan_all(database_now(), offices=offices)


@shared_task(acks_late=True, reject_on_worker_lost=True)
def send_mail(*keys):
    """Send these envelopes; delivered twice, the second finds nothing to claim."""
    with history.act("reminders.jobs.send_mail"):
        send(keys, database_now, seconds=60)


def ask_for(mail) -> None:
    """Hint to a worker that a letter is wanted at once. Without a broker it waits for the next sweep."""
    try:
        send_mail.apply_async((mail.pk,), expires=EXPIRES, retry=False)
    except (OperationalError, OSError):
        log.warning("no broker: mail %s waits for the next sweep", mail.pk, exc_info=True)


@shared_task
def tidy():
    """Forget the notes of plannings that nobody looks at any more. A night without it does no harm."""
    log.info("reminders: %s notes of plannings forgotten", health.forget(database_now()))


@shared_task
def send_group_post(key):
    """Post one message into a group; delivered twice, the second finds nothing to claim."""
    posting.send_post(key, database_now())

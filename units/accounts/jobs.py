"""Celery function of the accounts; the sweep asks for it when there is something to send."""

from celery import shared_task

from units.accounts import link_mails
from units.clock import database_now


@shared_task
def send_links():
    """Mail the links that were asked for; delivered twice, the second finds nothing to claim."""
    link_mails.send_due(database_now())

"""Celery functions of the room."""

from celery import shared_task

from units import seals
from units.clock import database_now


@shared_task
def seal():
    """Seal the entries of the last minute. Losing this message costs nothing: the next one seals them."""
    seals.seal(database_now())

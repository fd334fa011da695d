"""The door of the house: settings, addresses and processes. No rule of the office lives here."""

from govopen.celery import app as celery_app

__all__ = ["celery_app"]

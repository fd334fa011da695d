"""The Celery application: an alarm clock. What is due stands in the database, never in the queue."""

import gc
import logging.config
import os

from celery import Celery
from celery.signals import setup_logging, worker_init, worker_process_init
from django.conf import settings

# A server whose environment was lost must not start on an empty development database.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govopen.settings.production")

app = Celery("govopen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")


@worker_init.connect
@worker_process_init.connect
def settle(**_told):
    """Let the collector pass over what the program itself is made of: planning makes many small things, and each pass counts."""
    gc.collect()
    gc.freeze()


@setup_logging.connect
def log_as_the_web_does(loglevel, **_told):
    """Keep Celery from laying its own log over ours: its lines would be unmasked and of another form."""
    logging.config.dictConfig(settings.LOGGING)
    logging.getLogger().setLevel(loglevel)

"""The Celery application: an alarm clock. What is due stands in the database, never in the queue."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govopen.settings.dev")

app = Celery("govopen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")

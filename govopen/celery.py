"""The Celery application: an alarm clock. What is due stands in the database, never in the queue."""

import os

from celery import Celery

# A server whose environment was lost must not start on an empty development database.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govopen.settings.production")

app = Celery("govopen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")

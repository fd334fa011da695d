"""How gunicorn runs the web processes: gunicorn -c deploy/gunicorn.conf.py govopen.wsgi

The environment may say otherwise: GUNICORN_CMD_ARGS="--workers 4". Behind a web server only; it speaks plain HTTP.
"""

import os
import shutil

bind = "127.0.0.1:8000"
workers = 2
threads = 4
timeout = 120  # an upload of 400 MB over a slow line is received by the web server in front
graceful_timeout = 25  # SIGTERM: what was begun is answered, and within 30 seconds all is over
worker_tmp_dir = "/dev/shm"  # a heartbeat file must not wait for a disk
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "govopen.log_lines.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "INFO", "handlers": ["console"]},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["console"], "propagate": False},
        "gunicorn.access": {"level": "INFO", "handlers": [], "propagate": False},  # the web server in front has one
    },
}


def on_starting(server):
    """Begin to count at nothing: files of an earlier run are numbers of processes that are gone."""
    from django.conf import settings  # tells the counting library where, and so must come before it

    shutil.rmtree(folder := str(settings.METRICS_DIR), ignore_errors=True)
    os.makedirs(folder)


def child_exit(server, worker):
    """Close the books of a process that ended; what it counted stays in the sum."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)

"""Whether the process answers (/live), and whether the platform does its work (/ready).

/live is for whoever restarts processes and takes hosts out of use: it asks nobody. /ready is for whoever is to be woken.
"""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from govopen.backup.keeping import newest
from reminders.models import MailServerState
from units.clock import database_now

PATHS = ("/live", "/ready", "/metrics")
SWEPT_WITHIN = timedelta(minutes=5)


class ProbeMiddleware:
    """Let a probe on this machine ask by number: it knows the port, not the name under which the site is known."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path in PATHS:
            request.META["HTTP_HOST"] = urlsplit(settings.SITE_URL).netloc
            request.META.pop("HTTP_X_FORWARDED_HOST", None)
        return self.get_response(request)


@require_safe
@login_not_required
def live(request):
    """200 as long as the process answers."""
    return _word("live", 200)


@require_safe
@login_not_required
def ready(request):
    """200 and "ready", or "hold" while mail waits for an administrator; 503 and the first thing that is wrong.

    Mail on hold is somebody's will and no reason to take the pages away. Administrators who are logged in get it all.
    """
    found = condition()
    word = wrong(found) or ("hold" if found["mail_held"] else "ready")
    status = 200 if word in ("ready", "hold") else 503
    if found["database"] and getattr(request.user, "admin_role", ""):
        return JsonResponse({"state": word, **found}, status=status, json_dumps_params={"ensure_ascii": False})
    return _word(word, status)


def condition() -> dict:
    """Return what can be seen from here: database, missing migrations, seconds since the last sweep, hold and its reason.

    And the seconds since the newest backup in GOVOPEN_BACKUP_DIR: None without that folder, or when it holds no whole one.
    """
    found = {
        "database": False,
        "migrations_missing": [],
        "sweep_seconds": None,
        "mail_held": False,
        "mail_held_why": "",
        "backup_seconds": None,
    }
    try:
        found["migrations_missing"] = sorted(
            known_migrations() - set(MigrationRecorder(connection).applied_migrations())
        )
        found["database"] = True
        if not found["migrations_missing"]:
            at = database_now()
            found["backup_seconds"] = backup_age(at)
            if server := MailServerState.objects.filter(pk=1).first():
                found["sweep_seconds"] = round((at - server.swept_at).total_seconds()) if server.swept_at else None
                found |= {"mail_held": server.held_at is not None, "mail_held_why": server.held_why}
    except DatabaseError:
        found["database"] = False
    return found


def backup_age(at: datetime) -> int | None:
    """Return the seconds since the newest whole backup of the nightly folder, as seen from this host."""
    made = newest(Path(settings.BACKUP_DIR)) if settings.BACKUP_DIR else None
    return round((at - datetime.fromisoformat(made.made_at)).total_seconds()) if made else None


def wrong(found: dict) -> str:
    """Return the first thing that is wrong in one word, or nothing: database, migrations, sweep."""
    if not found["database"]:
        return "database"
    if found["migrations_missing"]:
        return "migrations"
    swept = found["sweep_seconds"]
    # Later than now: the clock was set back since, and what sweeps would have noticed.
    return "sweep" if swept is None or abs(swept) > SWEPT_WITHIN.total_seconds() else ""


@cache
def known_migrations() -> frozenset:
    """Return the migrations of this program. What the disk holds does not change while it runs."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _word(word: str, status: int):
    return HttpResponse(word + "\n", content_type="text/plain; charset=utf-8", status=status)

"""Figures for Prometheus: what this host's web processes answered, and how sweep, outbox and imports stand.

Requests are counted by each process (see METRICS_DIR in the settings of production); everything else is asked from the
database at the moment of the scrape, so that it is the same whoever is asked. Labels name offices by their slug, nobody else.
"""

import os
import secrets
import time
from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.db.models.functions import Substr
from django.http import HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from govopen.probes import condition
from imports.models import ImportBatch
from reminders.models import MailServerState, OutgoingMail
from units.accounts.address import client_address
from units.clock import database_now

REQUESTS = Counter("govopen_requests", "Answers by view and status", ["view", "status"])
SECONDS = Histogram(
    "govopen_request_seconds",
    "How long they took, by view",
    ["view"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
REPLY_DAYS = 7
WHY = "figures of the whole installation for who runs it"


class MeasureMiddleware:
    """Count every answer and its time. Addresses that lead nowhere are one view: strangers could invent any number."""

    def __init__(self, get_response):
        self.get_response = get_response
        if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            os.makedirs(folder, exist_ok=True)

    def __call__(self, request):
        start = time.perf_counter()
        response = self.get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else "none"
        REQUESTS.labels(view, response.status_code).inc()
        SECONDS.labels(view).observe(time.perf_counter() - start)
        return response


@require_safe
@login_not_required
def metrics(request):
    """The figures, for addresses and keys that the settings name."""
    if not _may_read(request):
        return HttpResponse("forbidden\n", content_type="text/plain", status=403)
    registry = CollectorRegistry()
    registry.register(_Database())
    counted = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(counted := CollectorRegistry())
    return HttpResponse(generate_latest(counted) + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read(request) -> bool:
    key = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and secrets.compare_digest(key.encode(), settings.METRICS_TOKEN.encode()):
        return True
    address = client_address(request)
    networks = (ip_network(one.strip(), strict=False) for one in settings.METRICS_FROM)
    return bool(address) and any(ip_address(address) in network for network in networks)


class _Database:
    """What the database says now."""

    def collect(self):
        found = condition()
        yield _gauge("up", "1 if the database answers", found["database"])
        if not found["database"]:
            return
        yield _gauge("migrations_missing", "Migrations that were not applied", len(found["migrations_missing"]))
        if found["migrations_missing"]:
            return
        if found["sweep_seconds"] is not None:
            yield _gauge("sweep_age_seconds", "Seconds since the last sweep", found["sweep_seconds"])
        if found["backup_seconds"] is not None:
            yield _gauge("backup_age_seconds", "Seconds since the newest whole backup", found["backup_seconds"])
        yield _gauge("mail_held", "1 while mail is on hold", found["mail_held"])
        stopped = MailServerState.objects.filter(stopped=True).exists()
        yield _gauge("mail_server_stopped", "1 while the mail server refuses us", stopped)
        yield _by_label("outbox_mails", "Letters that have not left", ("office", "state"), _outbox())
        yield _by_label(
            "imports_waiting", "Imports that wait for a worker or a person", ("office", "state"), _imports()
        )
        yield _by_label("mail_replies", f"Mail server's last answers of {REPLY_DAYS} days", ("class",), _replies())


def _outbox():
    waiting = [state for state in OutgoingMail.State if state not in OutgoingMail.FINAL]
    mails = OutgoingMail.objects.everywhere(WHY).filter(state__in=waiting).order_by()
    return mails.values_list("office__slug", "state").annotate(number=Count("pk"))


def _imports():
    state = ImportBatch.State
    batches = ImportBatch.objects.everywhere(WHY).filter(state__in=[state.READING, state.PREVIEWED, state.APPLYING])
    return batches.order_by().values_list("office__slug", "state").annotate(number=Count("pk"))


def _replies():
    """Return how many letters of the last days got which class of answer: 2xx taken, 4xx later, 5xx refused, other."""
    since = database_now().date() - timedelta(days=REPLY_DAYS)
    mails = OutgoingMail.objects.everywhere(WHY).filter(local_date__gt=since).exclude(last_reply="").order_by()
    numbers = dict.fromkeys(("2xx", "4xx", "5xx", "other"), 0)
    grouped = mails.annotate(digit=Substr("last_reply", 1, 1)).values_list("state", "digit")
    for state, digit, number in grouped.annotate(number=Count("pk")):
        told = "2xx" if state == OutgoingMail.State.SENT else f"{digit}xx"
        numbers[told if told in numbers else "other"] += number
    return list(numbers.items())


def _gauge(name: str, words: str, value) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"govopen_{name}", words, value=float(value))


def _by_label(name: str, words: str, labels: tuple[str, ...], rows) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"govopen_{name}", words, labels=labels)
    for *values, number in rows:
        family.add_metric(values, number)
    return family

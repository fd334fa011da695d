"""R11: the queue is away. Pages and answers do not notice, and the letters leave when it is back."""

import time
from contextlib import ExitStack
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from celery.contrib.testing.worker import start_worker
from django.urls import reverse

from govopen import celery_app
from reminders import jobs
from reminders.models import OutgoingMail
from tests.services.redis import redis
from tests.world import log_in, make_assignment, make_clerk, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker(redis_url):
    """A Redis of this test's own that can be stopped and started again."""
    kept = celery_app.conf.broker_url
    with ExitStack() as running:

        class Broker:
            def start(self):
                celery_app.conf.broker_url = running.enter_context(redis())
                celery_app.pool.force_close_all()
                celery_app.amqp._producer_pool = None

            def stop(self):
                running.close()

        yield Broker()
    celery_app.conf.broker_url = kept
    celery_app.pool.force_close_all()
    celery_app.amqp._producer_pool = None


def test_pages_and_answers_work_without_the_queue_and_mails_leave_when_it_is_back(
    broker, client, smtp_server, monkeypatch
):
    monkeypatch.setattr(jobs, "database_now", lambda: datetime(2026, 12, 21, 4, 0, tzinfo=UTC))
    office = make_office()
    answering, silent = make_unit(office), make_unit(office, "县审计局")
    liaison = make_person(office, unit=answering)
    make_person(office, unit=silent)
    assignment = make_assignment(answering)
    make_assignment(silent)
    broker.start()
    broker.stop()
    since = time.monotonic()
    log_in(client, liaison)
    assert client.get(reverse("my_tasks")).status_code == 200
    page = reverse("assignment", args=[assignment.pk])
    assert client.get(page).status_code == 200
    links = {"links-TOTAL_FORMS": 0, "links-INITIAL_FORMS": 0}
    answer = client.post(page, {"progress": "已公开。", "version": 0, "key": str(uuid4()), **links})
    assignment.refresh_from_db()
    assert (answer.status_code, assignment.state) == (302, "in_review")
    log_in(client, make_clerk(office))
    assert client.get(reverse("overview")).status_code == 200
    assert time.monotonic() - since < 30
    broker.start()
    with start_worker(celery_app, pool="solo", perform_ping_check=False):
        jobs.sweep.delay()
        limit = time.monotonic() + 60
        while not OutgoingMail.objects.filter(state="sent").exists():
            assert time.monotonic() < limit
            time.sleep(0.05)
    assert [mail["To"] for mail in smtp_server.messages] == [silent.memberships.get().user.email]

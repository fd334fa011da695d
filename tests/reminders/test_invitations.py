"""The calendar that goes with a digest."""

from datetime import UTC, date, datetime, time

import pytest
from django.urls import reverse

from calendar_events.models import Activity, ActivitySchedule
from calendar_events.services import feed_make
from reminders.services import run_now
from tests.calendar_events.ics import events
from tests.world import make_assignment, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)  # a Monday, ten o'clock in Shanghai


@pytest.fixture
def host(smtp_server):
    office = make_office()
    unit = make_unit(office)
    unit.liaison = make_person(office, unit=unit)
    unit.schedule = ActivitySchedule.objects.create(office=office, year=2026, title="安排表", state="issued")
    return unit


def plan(host, seq=1, **fields):
    fields = {"month": 6, "theme": "走进财政，看预算", "is_open_day": True} | fields
    return Activity.objects.create(schedule=host.schedule, seq=seq, host=host, host_text=str(host), **fields)


def test_a_digest_brings_the_activities_it_names_that_have_a_day(host, smtp_server, client):
    dated = plan(host, day=date(2026, 6, 12), starts_at=time(9), place="政务大厅")
    plan(host, 2)
    run_now(NOW)
    (mail,) = smtp_server.messages
    assert "走进财政，看预算" in mail.get_body(("plain",)).get_content()
    (part,) = mail.iter_attachments()
    assert (part.get_content_type(), part.get_param("method"), part.get_filename()) == (
        "text/calendar",
        "PUBLISH",
        "activities.ics",
    )
    (entry,) = events(part.get_payload(decode=True)).values()
    assert entry["dtstart"].dt.astimezone(UTC) == datetime(2026, 6, 12, 1, tzinfo=UTC)
    token = feed_make(membership=host.liaison.memberships.get(), by=host.liaison, at=NOW)
    feed = client.get(reverse("calendar_feed", args=[token])).content
    assert str(entry["uid"]) == f"activity-{dated.pk}@127.0.0.1"
    assert str(entry["uid"]) in events(feed)


def test_without_an_activity_that_has_a_day_nothing_is_attached(host, smtp_server):
    plan(host, month=7)
    make_assignment(host, date(2026, 6, 10))
    run_now(NOW)
    (mail,) = smtp_server.messages
    assert list(mail.iter_attachments()) == []

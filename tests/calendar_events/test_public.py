"""P13: the public page and the public calendar show the listed fields of public schedules, and nothing else."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import models
from django.urls import reverse
from django.utils.html import escape

from calendar_events.models import Activity, ActivitySchedule, Suggestion
from calendar_events.public import LISTED
from tests.calendar_events.ics import events
from tests.world import log_in, make_clerk, make_office, make_plan, make_unit

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 6, 10, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(TODAY, tick=False)


@pytest.fixture
def office():
    return make_office()


def make_schedule(office, year=2026, **fields):
    fields = {"state": "issued", "is_public": True, "title": f"{year}年安排表"} | fields
    return ActivitySchedule.objects.create(office=office, year=year, **fields)


def make_activity(schedule, seq=1, **fields):
    fields = {"month": 6, "theme": f"第{seq}场", "host_text": "县财政局", "is_open_day": True} | fields
    return Activity.objects.create(schedule=schedule, seq=seq, **fields)


def page(client, office, year=None):
    name, more = ("public_activity_year", [year]) if year else ("public_activities", [])
    return client.get(reverse(name, args=[office.slug, *more]))


def feed(client, office, **headers):
    return client.get(reverse("public_calendar", args=[office.slug]), headers=headers)


def told(field):
    """A value of the field that would be recognised anywhere."""
    if isinstance(field, models.URLField):
        return f"https://{field.name.replace('_', '-')}.example/told"
    if isinstance(field, models.CharField) and not field.choices:
        return f"told-{field.name}"
    if isinstance(field, models.IntegerField):
        return 7000 + len(field.name) * 37
    return None


def test_p13_no_field_but_the_listed_ones_is_shown(client, office):
    own = [f for f in Activity._meta.concrete_fields if f.name not in ("id", "schedule", "host", "seq", "month")]
    values = {field.name: value for field in own if (value := told(field))}
    schedule = make_schedule(office, title="told-title", note="told-note")
    activity = make_activity(
        schedule, seq=6789, **values, day=date(2026, 6, 12), starts_at=time(9), state="closed", head_present=True
    )
    answered = {"received_on": date(2026, 6, 13), "answer": "told-answer", "adopted": True}
    Suggestion.objects.create(activity=activity, text="told-suggestion", answered_on=date(2026, 6, 15), **answered)
    Suggestion.objects.create(activity=activity, text="told-unanswered", received_on=date(2026, 6, 13))
    shown = page(client, office).content.decode()
    ics = feed(client, office).content.decode().replace("\r\n ", "")
    listed = {str(values[name]) for name in LISTED if name in values}
    assert listed >= {"told-theme", "told-place", "told-invitees", "told-signup", values["preview_url"]}
    assert [value for value in listed if escape(value) not in shown] == []
    hidden = {str(value) for name, value in values.items() if name not in LISTED} | {"6789", "told-title", "told-note"}
    assert {"told-remark", "told-reason", "told-postponed_from", str(values["participants"])} <= hidden
    assert [value for value in hidden - {str(values["version"])} if value in shown or value in ics] == []
    assert "told-suggestion" in shown
    assert "told-answer" in shown
    assert "told-unanswered" not in shown
    assert "told-suggestion" not in ics


@pytest.mark.parametrize("state", ["planned", "held"])
def test_suggestions_of_an_activity_that_is_not_closed_are_not_shown(client, office, state):
    activity = make_activity(make_schedule(office), day=date(2026, 6, 9), state=state)
    Suggestion.objects.create(
        activity=activity,
        text="多办几场。",
        received_on=date(2026, 6, 9),
        answer="好。",
        adopted=True,
        answered_on=date(2026, 6, 10),
    )
    assert "多办几场" not in page(client, office).content.decode()


@pytest.mark.parametrize("fields", [{"is_public": False}, {"state": "draft"}])
def test_a_schedule_that_is_a_draft_or_not_public_is_not_there(client, office, fields):
    make_activity(make_schedule(office, **fields))
    shown = page(client, office).content.decode()
    assert "第1场" not in shown
    assert "目前没有公布活动安排" in shown
    assert events(feed(client, office).content) == {}
    assert page(client, office, 2026).status_code == 404


def test_another_offices_activities_are_not_there_and_an_unknown_office_is_none(client, office):
    make_activity(make_schedule(make_office("beihe", "北河县人民政府办公室", "北河县")))
    assert events(feed(client, office).content) == {}
    assert client.get(reverse("public_calendar", args=["nowhere"])).status_code == 404
    assert client.get(reverse("public_activities", args=["nowhere"])).status_code == 404


def test_coming_ones_stand_first_in_the_order_of_their_days_and_past_ones_after_them_newest_first(client, office):
    schedule = make_schedule(office)
    for seq, fields in enumerate(
        (
            {"day": date(2026, 6, 20)},
            {"day": date(2026, 6, 12)},
            {"month": 9},
            {"day": date(2026, 6, 1), "state": "held"},
            {"day": date(2026, 5, 1), "month": 5, "state": "closed"},
            {"month": 5},
            {"month": None},
        ),
        start=1,
    ):
        make_activity(schedule, seq, **fields)
    context = page(client, office).context
    assert [row.theme for row in context["coming"]] == ["第2场", "第1场", "第3场", "第7场"]
    assert [row.theme for row in context["past"]] == ["第4场", "第5场"]


def test_each_year_has_its_page_and_the_calendar_holds_last_year_and_later(client, office):
    for year in (2024, 2025, 2026, 2027):
        make_activity(make_schedule(office, year), theme=f"{year}年那场", state="held" if year < 2026 else "planned")
    assert "2025年那场" in page(client, office, 2025).content.decode()
    assert "2026年那场" in page(client, office).content.decode()
    assert page(client, office, 2020).status_code == 404
    summaries = [str(event["summary"])[-8:] for event in events(feed(client, office).content).values()]
    assert summaries == ["：2025年那场", "：2026年那场", "：2027年那场"]


def test_an_entry_leads_back_to_its_place_on_the_page(client, office, settings):
    settings.SITE_URL = "http://testserver"
    activity = make_activity(make_schedule(office))
    (entry,) = events(feed(client, office).content).values()
    address, _, anchor = str(entry["url"]).partition("#")
    assert f'id="{anchor}"' in client.get(address).content.decode()
    assert anchor == f"a{activity.pk}"


def test_the_pages_are_the_same_for_everybody_and_may_be_kept(client, office):
    make_activity(make_schedule(office))
    clerk = make_clerk(office)
    for ask in (page, feed):
        client.logout()
        stranger = ask(client, office)
        assert stranger.headers["Cache-Control"] == "public, max-age=900"
        assert "Vary" not in stranger.headers
        log_in(client, clerk)
        known = ask(client, office)
        assert known.content == stranger.content
        assert (known.headers["Cache-Control"], known.cookies.keys()) == ("public, max-age=900", set())
        assert "Vary" not in known.headers


def test_the_calendar_is_not_sent_twice_and_a_change_is(client, office):
    schedule = make_schedule(office)
    activity = make_activity(schedule, changed_at=TODAY)
    first = feed(client, office)
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert first.headers["Last-Modified"] == "Wed, 10 Jun 2026 02:00:00 GMT"
    again = feed(client, office, if_none_match=first.headers["ETag"])
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    Activity.objects.update(place="新地点", version=2)
    moved = feed(client, office, if_none_match=first.headers["ETag"], if_modified_since=first.headers["Last-Modified"])
    assert (moved.status_code, moved.headers["ETag"] == first.headers["ETag"]) == (200, False)
    activity.delete()  # it leaves no newer day behind
    gone = feed(client, office, if_modified_since=first.headers["Last-Modified"])
    assert (gone.status_code, events(gone.content)) == (200, {})


def test_the_questions_to_the_database_do_not_grow_with_three_years_of_three_hundred(
    client, office, django_assert_num_queries
):
    hosts = [make_unit(office, f"县第{n}局") for n in range(3)]
    for year in (2025, 2026, 2027):
        schedule = make_schedule(office, year)
        rows = Activity.objects.bulk_create(
            Activity(
                schedule=schedule,
                seq=n,
                month=n % 12 + 1,
                theme=f"{year}年第{n}场",
                host=hosts[n % 3],
                host_text="局",
                state="closed" if n % 2 else "planned",
                day=date(year, n % 12 + 1, 9) if n % 3 else None,
            )
            for n in range(1, 301)
        )
        Suggestion.objects.bulk_create(
            Suggestion(
                activity=row,
                text="多办。",
                received_on=date(year, 1, 1),
                answer="好。",
                adopted=True,
                answered_on=date(year, 1, 2),
            )
            for row in rows
        )
    with django_assert_num_queries(2):
        assert len(events(feed(client, office).content)) == 900
    with django_assert_num_queries(6):
        shown = page(client, office)
    assert shown.content.count(b"<article") == 225  # the other 75 have passed and were not held


def test_that_an_activity_was_put_off_is_said_from_when_and_why_is_not(client, office):
    put_off = {"postponed_from": "2026年6月12日", "reason": "场地维修"}
    make_activity(make_schedule(office), day=date(2026, 6, 26), **put_off)
    shown, ics = page(client, office).content.decode(), feed(client, office).content.decode()
    (event,) = events(feed(client, office).content).values()
    assert "延期举办" in shown
    assert "活动延期举办，以现在的时间为准" in str(event["description"])
    assert [word for word in put_off.values() if word in shown or word in ics] == []
    Activity.objects.update(state="held")
    assert "延期举办" not in page(client, office).content.decode()


def test_what_was_not_held_on_its_day_is_not_among_what_was(client, office):
    schedule = make_schedule(office)
    for seq, fields in enumerate(
        ({"day": date(2026, 6, 9)}, {"month": 5}, {"day": date(2026, 6, 8), "state": "cancelled", "reason": "防汛"}),
        start=1,
    ):
        make_activity(schedule, seq, **fields)
    shown = page(client, office)
    assert (shown.context["coming"], shown.context["past"]) == ([], [])
    text = shown.content.decode()
    assert "往期活动" not in text
    assert "这一年没有即将举办的活动" in text
    assert "目前没有公布活动安排" not in text


def test_the_page_leads_to_the_page_of_the_tasks_where_one_is_public(client, office):
    plan = make_plan(office, year=2026)
    address = reverse("public_year", args=[office.slug, 2026])
    assert address not in page(client, office).content.decode()
    type(plan).objects.update(is_public=True, state="issued", issued_at=TODAY)
    assert address in page(client, office).content.decode()
    make_activity(make_schedule(office))
    assert address in page(client, office).content.decode()

"""What was just done to an activity is taken back, unless somebody has changed the activity since."""

from datetime import date

import pytest
from django.contrib.messages import get_messages

from calendar_events.models import Activity, ActivitySchedule, Suggestion
from calendar_events.services import activity_fill_in
from tests.world import AT, make_clerk, make_office, make_person, make_unit
from units.models import AuditEntry
from units.undoing import TOO_LATE, offered

pytestmark = pytest.mark.django_db
STANDS = ("state", "month", "day", "reason", "postponed_from")
ACTS = {
    "cancel": {"reason": "场地维修。"},
    "move": {"day": "2026-06-12", "month": "6", "reason": "会议改期。", "version": 1},
    "held": {},
}


@pytest.fixture
def activity():
    office = make_office()
    unit = make_unit(office)
    schedule = ActivitySchedule.objects.create(office=office, year=2026, title="安排表", state="issued")
    fields = {"month": 3, "day": date(2026, 3, 3), "theme": "惠企政策", "is_talk": True}
    return Activity.objects.create(schedule=schedule, seq=1, host=unit, host_text="县财政局", **fields)


def press(client, activity, act):
    """Do the act as the clerk; return the message that offers to take it back."""
    client.force_login(make_clerk(activity.schedule.office))
    return list(get_messages(client.post(f"/activities/{activity.pk}/{act}/", ACTS[act]).wsgi_request))[-1]


def take_back(client, message):
    offer = offered(message)
    return str(list(get_messages(client.post(offer.address, {"undo": offer.token}).wsgi_request))[-1])


@pytest.mark.parametrize("act", ACTS)
def test_an_activity_stands_as_before(client, activity, act):
    before = {name: getattr(activity, name) for name in STANDS}
    message = press(client, activity, act)
    activity.refresh_from_db()
    assert before != {name: getattr(activity, name) for name in STANDS}
    assert take_back(client, message) == "已撤销。"
    activity.refresh_from_db()
    assert before == {name: getattr(activity, name) for name in STANDS}
    assert activity.version == 3
    assert AuditEntry.objects.filter(verb="撤销", object_ref=str(activity.pk)).get().changes


def test_a_later_change_of_somebody_else_stays(client, activity):
    message = press(client, activity, "move")
    host = make_person(activity.schedule.office, unit=activity.host)
    activity_fill_in(activity=activity, values={"place": "便民服务中心"}, by=host, at=AT)
    assert "又有变动" in take_back(client, message)
    activity.refresh_from_db()
    assert (activity.day, activity.place) == (date(2026, 6, 12), "便民服务中心")


def test_a_suggestion_that_was_taken_out_stands_there_again(client, activity):
    said = {"text": "多办几场。", "received_on": date(2026, 3, 3), "answer": "采纳。", "adopted": True}
    suggestion = Suggestion.objects.create(activity=activity, answered_on=date(2026, 3, 9), **said)
    client.force_login(make_clerk(activity.schedule.office))
    address = f"/activities/{activity.pk}/suggestions/{suggestion.pk}/remove/"
    message = list(get_messages(client.post(address, {"version": activity.version}).wsgi_request))[-1]
    assert not Suggestion.objects.exists()
    assert take_back(client, message) == "已撤销。"
    assert Suggestion.objects.filter(answered_on=date(2026, 3, 9), **said).exists()


def test_an_offer_is_good_at_its_own_address_only(client, activity):
    token = offered(press(client, activity, "cancel")).token
    said = get_messages(client.post("/undo/", {"undo": token}).wsgi_request)
    assert str(list(said)[-1]) == TOO_LATE

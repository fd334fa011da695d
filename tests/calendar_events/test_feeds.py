"""F01: secret calendars. One address opens one person's calendar in one role, as long as all of that holds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from calendar_events.models import Activity, ActivitySchedule, CalendarFeed
from calendar_events.services import feed_make, feed_revoke
from tasks.models import Assignment
from tests.calendar_events.ics import events
from tests.world import issue, log_in, make_clerk, make_office, make_person, make_plan, make_task, make_unit
from units.models import AuditEntry, Membership

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


class Desk:
    """An office with two units that host an activity and owe an answer each."""

    def __init__(self):
        self.office = make_office()
        self.unit, self.other = make_unit(self.office), make_unit(self.office, "县住建局")
        self.clerk, self.person = make_clerk(self.office), make_person(self.office, unit=self.unit)
        self.schedule = ActivitySchedule.objects.create(office=self.office, year=2026, title="安排", state="issued")
        for seq, unit in enumerate((self.unit, self.other), start=1):
            Activity.objects.create(
                schedule=self.schedule, seq=seq, month=9, theme=f"走进{unit}", host=unit, host_text=str(unit)
            )
        plan = make_plan(self.office)
        make_task(plan, self.unit, self.other, due_on=date(2026, 9, 30), requirement="公开预算，及时、完整。")
        issue(plan, by=self.clerk)

    def token(self, person=None):
        person = person or self.person
        return feed_make(membership=person.memberships.get(), by=person, at=NOW)


@pytest.fixture
def desk():
    return Desk()


def read(client, token, **headers):
    return client.get(reverse("calendar_feed", args=[token]), headers=headers)


def summaries(response):
    assert response.status_code == 200
    return sorted(str(event["summary"]) for event in events(response.content).values())


def test_a_units_calendar_holds_what_it_hosts_and_by_when_it_owes_answers(client, desk):
    response = read(client, desk.token())
    assert summaries(response) == ["【待定】政务公开活动：走进县财政局", "任务期限：公开预算，及时、完整。"]
    mine = Assignment.objects.get(unit=desk.unit)
    entry = events(response.content)[f"assignment-{mine.pk}@127.0.0.1"]
    assert (entry["dtstart"].dt, entry["transp"]) == (date(2026, 9, 30), "TRANSPARENT")
    assert str(entry["url"]).endswith(reverse("assignment", args=[mine.pk]))
    Assignment.objects.filter(pk=mine.pk).update(state="done", done_at=NOW)
    assert summaries(read(client, desk.token())) == ["【待定】政务公开活动：走进县财政局"]


def test_the_offices_calendar_holds_all_that_is_issued_and_no_due_days(client, desk):
    draft = ActivitySchedule.objects.create(office=desk.office, year=2026, title="草稿")
    Activity.objects.create(schedule=draft, seq=1, month=9, theme="未定", host_text="县财政局")
    assert summaries(read(client, desk.token(desk.clerk))) == [
        "【待定】政务公开活动：走进县住建局",
        "【待定】政务公开活动：走进县财政局",
    ]


def revoke(desk):
    feed_revoke(membership=desk.person.memberships.get(), by=desk.person, at=NOW)


def switch_off(desk):
    desk.person.is_active = False
    desk.person.save()


def end_role(desk):
    desk.person.memberships.update(to_on=date(2026, 6, 9))


def hand_over(desk):
    desk.person.memberships.update(user=desk.clerk)


def make_another(desk):
    desk.token()


@pytest.mark.parametrize("ends", [revoke, switch_off, end_role, hand_over, make_another])
def test_f01_nothing_is_there_once_it_no_longer_holds(client, desk, ends):
    token = desk.token()
    assert read(client, token).status_code == 200
    ends(desk)
    assert read(client, token).status_code == 404


@pytest.mark.parametrize("change", [str.upper, lambda token: token[:-1], lambda token: token + "0", lambda token: "x"])
def test_f01_a_wrong_token_finds_nothing(client, desk, change):
    wrong = change(desk.token())
    assert read(client, wrong).status_code == 404
    assert read(client, CalendarFeed.objects.get().digest).status_code == 404


def test_f01_one_token_opens_one_calendar_whoever_is_logged_in(client, desk):
    colleague = make_person(desk.office, unit=desk.other)
    mine, theirs = desk.token(), desk.token(colleague)
    log_in(client, colleague)
    assert summaries(read(client, mine)) != summaries(read(client, theirs))
    assert "住建局" not in read(client, mine).content.decode()


def test_a_person_with_two_roles_has_an_address_for_each(client, desk):
    second = Membership.objects.create(user=desk.person, office=desk.office, unit=desk.other, role="liaison")
    first = desk.person.memberships.exclude(pk=second.pk).get()
    tokens = [feed_make(membership=row, by=desk.person, at=NOW) for row in (first, second)]
    assert ["财政" in read(client, token).content.decode() for token in tokens] == [True, False]


def test_the_token_is_long_kept_nowhere_and_different_each_time(desk):
    tokens = {desk.token() for _ in range(3)}
    assert [len(bytes.fromhex(token)) * 8 for token in tokens] == [160] * 3
    stored = [str(row) for row in (*CalendarFeed.objects.values(), *AuditEntry.objects.values())]
    assert [token for token in tokens if any(token in text for text in stored)] == []
    assert AuditEntry.objects.filter(verb="生成日历订阅地址").count() == 3


def test_only_the_day_of_the_last_reading_is_kept(client, desk, time_machine):
    token = desk.token()
    read(client, token)
    assert CalendarFeed.objects.get().last_read_on == date(2026, 6, 10)
    time_machine.shift(timedelta(days=2))
    read(client, token)
    assert CalendarFeed.objects.get().last_read_on == date(2026, 6, 12)


def test_it_is_kept_by_no_cache_and_not_sent_twice(client, desk):
    token = desk.token()
    first = read(client, token)
    assert first.headers["Cache-Control"] == "private, no-store"
    assert first.headers["Last-Modified"]
    again = read(client, token, if_none_match=first.headers["ETag"])
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "private, no-store")
    Activity.objects.filter(host=desk.unit).update(place="政务大厅", version=2)
    assert read(client, token, if_none_match=first.headers["ETag"]).status_code == 200


def test_no_log_tells_a_token(client, desk, caplog, capsys):
    token = desk.token()
    revoke(desk)
    assert read(client, token).status_code == 404
    assert "Not Found: /calendar/feed/***" in caplog.text  # Django writes the path of what is not found
    assert token not in caplog.text + capsys.readouterr().err


def test_on_the_page_a_person_makes_sees_once_and_revokes_the_address(client, desk):
    log_in(client, desk.person)
    page, revoking = reverse("calendar_subscription"), reverse("calendar_subscription_revoke")
    assert "还没有订阅地址" in client.get(page).content.decode()
    made = client.post(page)
    address = made.context["address"]
    assert address in made.content.decode()
    assert "no-store" in made.headers["Cache-Control"]
    path = address.removeprefix("http://127.0.0.1:8000")
    assert client.get(path).status_code == 200
    seen = client.get(page).content.decode()
    assert path not in seen
    assert "2026年6月10日" in seen
    assert client.post(revoking, follow=True).status_code == 200
    assert client.get(path).status_code == 404
    assert "还没有订阅地址" in client.get(page).content.decode()


def test_the_questions_to_the_database_do_not_grow_with_three_years_of_three_hundred(
    client, desk, django_assert_num_queries
):
    for year in (2025, 2026, 2027):
        schedule = ActivitySchedule.objects.create(office=desk.office, year=year, title=f"{year}年", state="issued")
        Activity.objects.bulk_create(
            Activity(schedule=schedule, seq=n, month=n % 12 + 1, theme="主题", host=desk.unit, host_text="局")
            for n in range(1, 301)
        )
    token = desk.token()
    read(client, token)  # notes the day
    with django_assert_num_queries(3):
        assert len(events(read(client, token).content)) == 902

"""The forecast says what the sweeps of the next 30 days send, if nothing is done meanwhile."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calendar_events.models import Activity, ActivitySchedule, DayOverride
from reminders.forecast import Reading, forecast
from reminders.models import (
    ContactPause,
    EscalationStep,
    OutgoingMail,
    PlanTiming,
    QuietPeriod,
    Reminder,
    ReminderPolicy,
)
from reminders.rules import Rules
from reminders.services import plan_all, run_now
from tasks.services.instructions import instruction_give
from tests.world import issue, make_assignment, make_clerk, make_office, make_person, make_plan, make_task, make_unit
from units.models import Membership

pytestmark = pytest.mark.django_db
SEPTEMBER = datetime(2026, 9, 14, 2, 0, tzinfo=UTC)  # ten in Shanghai; make-up Sunday and the long holiday lie ahead
DECEMBER = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)  # the year's end and New Year lie ahead
LEADER = Membership.Role.UNIT_LEADER


def office_with_everything(seed, at):
    """Return an office with duties around the moment at, drawn by lot."""
    lot, start = Random(seed), at.date()
    office = make_office()
    clerk = make_clerk(office)
    units = [make_unit(office, f"县第{n}局") for n in range(4)]
    people = [make_person(office, unit=unit) for unit in units]
    Membership.objects.create(user=people[0], office=office, unit=units[1], role="liaison")  # one address, two units
    leaders = [make_person(office, LEADER, unit=unit) for unit in units]
    Membership.objects.filter(user=leaders[0]).update(is_head=True)
    plans = [make_plan(office, title=f"第{n}份") for n in range(2)]
    for plan in plans:
        for _ in range(10):
            due_on = lot.choice([None, start + timedelta(days=lot.randint(-70, 50)), date(start.year, 12, 31)])
            make_task(plan, *lot.sample(units, lot.randint(1, 3)), due_on=due_on)
        issue(plan, by=clerk)
    instruction_give(assignment=plans[0].tasks.first().assignments.first(), text="请加快。", by=clerk, at=at)
    ReminderPolicy.objects.create(
        office=office, overdue_weeks=6, year_end_from="11-15", cutoff=f"{start:%m}-{lot.randint(20, 28)}"
    )
    PlanTiming.objects.create(plan=plans[1], steps=[9, 4, 0], year_end_from="")
    for days, audience in ((2, "leader"), (5, "head"), (9, "office")):
        step = EscalationStep.objects.create(office=office, after_days=days, audience=audience)
        step.members.set(clerk.memberships.all())
    quiet, pause = start + timedelta(days=lot.randint(1, 20)), start + timedelta(days=lot.randint(0, 20))
    QuietPeriod.objects.create(office=office, from_on=quiet, to_on=quiet + timedelta(days=3), why="防汛")
    member = people[2].memberships.get()
    ContactPause.objects.create(contact=member, from_on=pause, to_on=pause + timedelta(days=6), why="出差")
    people[3].memberships.update(to_on=start + timedelta(days=lot.randint(3, 25)))  # hands over
    make_person(office, unit=units[3])
    DayOverride.objects.create(office=office, day=start + timedelta(days=9), is_workday=False, name="县庆")
    schedule = ActivitySchedule.objects.create(office=office, year=start.year, title="安排表", state="issued")
    for seq, month in enumerate((start.month, start.month % 12 + 1, 12), start=1):
        day = start + timedelta(days=lot.randint(2, 25)) if seq == 1 else None
        common = {"host": units[seq], "host_text": str(units[seq]), "self_selected": seq == 2}
        Activity.objects.create(schedule=schedule, seq=seq, month=month, day=day, **common)
    return office


def foreseen(office, at, days=30):
    return {
        (day.on, address): set(letter.lines)
        for day in forecast(office, at, days=days).days
        for address, letter in day.letters.items()
    }


def sent(office, since):
    """What left from a day on: day and address → what the ledger says of it."""
    found = defaultdict(set)
    rows = Reminder.objects.filter(office=office, state="said", mail__state="sent", mail__local_date__gte=since)
    for row in rows.select_related("mail"):
        found[row.mail.local_date, row.mail.address_key].add(row.key)
    return dict(found)


@pytest.mark.parametrize("at", [SEPTEMBER, DECEMBER])
@pytest.mark.parametrize("seed", range(3))
def test_thirty_sweeps_send_what_was_foreseen(smtp_server, at, seed):
    office = office_with_everything(seed, at)
    run_now(at - timedelta(days=10))  # something was said before, and is not said again
    expected = foreseen(office, at)
    assert len({day for day, _ in expected}) > 5
    for number in range(30):
        run_now(at + timedelta(days=number))
    assert sent(office, at.date()) == expected


def test_in_the_middle_of_a_month_the_rest_of_it_is_foreseen_just_the_same(smtp_server):
    office = office_with_everything(7, SEPTEMBER)
    for number in range(12):
        run_now(SEPTEMBER + timedelta(days=number))
    at = SEPTEMBER + timedelta(days=11, hours=1)  # the letters of the day have left
    expected = foreseen(office, at, days=14)
    said = {row.key for row in Reminder.objects.filter(state="said")}
    assert said.isdisjoint(key for lines in expected.values() for key in lines)
    for number in range(14):
        run_now(at + timedelta(days=number))
    assert {key: lines for key, lines in sent(office, at.date()).items() if key[0] > at.date()} == expected


@pytest.fixture
def desk():
    class Desk:
        office = make_office()
        unit = make_unit(office)
        liaison = make_person(office, unit=unit, email="liaison@qingshan.example")

    return Desk()


MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)


def days_of(found):
    return [day.on for day in found.days if day.letters]


def test_a_letter_that_left_this_morning_makes_what_comes_now_wait_for_tomorrow(desk, smtp_server):
    make_assignment(desk.unit)
    run_now(MONDAY)
    make_assignment(desk.unit, date(2027, 6, 30))
    assert days_of(forecast(desk.office, MONDAY, days=2)) == [date(2026, 12, 22)]


def test_what_is_planned_and_not_yet_sent_is_foreseen_for_today(desk):
    make_assignment(desk.unit)
    plan_all(MONDAY)
    assert days_of(forecast(desk.office, MONDAY, days=2)) == [date(2026, 12, 21)]


def test_what_a_worker_has_in_hand_is_not_foreseen_again(desk):
    make_assignment(desk.unit)
    plan_all(MONDAY)
    OutgoingMail.objects.update(state="handing")
    assert days_of(forecast(desk.office, MONDAY, days=3)) == []


def test_in_the_evening_today_is_over(desk):
    make_assignment(desk.unit)
    first = forecast(desk.office, MONDAY + timedelta(hours=9), days=2)
    assert first.days[0].why_not == "今天的发送时间已过"
    assert days_of(first) == [date(2026, 12, 22)]


def test_an_office_that_sends_nothing_foresees_nothing_and_says_why(desk):
    ReminderPolicy.objects.create(office=desk.office, enabled=False)
    make_assignment(desk.unit)
    found = forecast(desk.office, MONDAY)
    assert days_of(found) == []
    assert {day.why_not for day in found.days} == {"办公室已停止发送提醒"}


def test_typed_rules_and_pauses_are_foreseen_without_being_saved(desk):
    make_assignment(desk.unit, date(2026, 12, 30))
    Reminder.objects.all().delete()
    reading = Reading(desk.office, MONDAY)
    assert days_of(reading.forecast()) != [date(2026, 12, 29)]
    rules = Rules(desk.office, policy=ReminderPolicy(office=desk.office, steps=[1], overdue_weeks=0))
    pause = ContactPause(
        contact=desk.liaison.memberships.get(), from_on=MONDAY.date(), to_on=date(2026, 12, 25), why="出差"
    )
    changed = reading.forecast(rules, pauses=[pause])
    assert days_of(changed) == [date(2026, 12, 28), date(2026, 12, 29)]
    assert changed.unreachable[0].why == "暂停收信至12月25日（出差）"
    assert not ContactPause.objects.exists()


def test_one_unit_is_foreseen_alone(desk):
    other = make_unit(desk.office, "县审计局")
    make_person(desk.office, unit=other, email="other@qingshan.example")
    make_assignment(desk.unit)
    make_assignment(other)
    found = forecast(desk.office, MONDAY, units=[other.pk])
    assert {address for day in found.days for address in day.letters} == {"other@qingshan.example"}


def test_the_forecast_asks_as_many_questions_for_thirty_days_and_twenty_units_as_for_one(desk):
    make_assignment(desk.unit, date(2026, 12, 1))  # late: the steps of the escalation are read
    forecast(desk.office, MONDAY)  # the office knows its policy from now on
    with CaptureQueriesContext(connection) as few:
        forecast(desk.office, MONDAY, days=1)
    for n in range(20):
        unit = make_unit(desk.office, f"县第{n}局")
        make_person(desk.office, unit=unit)
        make_assignment(unit)
    with CaptureQueriesContext(connection) as many:
        forecast(desk.office, MONDAY, days=30)
    assert len(many) == len(few) <= 20
    assert all(query["sql"].startswith("SELECT") for query in many.captured_queries)

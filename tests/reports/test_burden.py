"""What each unit is asked, month by month, and what a draft would add."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calendar_events.models import Activity, ActivitySchedule
from reminders.models import OutgoingMail, Reminder
from reports.burden import burden
from tasks.services.lifecycle import assignment_cancel
from tasks.services.reassign import assignment_reassign
from tests.world import AT, issue, make_clerk, make_group, make_office, make_person, make_plan, make_task, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    class Desk:
        office = make_office()
        clerk = make_clerk(office)
        finance, town = make_unit(office), make_unit(office, "东村镇", kind="town")

    return Desk


def load(desk, unit, **more):
    return next(row for row in burden(desk.clerk, 2026, **more).loads if row.key == unit.pk)


def test_tasks_turns_and_activities_count_in_their_months(desk):
    plan = make_plan(desk.office)
    make_task(plan, desk.finance, desk.town, due_on=date(2026, 6, 30))
    make_task(plan, desk.finance, due_on=date(2026, 6, 15))
    make_task(plan, desk.finance, due_on=None)
    make_task(plan, desk.town, due_on=None, deadline_kind="periodic", deadline_raw="每季度末")
    ended = make_task(plan, desk.town, due_on=date(2026, 6, 1))
    issue(plan, by=desk.clerk)  # in May: the first quarter's turn is over
    assignment_cancel(assignment=ended.assignments.get(), by=desk.clerk, at=AT, reason="已调整。")
    schedule = ActivitySchedule.objects.create(office=desk.office, year=2026, title="安排表", state="issued")
    Activity.objects.create(schedule=schedule, seq=1, month=6, host=desk.town, host_text="东村镇")
    finance, town = load(desk, desk.finance), load(desk, desk.town)
    assert (dict(finance.asks), finance.undated, finance.total) == ({6: 2}, 1, 3)
    assert dict(town.asks) == {6: 3, 9: 1, 12: 1}  # a task, a turn, an activity; two more turns


def test_a_unit_that_takes_over_a_returning_duty_is_not_asked_for_the_turns_that_are_over(desk):
    plan = make_plan(desk.office)
    make_task(plan, desk.town, due_on=None, deadline_kind="periodic", deadline_raw="每季度末")
    issue(plan, by=desk.clerk)
    row, july = desk.town.assignments.get(), AT + timedelta(days=60)
    assignment_reassign(assignment=row, unit=desk.finance, by=desk.clerk, at=july, reason="职责调整。")
    assert dict(load(desk, desk.finance).asks) == {9: 1, 12: 1}


def test_an_activity_counts_in_the_month_of_its_day_once_it_has_one(desk):
    schedule = ActivitySchedule.objects.create(office=desk.office, year=2026, title="安排表", state="issued")
    for seq, (month, day) in enumerate(((5, date(2026, 7, 12)), (None, date(2026, 9, 1)), (None, None)), start=1):
        Activity.objects.create(schedule=schedule, seq=seq, month=month, day=day, host=desk.town, host_text="东村镇")
    assert dict(load(desk, desk.town).asks) == {7: 1, 9: 1}


def test_letters_are_counted_beside_once_each(desk):
    plan = make_plan(desk.office)
    for _ in range(2):
        make_task(plan, desk.finance)
    issue(plan, by=desk.clerk)
    contact = make_person(desk.office, unit=desk.finance).memberships.get()
    mail = OutgoingMail.objects.create(
        office=desk.office,
        address="a@qingshan.example",
        address_key="a@qingshan.example",
        local_date=date(2026, 5, 11),
        next_at=AT,
        message_id="<1@x>",
        state="sent",
    )
    for row in plan.assignments.all():
        Reminder.objects.create(
            **{"office": desk.office, "contact": contact, "duty_type": "assignment", "duty_id": row.pk, "mail": mail},
            **{"kind": "new", "stage": "new", "due_version": 1, "state": "said", "created_at": AT},
        )
    found = load(desk, desk.finance)
    assert (dict(found.letters), dict(found.asks)) == ({5: 1}, {12: 2})


def test_a_draft_shows_what_it_would_add_before_it_is_issued(client, desk, time_machine):
    time_machine.move_to(AT)  # in May: the first quarter's turn is over, and issuing does not ask for it
    draft = make_plan(desk.office)
    make_task(draft, make_group(desk.office, "各单位", desk.finance, desk.town), due_on=date(2026, 9, 30))
    make_task(draft, desk.town, due_on=None, deadline_kind="periodic", deadline_raw="每季度末")
    town = load(desk, desk.town, draft=draft)
    assert dict(town.draft) == {9: 2, 6: 1, 12: 1}
    assert town.total == 0
    client.force_login(desk.clerk)
    html = client.get(reverse("burden"), {"plan": draft.pk}).content.decode()
    assert "＋2" in html
    issue(draft, by=desk.clerk)
    assert client.get(reverse("burden"), {"plan": draft.pk}).status_code == 404


def test_what_a_draft_would_add_stands_where_it_stands_once_issued(client, desk, time_machine):
    time_machine.move_to(AT)
    draft = make_plan(desk.office)
    make_task(draft, desk.finance, due_on=None)
    make_task(draft, desk.finance, due_on=date(2027, 3, 31))
    make_task(draft, desk.finance, due_on=None, deadline_kind="periodic", deadline_raw="每月月底")
    before = load(desk, desk.finance, draft=draft)
    assert (before.added_undated, before.added) == (1, 9)
    client.force_login(desk.clerk)
    assert "另有1件的期限不在2026年" in client.get(reverse("burden"), {"plan": draft.pk}).content.decode()
    issue(draft, by=desk.clerk)
    after = load(desk, desk.finance)
    assert (dict(after.asks), after.undated) == ({month: before.draft[month] for month in range(5, 13)}, 1)


def test_what_falls_due_in_the_next_year_is_asked_in_that_year(desk):
    plan = make_plan(desk.office)
    make_task(plan, desk.finance, due_on=date(2027, 3, 31))
    make_task(plan, desk.finance, due_on=date(2026, 9, 30))
    issue(plan, by=desk.clerk)
    years = {year: burden(desk.clerk, year).loads[0] for year in (2026, 2027)}
    assert [(dict(row.asks), row.undated) for row in years.values()] == [({9: 1}, 0), ({3: 1}, 0)]


def test_an_office_that_asks_nothing_is_told_so(client, desk):
    client.force_login(desk.clerk)
    assert "没有要各单位办理的事项" in client.get(reverse("burden")).content.decode()


def test_the_page_costs_the_same_queries_for_one_unit_and_for_many(client, desk):
    client.force_login(desk.clerk)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("burden"), {"year": 2026})
        return len(captured)

    plan = make_plan(desk.office)
    make_task(plan, desk.finance)
    issue(plan, by=desk.clerk)
    queries()  # the first page of a session also writes it
    few = queries()
    many = make_plan(desk.office, "又一份")
    for n in range(20):
        make_task(many, make_unit(desk.office, f"第{n}局"))
    issue(many, by=desk.clerk)
    assert queries() == few

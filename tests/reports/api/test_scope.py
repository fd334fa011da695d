"""A key reads what its office has issued: nothing of another office, no draft, nothing about people, no text of an answer."""

from datetime import UTC, datetime

import pytest

from calendar_events.models import ActivitySchedule
from reports.api.urls import parameters, routes
from tasks.models import EvidenceFile, ProgressReport
from tasks.services.lifecycle import move
from tests.reports.api.place import LISTS, SAID, Place, caller, walk
from units.models import AuditEntry, Membership, Unit, User
from units.readers import OfficeReader

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 6, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def own():
    return Place()


@pytest.fixture
def foreign(own):
    return Place("beihe", "北河县人民政府办公室", "北河县")


def keys(ask, address) -> set[int]:
    return {row["id"] for row in walk(ask, address)}


def test_a_key_reads_all_that_its_office_has_issued_and_nothing_of_another(client, own, foreign):
    ask = caller(client, own.key())
    assert keys(ask, "plans") == {own.plan.pk}
    assert keys(ask, "tasks") == {task.pk for task in own.tasks}
    assert keys(ask, "assignments") == set(own.plan.assignments.values_list("pk", flat=True))
    assert keys(ask, "activities") == {own.activity.pk}
    assert keys(ask, "units") == {unit.pk for unit in own.units}
    assert ask("office").json()["slug"] == "qingshan"


@pytest.mark.parametrize(
    "address", ["plans/{plan}", "tasks?plan={plan}", "assignments?plan={plan}", "assignments?unit={unit}"]
)
def test_what_is_another_offices_is_not_there(client, own, foreign, address):
    ask = caller(client, own.key())
    assert ask(address.format(plan=own.plan.pk, unit=own.units[0].pk)).status_code == 200
    answer = ask(address.format(plan=foreign.plan.pk, unit=foreign.units[0].pk))
    assert answer.status_code == 404
    assert answer.json()["detail"] == "没有这个地址，或者这项内容不属于令牌所在的办公室。"


def test_a_draft_is_not_there(client, own):
    ask = caller(client, own.key())
    assert ask(f"plans/{own.draft.pk}").status_code == 404
    assert ask(f"tasks?plan={own.draft.pk}").status_code == 404
    ActivitySchedule.objects.filter(pk=own.activity.schedule_id).update(state="draft")
    assert keys(ask, "activities") == set()


def test_no_answer_holds_anything_about_people_or_a_text_of_a_report(client, own):
    ask = caller(client, own.key())
    people = User.objects.values_list("name", "username", "email", "phone")
    secrets = {value for person in people for value in person if value} | {"13912345678", SAID}
    assert {"欧阳秀英", "ouyang@qingshan.example", "0531-87654321"} < secrets
    assert ProgressReport.objects.get().progress == SAID
    for address in [*LISTS, "office", f"plans/{own.plan.pk}"]:
        answer = ask(address)
        assert answer.status_code == 200
        assert [secret for secret in secrets if secret in answer.content.decode()] == []


def test_a_reading_office_sees_nothing_that_was_not_opened_to_it(own):
    reader = OfficeReader(own.office)
    assert Unit.objects.visible_to(reader).count() == 2
    for model in (User, Membership, AuditEntry, ProgressReport, EvidenceFile, ActivitySchedule):
        assert model.objects.exists() or model is EvidenceFile
        assert not model.objects.visible_to(reader).exists()


def test_a_log_in_on_the_portal_opens_nothing(client, own):
    client.force_login(own.clerk)
    assert client.get("/api/v1/plans").status_code == 401


def test_the_filters_narrow(client, own):
    ask = caller(client, own.key())
    unit, year = own.units[0].pk, 2026
    assert {row["unit"] for row in walk(ask, f"assignments?unit={unit}")} == {unit}
    assert keys(ask, "assignments?state=in_review") == {own.row.pk}
    assert keys(ask, f"assignments?year={year}&plan={own.plan.pk}&state=assigned") == set(
        own.plan.assignments.exclude(pk=own.row.pk).values_list("pk", flat=True)
    )
    for address in ("plans", "assignments", "activities"):
        assert keys(ask, f"{address}?year=2025") == set()
        assert keys(ask, f"{address}?year=2026") != set()


def test_what_has_changed_since_a_moment_is_told(client, own):
    ask = caller(client, own.key())
    later = own.plan.assignments.exclude(pk=own.row.pk).first()
    move(later, "in_progress", by=own.liaison, at=NOW)
    everything = set(own.plan.assignments.values_list("pk", flat=True))
    assert keys(ask, "assignments?changed_since=2026-07-06T10:00:00%2B08:00") == {later.pk}
    assert keys(ask, "assignments?changed_since=2026-07-06T02:00:01Z") == set()
    assert keys(ask, "assignments?changed_since=2026-05-11T02:00:00Z") == everything
    assert keys(ask, "assignments?changed_since=0001-01-01T00:00:00%2B14:00") == everything
    assert keys(ask, "assignments?changed_since=9999-12-31T23:59:59-12:00") == set()


def test_the_numbers_of_the_day_and_the_words_stand_with_the_codes(client, own):
    ask = caller(client, own.key())
    rows = {row["id"]: row for row in walk(ask, "assignments")}
    told = rows.pop(own.row.pk)
    assert told["state"] == {"code": "in_review", "label": "待审核"}
    assert (told["overdue"], told["was_late"]) == (False, False)
    assert told["submitted_at"] == "2026-05-11T10:00:00+08:00"
    assert told["due_on"] == "2026-06-30"
    assert {row["overdue"] for row in rows.values()} == {True}
    assert walk(ask, "activities")[0]["overdue"] is True


def test_every_question_is_in_the_tests_of_scope():
    assert {route.name for route in routes} == {*LISTS, "office", "plan", "openapi"}
    assert parameters("assignments") == {"plan", "unit", "state", "year", "changed_since", "limit", "cursor"}

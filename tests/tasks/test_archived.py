"""An archived plan takes nothing more from its units, however it is tried."""

from datetime import date

import pytest
from django.urls import reverse

from tasks.models import ExtensionRequest, Plan, ProgressReport
from tasks.services.errors import ActRefused
from tasks.services.extensions import extension_ask
from tasks.services.lifecycle import assignment_receive
from tasks.services.reports import report_no_news, report_save_draft, report_submit
from tasks.services.review import report_send_back
from tests.world import AT, make_assignment, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db
BLANK = {"links-TOTAL_FORMS": 1, "links-INITIAL_FORMS": 0, "version": 0}


@pytest.fixture
def unit():
    return make_unit(make_office())


@pytest.fixture
def liaison(unit):
    return make_person(unit.office, unit=unit)


@pytest.fixture
def row(unit, liaison):
    """An assignment that the unit works on, of a plan that was archived."""
    row = make_assignment(unit)
    assignment_receive(assignment=row, by=liaison, at=AT)
    archive()
    return row


def archive():
    Plan.objects.update(state=Plan.State.CLOSED)


SAID = {"values": {"progress": "已公开。"}, "links": [], "version": 0}
ACTS = {
    "draft": (report_save_draft, SAID),
    "progress": (report_submit, SAID | {"closing": False}),
    "close": (report_submit, SAID),
    "no news": (report_no_news, {}),
    "later": (extension_ask, {"new_due_on": date(2027, 1, 31), "reason": "材料未齐。"}),
}


@pytest.mark.parametrize("act", ACTS)
def test_it_takes_no_answer_and_no_request(row, liaison, act):
    service, said = ACTS[act]
    with pytest.raises(ActRefused, match="已经归档，不能再办理"):
        service(assignment=row, by=liaison, at=AT, **said)
    assert not ProgressReport.objects.exists()
    assert not ExtensionRequest.objects.exists()


def test_nothing_goes_to_the_units_leader_or_back(unit, liaison):
    leader = make_person(unit.office, "unit_leader", unit)
    first, second = make_assignment(unit), make_assignment(unit)
    Plan.objects.update(leader_first=True)
    report = report_submit(assignment=first, by=liaison, at=AT, **SAID)
    assignment_receive(assignment=second, by=liaison, at=AT)
    archive()
    with pytest.raises(ActRefused, match="已经归档"):
        report_send_back(report=report, by=leader, at=AT, reason="数字不对")
    with pytest.raises(ActRefused, match="已经归档"):
        report_submit(assignment=second, by=liaison, at=AT, **SAID)
    assert list(ProgressReport.objects.values_list("state", flat=True)) == ["at_leader"]


def test_its_page_offers_no_form_and_keeps_what_was_typed_on_one_that_was_open(client, row, liaison, time_machine):
    time_machine.move_to(AT)
    client.force_login(liaison)
    address = reverse("assignment", args=[row.pk])
    page = client.get(address).content.decode()
    assert 'id="answer"' not in page
    assert "申请延期" not in page
    answer = client.post(address, BLANK | {"progress": "写了很久。", "progress_only": "1"})
    assert answer.status_code == 422
    assert "已经归档，不能再办理" in answer.content.decode()
    assert "写了很久。" in answer.content.decode()

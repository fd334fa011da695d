"""The desk of a unit's leader: what the own unit is about to report, passed on or sent back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tasks.models import ProgressReport
from tasks.services.reports import report_submit
from tests.world import AT, issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit

pytestmark = pytest.mark.django_db
PAGE = "/leader/"


class Desk:
    """A unit with a leader, whose liaison has answered some tasks of a plan that asks for the leader first."""

    def __init__(self, rows=2, slug="qingshan", name="青山县人民政府办公室", region="青山县"):
        self.office = make_office(slug, name, region)
        self.clerk = make_clerk(self.office)
        self.unit, self.plan = make_unit(self.office), make_plan(self.office, leader_first=True)
        self.liaison = make_person(self.office, unit=self.unit)
        self.leader = make_person(self.office, "unit_leader", unit=self.unit)
        for _ in range(rows):
            make_task(self.plan, self.unit)
        issue(self.plan, by=self.clerk)
        for row in self.unit.assignments.order_by("pk"):
            values = {"progress": f"第{row.task.number}项已公开。"}
            report_submit(assignment=row, values=values, links=[], version=0, by=self.liaison, at=AT)
        self.reports = list(ProgressReport.objects.filter(assignment__unit=self.unit).order_by("pk"))


@pytest.fixture
def desk(client):
    desk = Desk()
    client.force_login(desk.leader)
    return desk


def fresh(report):
    return ProgressReport.objects.get(pk=report.pk)


def test_what_waits_is_shown_and_my_tasks_leads_to_it(client, desk):
    body = client.get(PAGE).content.decode()
    assert "第1项已公开。" in body
    assert "第2项已公开。" in body
    assert f'href="{PAGE}"' in client.get(reverse("my_tasks")).content.decode()


def test_passed_on_it_waits_for_the_office(client, desk):
    answer = client.post(reverse("report_pass", args=[desk.reports[0].pk]), follow=True)
    assert "第1项已报送办公室。" in answer.content.decode()
    report = fresh(desk.reports[0])
    assert (report.state, report.passed_by) == ("submitted", desk.leader)
    assert [line[0] for line in client.get(PAGE).context["lines"]] == [desk.reports[1]]
    again = client.post(reverse("report_pass", args=[desk.reports[0].pk]), follow=True)
    assert "已经处理过了" in again.content.decode()


def test_sent_back_with_a_reason_it_is_the_liaisons_again(client, desk):
    address = reverse("report_send_back", args=[desk.reports[0].pk])
    assert "退回须写明理由" in client.post(address, {"reason": " "}, follow=True).content.decode()
    client.post(address, {"reason": "数字不对"})
    report = fresh(desk.reports[0])
    assert (report.state, report.review_note) == ("returned", "数字不对")
    assert desk.reports[0].assignment.reports.get(state="draft").progress == "第1项已公开。"


def test_only_the_leader_of_that_unit(client, desk):
    there = Desk(1, "beihe", "北河县人民政府办公室", "北河县")
    neighbour = make_person(desk.office, "unit_leader", unit=make_unit(desk.office, "县住建局"))
    acts = [(name, desk.reports[0].pk) for name in ("report_pass", "report_send_back")]
    for person, status in ((neighbour, 404), (there.leader, 404), (desk.liaison, 403), (desk.clerk, 403)):
        client.force_login(person)
        for name, pk in acts:
            assert client.post(reverse(name, args=[pk]), {"reason": "x"}).status_code == status
    assert fresh(desk.reports[0]).state == "at_leader"
    client.force_login(neighbour)
    assert "没有等您审核的反馈" in client.get(PAGE).content.decode()


def test_an_archived_plan_waits_no_more(client, desk):
    desk.plan.state = "closed"
    desk.plan.save()
    assert client.get(PAGE).context["lines"] == []
    answer = client.post(reverse("report_pass", args=[desk.reports[0].pk]), follow=True)
    assert "已经归档" in answer.content.decode()


def test_it_costs_the_same_for_1_and_20(client):
    seen = []
    for rows, slug in ((1, "one"), (20, "two")):
        desk = Desk(rows, slug, f"{rows}办公室", "某县")
        client.force_login(desk.leader)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            assert len(client.get(PAGE).context["lines"]) == rows
        seen.append(len(captured))
    assert seen[0] == seen[1]

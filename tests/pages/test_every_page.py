"""Every page: opens for whom it is meant, closed for others, costs the same for 1 and 20 rows."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from imports.models import ImportBatch
from tasks.models import Plan, Task
from tasks.services.extensions import extension_ask
from tasks.services.reports import report_submit
from tasks.services.roll_forward import plan_roll_forward
from tests.imports.papers import table
from tests.pages.desk import Desk, queries
from tests.world import AT, make_clerk, make_office, make_person, make_plan, make_unit
from units.undoing import offered

pytestmark = pytest.mark.django_db
SAID = {"values": {"progress": "已公开。"}, "links": [], "version": 0}


@pytest.mark.parametrize("role", ["office", "office_leader", "liaison", "unit_leader"])
def test_each_page_opens_for_its_roles_and_is_403_for_the_others(desk, client, role):
    client.force_login(desk.people[role])
    for address, roles in desk.addresses().items():
        assert client.get(address).status_code == (200 if role in roles else 403), address


@pytest.mark.parametrize("role", ["office", "unit_leader"])
def test_a_row_that_the_paper_does_not_number_is_named_by_its_words(desk, client, role):
    Task.objects.update(number="", requirement="加强队伍建设，定期组织业务培训，提高服务水平。")
    Plan.objects.update(leader_first=True)
    report_submit(assignment=desk.assignment, by=desk.people["liaison"], at=AT, **SAID)
    asked = {"new_due_on": date(2027, 1, 31), "reason": "材料未齐。", "by": desk.people["liaison"], "at": AT}
    extension_ask(assignment=desk.unit.assignments.last(), **asked)
    draft = plan_roll_forward(plan=desk.plan, year=2027, title="2027年要点", by=desk.people["office"], at=AT)
    task = draft.tasks.first()
    task.parties.create(position=3, text="县某局")
    own = [reverse(name, args=[draft.pk]) for name in ("plan", "plan_forward", "plan_names")]
    own += [reverse(name, args=[draft.pk, task.pk]) for name in ("task_edit",)]
    own += [reverse("task_lineage", args=[desk.plan.pk, desk.assignment.task_id])]
    roles = desk.addresses() | {address: {"office"} for address in own}
    client.force_login(desk.people[role])
    for address in (address for address, whose in roles.items() if role in whose):
        body = client.get(address).content.decode()
        assert "第项" not in re.sub(r"\s", "", body), address
    body = client.get(desk.assignment.get_absolute_url()).content.decode()
    assert "县财政局 · “加强队伍建设，定期组织业务培训…”" in body


def test_what_was_done_to_a_row_without_a_number_is_said_of_its_words(desk, client):
    Task.objects.update(number="", requirement="加强队伍建设。")
    client.force_login(desk.people["office"])
    said = client.post(reverse("report_accept", args=[desk.report.pk]), follow=True)
    (message,) = said.context["messages"]
    assert str(message) == "已通过：第0镇“加强队伍建设。”，任务办结。"
    back = client.post("/undo/", {"undo": offered(message).token}, follow=True)
    assert "已撤销：第0镇“加强队伍建设。”现在是“待审核”。" in back.content.decode()


def test_a_stranger_is_led_to_the_log_in_page(desk, client):
    for address in desk.addresses():
        assert client.get(address).status_code == 302, address
        assert client.get(address).url.startswith("/login/")
    assert client.get("/login/").status_code == 200


def test_what_belongs_to_another_office_is_not_there(desk, client):
    there = Desk(slug="beihe", name="北河县人民政府办公室", region="北河县")
    for role in ("office", "liaison"):
        client.force_login(there.people[role])
        for name, pk in (
            ("plan", desk.plan.pk),
            ("assignment", desk.assignment.pk),
            ("activity", desk.activity.pk),
        ):
            assert client.get(reverse(name, args=[pk])).status_code == 404
        for name, pk in (("assignment", desk.assignment.pk), ("activity", desk.activity.pk)):
            assert client.post(reverse(name, args=[pk]), {"progress": "改"}).status_code == 404
    client.force_login(there.people["office"])
    for name, pk in (
        ("plan_issue", desk.plan.pk),
        ("report_accept", desk.report.pk),
        ("report_return", desk.report.pk),
        ("matrix", desk.plan.pk),
        ("mail", desk.office.mails.first().pk),
    ):
        method = client.get if name in ("matrix", "mail") else client.post
        assert method(reverse(name, args=[pk])).status_code == 404, name


def test_a_unit_does_not_see_another_units_assignment(desk, client):
    client.force_login(make_person(desk.office, unit=desk.units[1]))
    assert client.get(reverse("assignment", args=[desk.assignment.pk])).status_code == 404


def test_a_draft_plan_is_the_offices_own(desk, client):
    draft = make_plan(desk.office, title="草案")
    client.force_login(desk.people["liaison"])
    assert client.get(reverse("plan", args=[draft.pk])).status_code == 404


@pytest.mark.parametrize("role", ["office", "liaison"])
def test_pages_cost_the_same_for_1_and_20_rows(client, role):
    small, large = Desk(rows=1), Desk(rows=20, slug="beihe", name="北河县人民政府办公室", region="北河县")
    for (address, roles), (twin, _) in zip(small.addresses().items(), large.addresses().items(), strict=True):
        if role in roles:
            assert queries(client, small.people[role], address) == queries(client, large.people[role], twin), address


def test_a_preview_costs_the_same_for_1_and_20_rows(desk, client):
    rows = [(n, "一、公开", f"公开第{n}类。", f"第{n}镇、县第{n}局", "6月底前") for n in range(1, 21)]
    counts = []
    for content in (table(rows[0]), table(*rows)):
        client.force_login(desk.people["office"])
        client.post(reverse("import_start"), {"file": SimpleUploadedFile("a.txt", content)})
        counts.append(
            queries(
                client, desk.people["office"], reverse("import_preview", args=[ImportBatch.objects.latest("pk").pk])
            )
        )
    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", ["office", "liaison"])
def test_no_page_asks_another_host_and_every_page_carries_its_policy(desk, client, role):
    client.force_login(desk.people[role])
    for address, roles in desk.addresses().items():
        if role in roles:
            response = client.get(address)
            body = response.content.decode()
            assert all(tag.startswith('<script src="/static/') for tag in re.findall(r"<script[^>]*>", body))
            assert 'src="http' not in body
            assert "default-src 'self'" in response["Content-Security-Policy"]
            assert "unsafe" not in response["Content-Security-Policy"]
            assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("role", ["office", "liaison"])
def test_an_empty_office_says_what_to_do_instead_of_showing_an_empty_table(client, role):
    office = make_office()
    user = make_clerk(office) if role == "office" else make_person(office, unit=make_unit(office))
    client.force_login(user)
    names = ["overview", "plan_list", "review_queue", "activities", "mail_list", "assignment_list"]
    for name in names if role == "office" else ["my_tasks", "plan_list", "activities"]:
        response = client.get(reverse(name))
        assert response.status_code == 200
        assert "没有" in response.content.decode(), name


def test_markup_in_papers_is_shown_as_text(desk, client):
    task = desk.plan.tasks.first()
    task.requirement = "<script>alert(1)</script>{{ 7|add:7 }}%s"
    task.save()
    client.force_login(desk.people["office"])
    for address in (reverse("plan", args=[desk.plan.pk]), reverse("matrix", args=[desk.plan.pk])):
        body = client.get(address).content.decode()
        assert "<script>alert" not in body
        assert "&lt;script&gt;" in body


def test_somebody_with_two_desks_chooses_and_sees_only_the_chosen_one(desk, client):
    there = Desk(slug="beihe", name="北河县人民政府办公室", region="北河县")
    user = desk.people["liaison"]
    second = user.memberships.create(office=there.office, unit=there.unit, role="liaison")
    client.force_login(user)
    assert client.get(reverse("assignment", args=[there.assignment.pk])).status_code == 404
    client.post(reverse("switch_desk"), {"membership": second.pk})
    assert client.get(reverse("assignment", args=[there.assignment.pk])).status_code == 200
    assert client.get(reverse("assignment", args=[desk.assignment.pk])).status_code == 404
    foreign = there.people["office"].memberships.get()
    assert client.post(reverse("switch_desk"), {"membership": foreign.pk}).status_code == 404


def test_errors_are_pages_in_chinese(desk, client):
    client.force_login(desk.people["liaison"])
    assert "没有这个页面" in client.get("/nothing/here/").content.decode()
    assert "没有权限" in client.get(reverse("overview")).content.decode()

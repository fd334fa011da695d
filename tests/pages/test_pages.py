"""Every page: opens for whom it is meant, closed for others, costs the same for 1 and 20 rows."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calendar_events.models import Activity, ActivitySchedule
from imports.models import ImportBatch
from imports.names import Names
from imports.services import batch_preview, open_phrases
from reminders.models import OutgoingMail
from tasks.models import Assignment, Plan
from tasks.services.reports import report_submit
from tests.imports.papers import THREE, table
from tests.world import AT, issue, make_clerk, make_group, make_office, make_person, make_plan, make_task, make_unit

pytestmark = pytest.mark.django_db


class Desk:
    """An office with one issued plan, one schedule, and a person in each role."""

    def __init__(self, rows=2, slug="qingshan", name="青山县人民政府办公室", region="青山县"):
        self.office = make_office(slug, name, region)
        self.unit = make_unit(self.office)
        self.units = [make_unit(self.office, f"第{n}镇", kind="town") for n in range(rows)]
        self.people = {
            "office": make_clerk(self.office),
            "office_leader": make_person(self.office, "office_leader"),
            "liaison": make_person(self.office, unit=self.unit),
            "unit_leader": make_person(self.office, "unit_leader", self.unit),
        }
        self.plan = make_plan(self.office)
        heading = self.plan.headings.create(level=1, text="一、总则", position=1)
        group = make_group(self.office, "各镇街", *self.units)
        for _ in range(rows):
            make_task(self.plan, self.unit, group, heading=heading)
        issue(self.plan, by=self.people["office"])
        self.assignment = Assignment.objects.filter(unit=self.unit).first()
        for own in Assignment.objects.filter(office=self.office, unit=self.units[0]):
            liaison = self.units[0].memberships.first()
            self.report = report_submit(
                assignment=own,
                values={"progress": "已公开。"},
                links=[("https://www.qingshan.example/1.html", "", None)],
                version=0,
                by=liaison.user if liaison else make_person(self.office, unit=self.units[0]),
                at=AT,
            )
        self.schedule = ActivitySchedule.objects.create(office=self.office, year=2026, title="安排表", state="issued")
        for n in range(rows):
            Activity.objects.create(
                schedule=self.schedule, seq=n + 1, month=n % 12 + 1, host=self.unit, host_text="县财政局"
            )
            OutgoingMail.objects.create(
                office=self.office,
                address=f"a{n}@qingshan.example",
                address_key=f"a{n}",
                local_date="2026-05-11",
                next_at=AT,
                message_id=f"<{slug}{n}@x>",
            )
        self.activity = self.schedule.activities.first()

    def addresses(self):
        """Return every page to look at, with the roles that may."""
        office, everybody = {"office", "office_leader"}, set(self.people)
        return {
            reverse("overview"): office,
            reverse("overview_year", args=[2026]): office,
            reverse("plan_list"): everybody,
            reverse("plan", args=[self.plan.pk]): everybody,
            reverse("matrix", args=[self.plan.pk]): office,
            reverse("assignment_list"): office,
            reverse("review_queue"): office,
            reverse("accept_many") + f"?report={self.report.pk}": {"office"},
            reverse("leader_queue"): {"unit_leader"},
            reverse("my_tasks"): everybody - office,
            reverse("assignment", args=[self.assignment.pk]): everybody,
            reverse("activities"): everybody,
            reverse("activity_year", args=[2026]): everybody,
            reverse("activity", args=[self.activity.pk]): everybody,
            reverse("activity_table", args=[2026]): everybody,
            reverse("activity_month", args=[2026, 6]): everybody,
            reverse("activity_waiting", args=[2026]): office,
            reverse("activity_move", args=[self.activity.pk]): {"office"},
            reverse("schedule", args=[self.schedule.pk]): {"office"},
            reverse("import_start"): {"office"},
            reverse("mail_list"): office,
            reverse("mail_ahead"): office,
            reverse("reminder_rules"): office,
            reverse("plan_reminders", args=[self.plan.pk]): office,
            reverse("workdays_now"): office,
            reverse("workdays", args=[2026]): office,
            reverse("mail", args=[self.office.mails.first().pk]): office,
            reverse("mail_runs"): office,
            reverse("assignment_mail", args=[self.assignment.pk]): everybody,
            reverse("activity_mail", args=[self.activity.pk]): everybody,
            reverse("history"): office,
            reverse("password"): everybody,
        }


@pytest.fixture
def desk():
    return Desk()


@pytest.mark.parametrize("role", ["office", "office_leader", "liaison", "unit_leader"])
def test_each_page_opens_for_its_roles_and_is_403_for_the_others(desk, client, role):
    client.force_login(desk.people[role])
    for address, roles in desk.addresses().items():
        assert client.get(address).status_code == (200 if role in roles else 403), address


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


def queries(client, user, address) -> int:
    client.force_login(user)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


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


class TestTheWay:
    """From the upload to the accepted answer, through the pages."""

    def test_a_paper_goes_in_and_an_answer_comes_out(self, client):
        office = make_office()
        finance, clerk = make_unit(office, "县财政局"), make_clerk(office)
        make_unit(office, "县住建局")
        make_group(office, "各镇街", make_unit(office, "甲镇", kind="town"))
        client.force_login(clerk)
        answer = client.post(reverse("import_start"), {"file": SimpleUploadedFile("分工.txt", THREE)}, follow=True)
        assert "核对识别结果" in answer.content.decode()
        batch = ImportBatch.objects.get()
        url = {n: reverse(f"import_{n}", args=[batch.pk]) for n in ("recognised", "questions", "preview", "apply")}
        answer = client.post(url["recognised"], {"title": batch.title, "year": 2026}, follow=True)
        assert "县某某局" in answer.content.decode()
        (name,) = batch_preview(batch).asked
        answer = client.post(url["questions"], {f"name-{name.key}": "new:bureau"}, follow=True)
        assert answer.request["PATH_INFO"] == url["preview"]
        client.post(url["apply"], {"stamp": ""})
        plan = Plan.objects.get()
        assert office.units.filter(short_name="县某某局").exists()
        page = client.post(reverse("plan_issue", args=[plan.pk]), follow=True)
        assert "共生成4件单位任务" in page.content.decode()

        liaison = make_person(office, unit=finance)
        client.force_login(liaison)
        assignment = finance.assignments.get()
        assert "公开财政预算和决算。" in client.get(reverse("my_tasks")).content.decode()
        form = {
            "progress": "已公开。",
            "version": 0,
            "links-TOTAL_FORMS": 1,
            "links-INITIAL_FORMS": 0,
            "links-0-url": "www.qingshan.example/1.html",
        }
        client.post(reverse("assignment", args=[assignment.pk]), form)
        client.force_login(clerk)
        assert "已公开。" in client.get(reverse("review_queue")).content.decode()
        client.post(reverse("report_accept", args=[assignment.reports.get().pk]))
        assignment.refresh_from_db()
        assert assignment.state == "done"
        assert assignment.reports.get().evidence.get().url == "https://www.qingshan.example/1.html"


def test_the_office_decides_on_a_later_day(desk, client):
    for decision, state in (("refuse", "refused"), ("grant", "granted")):
        client.force_login(desk.people["liaison"])
        client.post(
            reverse("extension_ask", args=[desk.assignment.pk]), {"new_due_on": "2027-02-01", "reason": "材料未齐"}
        )
        extension = desk.assignment.extensions.latest("pk")
        client.force_login(desk.people["office"])
        form = {"decision": decision, "note": "年底前须完成"}
        assert client.post(reverse("extension_decide", args=[extension.pk]), form).status_code == 302
        extension.refresh_from_db()
        assert extension.state == state


@pytest.mark.parametrize(
    ("act", "form", "state"),
    [("cancel", {}, "cancelled"), ("due", {"due_on": "2026-11-30"}, "assigned"), ("reopen", {}, "assigned")],
)
def test_the_office_acts_on_an_assignment_with_a_reason(desk, client, act, form, state):
    client.force_login(desk.people["office"])
    address = reverse("assignment_act", args=[desk.assignment.pk, act])
    client.post(address, form)
    desk.assignment.refresh_from_db()
    assert desk.assignment.state == "assigned"
    client.post(address, form | {"reason": "机构调整"})
    desk.assignment.refresh_from_db()
    assert desk.assignment.state == state
    client.force_login(desk.people["liaison"])
    assert client.post(address, form | {"reason": "试"}).status_code == 403


def test_a_leader_of_a_unit_looks_and_signs_nothing(desk, client):
    client.force_login(desk.people["unit_leader"])
    for name in ("assignment_receive", "extension_ask"):
        assert client.post(reverse(name, args=[desk.assignment.pk])).status_code == 403
    assert client.post(reverse("activity", args=[desk.activity.pk]), {"theme": "改"}).status_code == 403


def test_a_plan_is_copied_to_the_next_year_and_archived(desk, client):
    client.force_login(desk.people["office"])
    form = {"year": 2027, "title": "2027年要点"}
    page = client.post(reverse("plan_roll_forward", args=[desk.plan.pk]), form, follow=True)
    assert "已生成草稿" in page.content.decode()
    client.post(reverse("plan_close", args=[desk.plan.pk]))
    desk.plan.refresh_from_db()
    assert desk.plan.state == "closed"


def test_names_left_open_are_settled_on_a_page_of_their_own(desk, client):
    draft = make_plan(desk.office, title="草案")
    make_task(draft).parties.create(position=1, text="县某某局", role="responsible")
    client.force_login(desk.people["office"])
    address = reverse("plan_names", args=[draft.pk])
    assert "县某某局" in client.get(address).content.decode()
    assert reverse("plan_names", args=[draft.pk]) in client.get(reverse("plan", args=[draft.pk])).content.decode()
    key = Names(desk.office, {}).asked(open_phrases(draft))[0].key
    client.post(address, {f"name-{key}": "new:bureau"})
    assert draft.tasks.get().parties.get().unit.short_name == "县某某局"


class TestMistakes:
    """What is wrong is said in a sentence, and nothing typed is lost."""

    def post(self, client, desk, **fields):
        client.force_login(desk.people["liaison"])
        form = {"progress": "已公开。", "version": 0, "links-TOTAL_FORMS": 1, "links-INITIAL_FORMS": 0} | fields
        return client.post(reverse("assignment", args=[desk.assignment.pk]), form)

    def test_a_broken_link_keeps_the_text(self, desk, client):
        response = self.post(client, desk, **{"links-0-url": "不是网址"})
        assert response.status_code == 422
        assert "这不是一个完整的网址" in response.content.decode()
        assert "已公开。" in response.content.decode()

    def test_an_empty_answer_is_asked_for(self, desk, client):
        response = self.post(client, desk, progress="")
        assert "请填写进展情况" in response.content.decode()

    def test_two_people_see_both_versions(self, desk, client):
        self.post(client, desk, draft="1", progress="甲的版本")
        response = self.post(client, desk, draft="1", progress="乙的版本")
        body = response.content.decode()
        assert "甲的版本" in body
        assert "乙的版本" in body

    def test_the_units_leader_looks_and_does_not_write(self, desk, client):
        client.force_login(desk.people["unit_leader"])
        address = reverse("assignment", args=[desk.assignment.pk])
        assert "填报进展" not in client.get(address).content.decode()
        assert client.post(address, {"progress": "改"}).status_code == 403

    def test_a_return_without_reason_is_refused(self, desk, client):
        client.force_login(desk.people["office"])
        response = client.post(reverse("report_return", args=[desk.report.pk]), {"reason": " "}, follow=True)
        assert "退回须写明理由" in response.content.decode()

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({}, "请选择一个文件"),
            ({"text": "没有表格的一句话"}, "没有找到"),
            ({"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 x"), "text": ""}, "PDF"),
        ],
    )
    def test_an_upload_that_cannot_be_read(self, desk, client, fields, words):
        client.force_login(desk.people["office"])
        response = client.post(reverse("import_start"), fields)
        assert response.status_code == 422
        assert words in response.content.decode()

    def test_an_address_with_nonsense_is_no_error(self, desk, client):
        client.force_login(desk.people["office"])
        for query in ("?show=x&unit=abc&year=99999999999&page=zzz", "?page=-3", "?unit=٣"):
            assert client.get(reverse("assignment_list") + query).status_code == 200


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

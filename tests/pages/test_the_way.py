"""The way of a paper over the pages, what the office decides on it, and what goes wrong on it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from imports.models import ImportBatch
from imports.names import Names
from imports.services import batch_preview, open_phrases
from tasks.models import Assignment, Plan
from tests.imports.papers import THREE
from tests.world import make_clerk, make_group, make_office, make_person, make_plan, make_task, make_unit

pytestmark = pytest.mark.django_db


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
    due_on = timezone.localdate() + timedelta(days=60)  # lies ahead whenever the test runs
    Assignment.objects.filter(pk=desk.assignment.pk).update(due_on=due_on)
    later = (due_on + timedelta(days=30)).isoformat()
    for decision, state in (("refuse", "refused"), ("grant", "granted")):
        client.force_login(desk.people["liaison"])
        client.post(reverse("extension_ask", args=[desk.assignment.pk]), {"new_due_on": later, "reason": "材料未齐"})
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

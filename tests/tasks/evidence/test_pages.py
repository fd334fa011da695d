"""Files through the pages: sent with the form, shown, given out to who may see them and to nobody else (U02, U03, U05, U08)."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from govopen.uploads import PatientUploadHandler
from tasks.models import EvidenceFile, Plan
from tasks.services.review import report_send_back
from tests.tasks.evidence.desk import Desk, address, download, lies_there, nothing_is_left, on_disk
from tests.tasks.evidence.samples import EVIL, archive, docx, gif, jpg, pdf, png, upload
from tests.world import AT, issue, make_assignment, make_person, make_plan, make_task, make_unit
from units.files import storage
from units.models import AuditEntry, Membership

pytestmark = pytest.mark.django_db


def page(client, user, assignment) -> str:
    client.force_login(user)
    return client.get(reverse("assignment", args=[assignment.pk])).content.decode()


class TestTheForm:
    """Files go with the answer, and no mistake costs what was typed or uploaded."""

    def test_several_files_go_with_the_answer_and_the_office_sees_them(self, desk, client):
        response = desk.post(client, upload("截图.png", png()), upload("报告.docx", docx()))
        assert response.status_code == 302
        report = desk.assignment.reports.get()
        assert (report.state, report.files.count()) == ("submitted", 2)
        shown = page(client, desk.clerk, desk.assignment)
        for file in report.files.all():
            assert f'<a href="{address(file)}">{file.name}</a>' in shown
        assert "图片，" in shown
        assert desk.liaison.name in shown
        client.force_login(desk.clerk)
        assert "截图.png" in client.get(reverse("review_queue")).content.decode()

    def test_uploading_only_keeps_the_texts_as_a_draft_and_asks_for_none(self, desk, client):
        response = desk.post(client, upload(), progress="", next_step="继续公开。", attach="1")
        assert response.status_code == 302
        assert response.url.endswith("#files")
        draft = desk.assignment.reports.get()
        assert (draft.state, draft.next_step, draft.files.count()) == ("draft", "继续公开。", 1)
        shown = page(client, desk.liaison, desk.assignment)
        assert "继续公开。" in shown
        assert "移除佐证.pdf" in shown

    def test_a_refused_file_is_named_at_the_field_and_texts_and_other_files_stay(self, desk, client):
        response = desk.post(client, upload("好.pdf"), upload("坏.svg", b"<svg/>"), upload("空.txt", b""))
        shown = response.content.decode()
        assert response.status_code == 422
        assert "有2处需要修改" in shown
        errors = re.search(r'<ul class="errorlist" id="(\w+)">(.*?)</ul>', shown, re.DOTALL)
        assert "“坏.svg”没有保存：不接受 .svg 文件" in errors[2]
        assert "“空.txt”没有保存" in errors[2]
        field = re.search(r'<input type="file"[^>]*>', shown)[0]
        assert errors[1] in re.search(r'aria-describedby="([^"]*)"', field)[1].split()
        assert 'aria-invalid="true"' in field
        assert "multiple" in field
        assert "已公开三条。" in shown
        assert "移除好.pdf" in shown
        assert desk.assignment.reports.get().state == "draft"

    def test_a_mistake_in_the_texts_costs_no_file(self, desk, client):
        assert desk.post(client, upload(), progress="").status_code == 422
        assert desk.post(client, progress="已公开三条。").status_code == 302
        report = desk.assignment.reports.get()
        assert (report.state, report.files.count()) == ("submitted", 1)

    def test_the_form_sends_files_and_says_the_limits(self, desk, client):
        shown = page(client, desk.liaison, desk.assignment)
        assert 'enctype="multipart/form-data"' in shown
        assert "每个不超过 20.0\xa0MB，一次报送最多10个" in shown
        assert ".ofd" in re.search(r'accept="([^"]*)"', shown)[1].split(",")

    @pytest.mark.parametrize("button", ["closing", "progress_only"])
    def test_the_form_pressed_twice_is_one_answer_with_one_file(self, desk, client, button):
        key = uuid4()
        for _ in range(2):
            assert desk.post(client, upload(), key=key, **{button: "1"}).status_code == 302
        assert desk.assignment.reports.get().files.count() == 1
        response = desk.post(client, upload("另一份.pdf", pdf("另一份")), key=key, **{button: "1"})
        assert response.status_code == 422
        assert EvidenceFile.objects.count() == desk.assignment.reports.count() == 1

    def test_while_the_leader_of_the_unit_reads_the_answer_no_file_is_added(self, desk, client):
        Plan.objects.update(leader_first=True)
        make_person(desk.office, "unit_leader", desk.unit)
        desk.post(client, upload())
        report = desk.assignment.reports.get()
        assert report.state == "at_leader"
        assert desk.post(client, upload("另一份.pdf", pdf("另一份"))).status_code == 422
        assert EvidenceFile.objects.get().report == report
        report_send_back(report=report, by=desk.liaison, at=AT, reason="请补充。")
        assert [file.name for file in desk.draft.files.all()] == ["佐证.pdf"]

    def test_a_new_file_after_the_answer_was_sent_is_not_lost_silently(self, desk, client):
        desk.post(client, upload())
        response = desk.post(client, upload("另一份.pdf", pdf("另一份")))
        assert response.status_code == 422
        assert "现在不能填报" in response.context["files_form"].errors["files"][0]
        assert EvidenceFile.objects.count() == 1

    def test_u11_the_same_file_for_another_task_is_said(self, desk, client):
        desk.add("甲.pdf")
        first = desk.assignment
        desk.assignment = make_assignment(desk.unit)
        response = desk.post(client, upload("乙.pdf"), attach="1")
        shown = client.get(response.url).content.decode()
        assert "提示：内容与2026-05-11用于" in shown
        assert "“甲.pdf”相同" in shown
        assert str(first.task) in shown

    def test_a_file_is_removed_and_the_texts_stay(self, desk, client, django_capture_on_commit_callbacks):
        file = desk.add().file
        with django_capture_on_commit_callbacks(execute=True):
            response = desk.post(client, progress="写了一半", remove=file.pk)
        assert response.status_code == 302
        assert nothing_is_left()
        assert "写了一半" in page(client, desk.liaison, desk.assignment)

    @pytest.mark.parametrize("key", ["0", "x", "９", "99999999999999999999999"])
    def test_what_is_not_in_this_draft_cannot_be_removed(self, desk, client, key):
        there = Desk("beihe", "北河县人民政府办公室", "北河县")
        foreign = there.add().file
        assert desk.post(client, remove=key).status_code == 404
        assert desk.post(client, remove=foreign.pk, version=1).status_code == 404
        assert lies_there(foreign)

    def test_a_returned_answer_shows_its_files_and_the_draft_has_them(self, desk, client):
        file = desk.add().file
        draft = desk.send_back(desk.submit())
        shown = page(client, desk.liaison, desk.assignment)
        assert address(file) in shown
        assert address(draft.files.get()) in shown
        assert page(client, desk.clerk, desk.assignment).count(address(file)) == 1

    def test_a_leader_of_the_unit_uploads_nothing(self, desk, client):
        client.force_login(make_person(desk.office, "unit_leader", desk.unit))
        form = {"progress": "改", "files": upload()}
        assert client.post(reverse("assignment", args=[desk.assignment.pk]), form).status_code == 403
        assert nothing_is_left()

    def test_pages_cost_the_same_for_one_file_and_for_ten(self, desk, client):
        counts = []
        for number in (1, 10):
            desk.assignment = make_assignment(desk.unit)
            for n in range(number):
                desk.add(f"{n}.pdf", pdf(f"{number}-{n}"))
            desk.submit()
            for user, name in ((desk.clerk, desk.assignment), (desk.liaison, desk.assignment), (desk.clerk, None)):
                client.force_login(user)
                where = reverse("assignment", args=[name.pk]) if name else reverse("review_queue")
                client.get(where)
                with CaptureQueriesContext(connection) as captured:
                    client.get(where)
                counts.append(len(captured))
        assert counts[:3] == counts[3:]


class TestTheDownload:
    """One file leaves as an attachment that runs nowhere, for who may see its report at this moment."""

    def test_it_comes_back_byte_for_byte_under_its_name(self, desk, client):
        file = desk.add("关于“公开”的通知（一）.png", png()).file
        status, body, headers = download(client, desk.liaison, file)
        assert (status, body) == (200, png())
        assert headers["Content-Type"] == "image/png"
        assert headers["Content-Length"] == str(len(png()))
        assert headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%85%B3%E4%BA%8E")

    @pytest.mark.parametrize(
        ("name", "content", "sent_as"),
        [
            ("动图.gif", gif() + b"/*" + EVIL, "image/gif"),
            ("扫描件.pdf", pdf() + EVIL, "application/pdf"),
            ("截图.jpg", jpg() + archive("evil.html", content=EVIL), "image/jpeg"),
            ("说明.txt", "甲 ".encode() + EVIL, "text/plain"),
        ],
        ids=["gif", "pdf", "jpg", "txt"],
    )
    def test_u02_whatever_is_inside_it_runs_nowhere(self, desk, client, name, content, sent_as):
        _, body, headers = download(client, desk.liaison, desk.add(name, content).file)
        assert body == content
        assert headers["Content-Type"] == sent_as
        assert headers["Content-Disposition"].startswith("attachment;")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert headers["Cache-Control"] == "private, no-store"

    def test_who_took_it_is_in_the_history(self, desk, client):
        file = desk.add("公告.pdf").file
        desk.submit()
        download(client, desk.clerk, file)
        entry = AuditEntry.objects.latest("pk")
        assert (entry.verb, entry.actor_name, entry.office_ref) == ("下载佐证", desk.clerk.name, desk.office.pk)
        assert "公告.pdf" in entry.object_label
        assert entry.origin == "127.0.0.1"

    def test_l05_without_the_entry_no_download(self, desk, client, monkeypatch):
        file = desk.add().file
        monkeypatch.setattr(AuditEntry, "save", lambda *args, **kwargs: (_ for _ in ()).throw(RuntimeError("no room")))
        client.force_login(desk.liaison)
        with pytest.raises(RuntimeError, match="no room"):
            client.get(address(file))

    def test_u08_what_belongs_to_others_answers_just_as_what_is_not_there(self, desk, client):
        file = desk.add().file
        report = desk.submit()
        there = Desk("beihe", "北河县人民政府办公室", "北河县")
        neighbour = make_person(desk.office, unit=make_unit(desk.office, "县教育局"))
        pending = desk.send_back(report).files.get()
        EvidenceFile.objects.filter(pk=pending.pk).update(state="pending")
        for user in (there.clerk, there.liaison, neighbour):
            client.force_login(user)
            for headers in ({}, {"range": "bytes=0-10"}, {"if-none-match": "*"}, {"accept": "application/json"}):
                answers = [answer(client, pk, headers) for pk in (file.pk, pending.pk, 10**9)]
                assert answers[0][0] == 404
                assert all(other == answers[0] for other in answers)
        assert client.get(f"/evidence/{10**30}/").status_code == 404
        assert not AuditEntry.objects.filter(verb__contains="下载").exists()

    def test_u08_a_lead_reads_what_an_assisting_unit_says_and_gets_no_file(self, desk, client):
        plan = make_plan(desk.office, title="有牵头单位的分工")
        task = make_task(plan, desk.unit)
        lead_unit = make_unit(desk.office, "县发改局")
        task.parties.create(position=2, text="县发改局", unit=lead_unit, role="lead")
        issue(plan)
        desk.assignment = task.assignments.get(unit=desk.unit)
        file = desk.add("清单.pdf").file
        desk.submit()
        lead = make_person(desk.office, unit=lead_unit)
        shown = page(client, lead, task.assignments.get(unit=lead_unit))
        assert "清单.pdf" in shown
        assert address(file) not in shown
        assert client.get(address(file)).status_code == 404

    def test_u08_by_the_address_of_the_folder_nobody_gets_anything(self, desk, client):
        file = desk.add().file
        inside = storage.path_of(file.key).relative_to(Path(storage.folder()).parent)
        for user in (desk.liaison, desk.clerk, None):
            client.force_login(user) if user else client.logout()
            for root in ("media", "static", "evidence"):
                assert client.get(f"/{root}/{inside}").status_code == 404
                assert client.get(f"/{root}/../media/{inside}").status_code == 404

    def test_a_part_of_the_file_is_asked_for_and_the_same_rules_hold(self, desk, client):
        _, _, headers = download(client, desk.liaison, desk.add().file, range="bytes=0-3")
        assert headers["Content-Disposition"].startswith("attachment;")
        assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"

    def test_a_stranger_is_led_to_the_log_in_page(self, desk, client):
        response = client.get(address(desk.add().file))
        assert response.status_code == 302
        assert response.url.startswith("/login/")

    def test_a_draft_is_the_units_own_and_a_leader_may_look(self, desk, client):
        file = desk.add().file
        assert download(client, desk.clerk, file)[0] == 404
        assert download(client, make_person(desk.office, "unit_leader", desk.unit), file)[0] == 200
        desk.submit()
        assert download(client, desk.clerk, file)[0] == 200

    def test_the_permission_is_that_of_this_moment(self, desk, client):
        file = desk.add().file
        assert download(client, desk.liaison, file)[0] == 200
        Membership.objects.filter(user=desk.liaison).update(to_on=timezone.localdate() - timedelta(days=1))
        assert client.get(address(file)).status_code == 403

    def test_only_get(self, desk, client):
        client.force_login(desk.liaison)
        file = desk.add().file
        assert [client.post(address(file)).status_code, client.head(address(file)).status_code] == [405, 405]


def answer(client, pk, headers) -> tuple:
    """Status, headers, text and the number of queries: all that a stranger could measure."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(f"/evidence/{pk}/", headers=headers)
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return response.status_code, {**response.headers, "Content-Length": ""}, text, len(captured)


class TestTooMuch:
    """What is too much is refused with the figure and does not fill the disk on its way."""

    def test_u05_five_hundred_files_in_one_request(self, desk, client):
        response = desk.post(client, *(SimpleUploadedFile(f"{n}.txt", b"x") for n in range(500)))
        assert response.status_code == 400
        assert "一次最多上传20个文件" in response.content.decode()
        assert nothing_is_left()
        assert not desk.assignment.reports.exists()

    def test_u05_one_byte_too_many_through_the_page(self, desk, client, settings):
        settings.EVIDENCE_LIMIT = 3 * 2**20
        most = pdf("甲", 3 * 2**20)
        response = desk.post(client, upload("大.pdf", most))
        assert response.status_code == 422
        assert "“大.pdf”没有保存：超过单个文件的上限 3.0\xa0MB" in response.content.decode()
        assert "已公开三条。" in response.content.decode()
        assert on_disk() == []

    def test_u05_beyond_the_largest_limit_not_even_the_temporary_folder_fills(self, settings, tmp_path):
        settings.EVIDENCE_LIMIT = settings.UPLOAD_LIMIT = 100_000
        settings.FILE_UPLOAD_TEMP_DIR = tmp_path
        handler = PatientUploadHandler()
        handler.new_file("files", "大.pdf", "application/pdf", None)
        largest = 0
        for n in range(100):
            handler.receive_data_chunk(b"x" * 65_536, n * 65_536)
            largest = max([largest, *(path.stat().st_size for path in tmp_path.glob("*.upload*"))])
        file = handler.file_complete(100 * 65_536)
        assert (file.size, file.name) == (6_553_600, "大.pdf")
        assert 0 < largest <= 100_000
        assert list(tmp_path.glob("*.upload*")) == []
        with pytest.raises(OSError, match="larger than any limit"):
            file.read()

    def test_a_file_that_fits_is_received_unchanged(self, desk, client):
        content = pdf("甲", 4 * 2**20)
        desk.post(client, upload("大.pdf", content))
        assert storage.path_of(EvidenceFile.objects.get().key).read_bytes() == content

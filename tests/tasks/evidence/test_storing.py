"""A file is kept with a draft: row, file and history; the limits; the same file again; what a return does (U05, U11)."""

import errno
import os
from datetime import timedelta

import pytest

from tasks.models import EvidenceFile
from tasks.services.evidence import evidence_add, evidence_remove
from tasks.services.review import report_accept
from tests.tasks.evidence.desk import lies_there, nothing_is_left, on_disk
from tests.tasks.evidence.samples import pdf, png, upload
from tests.world import AT, make_assignment
from units.files import storage
from units.models import AuditEntry
from units.refusals import Refused

pytestmark = pytest.mark.django_db


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return str(refused.value)


def test_a_file_is_kept_with_what_is_known_of_it(desk, media):
    file = desk.add("公开截图.png", png()).file
    file.refresh_from_db()
    assert (file.state, file.name, file.kind, file.size) == ("stored", "公开截图.png", "png", len(png()))
    assert (file.report, file.office, file.uploaded_by, file.uploaded_at) == (
        desk.draft,
        desk.office,
        desk.liaison,
        AT,
    )
    assert storage.path_of(file.key).read_bytes() == png()
    assert on_disk() == [media / "evidence" / file.key.hex[:2] / file.key.hex]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.changes) == ("上传佐证", {"佐证文件": ["", "公开截图.png"]})


def test_u03_nothing_of_the_name_reaches_the_disk(desk, media):
    desk.add("../../../报告\u202e.pdf")
    (path,) = on_disk()
    assert path.is_relative_to(media / "evidence")
    assert path.name.isalnum()


def test_a_refused_file_leaves_nothing(desk):
    assert "内容却是" in refusal(desk.add, "截图.png", pdf())
    assert nothing_is_left()


def test_u05_one_byte_over_the_limit_is_refused_with_the_figure(desk, settings):
    settings.EVIDENCE_LIMIT = 2048
    assert desk.add_bytes(2048).file.size == 2048
    assert "2.0\xa0KB" in refusal(desk.add_bytes, 2049, "乙")
    assert len(on_disk()) == EvidenceFile.objects.count() == 1


def test_u05_the_bytes_are_counted_not_believed(desk, settings):
    settings.EVIDENCE_LIMIT = 2048
    file = upload("大.pdf", pdf(size=5000))
    file.size = 100
    assert "2.0\xa0KB" in refusal(evidence_add, report=desk.draft, upload=file, by=desk.liaison, at=AT)
    assert nothing_is_left()


def test_u05_one_file_too_many_is_refused_with_the_figure(desk, settings):
    settings.EVIDENCE_FILES = 2
    desk.add(content=pdf("甲"))
    desk.add(content=pdf("乙"))
    assert "最多2个文件，已有2个" in refusal(desk.add, content=pdf("丙"))
    assert len(on_disk()) == EvidenceFile.objects.count() == 2


def test_u05_the_quota_of_a_task_is_refused_with_the_figures(desk, settings):
    settings.EVIDENCE_TASK_QUOTA = 3000
    desk.add_bytes(2000, "甲")
    sentence = refusal(desk.add_bytes, 1001, "乙")
    assert "这项任务的文件合计不能超过 2.9\xa0KB" in sentence
    assert "还剩 1000\xa0字节" in sentence
    desk.add_bytes(1000, "丙")
    desk.assignment = make_assignment(desk.unit)
    desk.add_bytes(1001, "丁")


def test_u05_the_quota_of_the_office_counts_all_its_units(desk, settings):
    settings.EVIDENCE_OFFICE_QUOTA = 3000
    desk.add_bytes(2000, "甲")
    desk.assignment = make_assignment(desk.unit)
    assert "全办公室的文件合计不能超过" in refusal(desk.add_bytes, 1001, "乙")


def test_a_copy_made_by_a_return_costs_no_quota(desk, settings):
    settings.EVIDENCE_TASK_QUOTA = settings.EVIDENCE_OFFICE_QUOTA = 3000
    desk.add_bytes(2000, "甲")
    desk.send_back(desk.submit())
    desk.add_bytes(1000, "乙")
    assert "还剩 0\xa0字节" in refusal(desk.add_bytes, 100, "丙")


def test_an_upload_that_breaks_off_leaves_nothing(desk):
    def cut_off():
        yield pdf()
        raise ConnectionResetError("the browser is gone")

    file = upload()
    file.chunks = cut_off
    assert "没有写成" in refusal(evidence_add, report=desk.draft, upload=file, by=desk.liaison, at=AT)
    assert nothing_is_left()
    file.chunks = lambda: (_ for _ in ()).throw(KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        evidence_add(report=desk.draft, upload=file, by=desk.liaison, at=AT)
    assert nothing_is_left()


def test_the_same_file_twice_in_one_report_is_one_file(desk):
    first, second = desk.add("甲.pdf"), desk.add("乙.pdf")
    assert (first.again, second.again) == (False, True)
    assert second.file == first.file
    assert len(on_disk()) == EvidenceFile.objects.count() == 1


def test_u11_the_same_file_for_two_tasks_is_kept_and_the_first_use_named(desk):
    first = desk.add("甲.pdf").file
    desk.assignment = make_assignment(desk.unit)
    desk.add("乙.pdf", at=AT + timedelta(days=1))
    desk.assignment = make_assignment(desk.unit)
    third = desk.add("丙.pdf", at=AT + timedelta(days=2))
    assert third.earlier == first
    assert lies_there(third.file)
    assert desk.add("丁.pdf", pdf("另一份")).earlier is None


def test_u11_another_units_use_of_the_same_file_is_not_told(desk):
    desk.add()
    there = type(desk)("beihe", "北河县人民政府办公室", "北河县")
    assert there.add().earlier is None


def test_a_file_is_removed_from_a_draft(desk, django_capture_on_commit_callbacks):
    file = desk.add().file
    with django_capture_on_commit_callbacks(execute=True):
        evidence_remove(file=file, by=desk.liaison, at=AT)
    assert nothing_is_left()
    assert AuditEntry.objects.latest("pk").verb == "移除佐证"


def test_after_the_answer_is_sent_nothing_is_added_or_removed(desk):
    file = desk.add().file
    report = desk.submit()
    assert "已经报送" in refusal(desk.add, content=pdf("乙"), report=report)
    assert "已经报送" in refusal(evidence_remove, file=file, by=desk.liaison, at=AT)
    report_accept(report=report, by=desk.clerk, at=AT)
    assert "已办结" in refusal(desk.add, content=pdf("乙"))
    assert [path.name for path in on_disk()] == [file.key.hex]


def test_a_returned_report_keeps_its_files_and_the_next_draft_has_them_too(desk, django_capture_on_commit_callbacks):
    file = desk.add().file
    report = desk.submit()
    draft = desk.send_back(report)
    copy = draft.files.get()
    assert (copy.name, copy.sha256, copy.uploaded_by, copy.state) == (file.name, file.sha256, desk.liaison, "stored")
    assert storage.path_of(copy.key).read_bytes() == storage.path_of(file.key).read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        evidence_remove(file=copy, by=desk.liaison, at=AT)
    assert lies_there(file)
    assert report.files.get() == file
    assert desk.add().earlier is None  # chosen again for the same task: nothing to say


def test_a_file_that_is_gone_does_not_hold_up_a_return(desk):
    lost = desk.add("甲.pdf", pdf("甲")).file
    desk.add("乙.pdf", pdf("乙"))
    report = desk.submit()
    storage.remove(lost.key)
    assert [file.name for file in desk.send_back(report).files.all()] == ["乙.pdf"]


def test_a_return_whose_files_cannot_be_copied_is_refused_and_leaves_nothing(desk):
    desk.add("甲.pdf", pdf("甲"))
    broken = desk.add("乙.pdf", pdf("乙")).file
    report = desk.submit()
    storage.remove(broken.key)
    storage.path_of(broken.key).mkdir()  # neither to be linked nor to be copied
    before = on_disk()
    assert "不能转到新的草稿" in refusal(desk.send_back, report)
    report.refresh_from_db()
    assert (report.state, EvidenceFile.objects.count()) == ("submitted", 2)
    assert on_disk() == before


def test_where_the_disk_knows_no_hard_links_a_return_copies(desk, monkeypatch):
    file = desk.add().file
    monkeypatch.setattr(os, "link", lambda *args: (_ for _ in ()).throw(OSError(errno.EPERM, "no hard links here")))
    copy = desk.send_back(desk.submit()).files.get()
    assert storage.path_of(copy.key).read_bytes() == storage.path_of(file.key).read_bytes()
    assert storage.path_of(copy.key).stat().st_ino != storage.path_of(file.key).stat().st_ino


def test_an_answer_sent_while_a_file_is_still_coming_goes_without_it(desk):
    def slow():
        yield pdf()[:5]
        desk.submit()
        yield pdf()[5:]

    file = upload()
    file.chunks = slow
    assert "已经报送" in refusal(evidence_add, report=desk.draft, upload=file, by=desk.liaison, at=AT)
    assert nothing_is_left()


def test_an_upload_keeps_the_texts_of_the_draft_and_its_version(desk):
    draft = desk.draft
    desk.add()
    draft.refresh_from_db()
    assert (draft.version, draft.progress) == (0, "")
    report = desk.submit("已公开三条。")
    assert (report.pk, report.progress, report.files.count()) == (draft.pk, "已公开三条。", 1)

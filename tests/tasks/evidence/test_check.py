"""The nightly check: every row has its file, every file its row, cut-off uploads go (U13)."""

from datetime import timedelta
from io import StringIO

import pytest
from celery.schedules import crontab
from django.conf import settings as configured
from django.core.management import call_command
from django.utils import timezone

from govopen import celery_app
from tasks import jobs
from tasks.models import EvidenceFile
from tasks.services.evidence_check import evidence_check
from tests.tasks.evidence.desk import download, lies_there, on_disk
from tests.tasks.evidence.samples import pdf
from tests.world import AT
from units.files import storage

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_hours_later():
    return timezone.now() + timedelta(hours=2)


def make_pending(desk, at):
    """An upload that was cut off: the row, and a part of the file."""
    file = desk.add("中断.pdf", pdf("中断")).file
    EvidenceFile.objects.filter(pk=file.pk).update(state="pending", uploaded_at=at, sha256="")
    return file


def test_nothing_is_wrong_where_all_is_right(desk, two_hours_later):
    desk.add()
    desk.send_back(desk.submit())
    found = evidence_check(at=two_hours_later)
    assert (found.wrong, found.cleared) == ([], 0)


def test_u13_a_row_without_its_file_is_reported(desk, two_hours_later):
    file = desk.add("公告.pdf").file
    storage.remove(file.key)
    (sentence,) = evidence_check(at=two_hours_later).wrong
    assert "有记录没有文件" in sentence
    assert "公告.pdf" in sentence
    assert str(desk.unit) in sentence
    assert EvidenceFile.objects.count() == 1


def test_u13_a_file_without_its_row_is_reported_and_left(desk, two_hours_later):
    file = desk.add().file
    EvidenceFile.objects.all().delete()
    (sentence,) = evidence_check(at=two_hours_later).wrong
    assert sentence == f"有文件没有记录：{storage.path_of(file.key)}"
    assert lies_there(file)


def test_u13_a_file_at_a_wrong_place_is_reported(desk, media, two_hours_later):
    file = desk.add().file
    storage.path_of(file.key).rename(media / "evidence" / file.key.hex)
    (media / "evidence" / "说明.txt").write_text("甲")
    assert len(evidence_check(at=two_hours_later).wrong) == 3


def test_u13_a_file_that_was_cut_is_reported_and_not_given_out(desk, client, two_hours_later):
    file = desk.add().file
    storage.path_of(file.key).write_bytes(b"%PDF")
    assert "文件大小不对" in evidence_check(at=two_hours_later).wrong[0]
    status, body, _ = download(client, desk.liaison, file)
    assert status == 404
    assert "文件不完整" in body.decode()


def test_a_file_of_this_moment_may_still_get_its_row(desk):
    desk.add()
    EvidenceFile.objects.all().delete()
    assert evidence_check(at=timezone.now()).wrong == []


def test_uploads_that_were_cut_off_are_cleared_away_after_a_day(desk):
    make_pending(desk, AT)
    found = evidence_check(at=AT + timedelta(hours=23))
    assert (found.cleared, EvidenceFile.objects.count(), len(on_disk())) == (0, 1, 1)
    found = evidence_check(at=AT + timedelta(hours=25))
    assert (found.cleared, EvidenceFile.objects.count(), len(on_disk())) == (1, 0, 0)


def test_the_command_says_what_is_wrong_and_ends_with_1(desk):
    output = StringIO()
    call_command("evidence_check", stdout=output)
    assert output.getvalue() == "佐证文件：0处不对，清理了0个中断的上传。\n"
    storage.remove(desk.add().file.key)
    with pytest.raises(SystemExit) as ended:
        call_command("evidence_check", stdout=output)
    assert ended.value.code == 1
    assert "有记录没有文件" in output.getvalue()


def test_every_night_beat_asks_for_it_and_the_log_says_what_is_wrong(desk, caplog):
    entry = configured.CELERY_BEAT_SCHEDULE["evidence"]
    assert isinstance(entry["schedule"], crontab)
    assert entry["options"]["expires"] < 24 * 3600
    assert jobs.check_evidence.name == entry["task"]
    assert entry["task"] in celery_app.tasks
    storage.remove(desk.add("公告.pdf").file.key)
    with caplog.at_level("ERROR"):
        jobs.check_evidence()
    assert "公告.pdf" in caplog.text


def test_a_missing_file_gets_a_page_not_an_error(desk, client):
    file = desk.add().file
    storage.remove(file.key)
    status, body, _ = download(client, desk.liaison, file)
    assert status == 404
    assert "文件不在服务器上" in body.decode()

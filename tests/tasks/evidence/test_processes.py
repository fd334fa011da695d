"""Uploads at the same moment, uploads that die, and a full disk, with real processes (U05, U13, D05, D08, D11)."""

import json
import signal
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.db import connection

from tasks.models import EvidenceFile
from tasks.services.evidence_check import evidence_check
from tests.services.actors import Actor
from tests.tasks.evidence.desk import nothing_is_left, on_disk
from tests.world import AT
from units.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


def together(count, act, desk, **told) -> list:
    """Let processes act at the same moment; return what each says, None for one that was killed."""
    told |= {
        "database": str(connection.settings_dict["NAME"]),
        "settings": {"MEDIA_ROOT": str(configured.MEDIA_ROOT), "EVIDENCE_FILES": configured.EVIDENCE_FILES},
        "report": desk.draft.pk,
    }
    children = [Actor("tests.tasks.evidence.child", act, told) for _ in range(count)]
    try:
        for child in children:
            assert child.stdout.readline() == "ready\n", child.stderr.read()
        for child in children:
            child.stdin.write("go\n")
            child.stdin.flush()
        said = [child.communicate(timeout=90) for child in children]
    finally:
        for child in children:
            child.kill()
            child.communicate()
    for child, (_, complaint) in zip(children, said, strict=True):
        assert child.returncode in (0, -signal.SIGKILL), complaint
    return [json.loads(answer) if answer else None for answer, _ in said]


def test_u05_the_limit_holds_for_eight_who_upload_at_once(desk, settings):
    settings.EVIDENCE_FILES = 3
    said = together(8, "add", desk, point="evidence counted", sleep=0.2)
    assert said.count("added") == 3
    assert sum("最多3个文件" in answer for answer in said) == 5
    assert len(on_disk()) == EvidenceFile.objects.filter(state="stored").count() == EvidenceFile.objects.count() == 3


def test_d11_with_the_guard_off_the_limit_does_not_hold(desk, settings):
    settings.EVIDENCE_FILES = 3
    said = together(6, "add", desk, point="evidence counted", sleep=2, unguarded=True)
    assert said.count("added") > 3


def test_d05_a_file_that_is_sent_five_times_at_once_is_kept_once(desk):
    said = together(5, "add", desk, text="甲", point="evidence written", sleep=0.3)
    assert sorted(said) == ["added"] + ["again"] * 4
    assert len(on_disk()) == EvidenceFile.objects.count() == 1
    assert AuditEntry.objects.filter(verb="上传佐证").count() == 1


@pytest.mark.parametrize("point", ["evidence reserved", "evidence written"])
def test_u13_killed_on_the_way_nothing_is_shown_and_the_night_clears_it_away(desk, point):
    assert together(1, "add", desk, text="甲", point=point) == [None]
    assert EvidenceFile.objects.get().state == "pending"
    assert not EvidenceFile.objects.stored().exists()
    assert together(1, "add", desk, text="甲") == ["added"]
    assert evidence_check(at=AT + timedelta(hours=25)).cleared == 1
    assert len(on_disk()) == EvidenceFile.objects.count() == 1


def test_d08_a_full_disk_is_a_sentence_and_leaves_nothing(desk):
    ((said, empty, later),) = together(1, "full", desk)
    assert said == "“大.pdf”没有保存：服务器磁盘空间不足，请联系系统管理员，稍后再传。"
    assert empty
    assert later == "stored"


def test_d08_so_it_is_when_the_form_itself_finds_no_room_and_the_texts_stay(desk):
    ((status, page, empty, later),) = together(1, "full_page", desk)
    assert status == 422
    assert "服务器磁盘空间不足" in page
    assert "已公开三条。" in page
    assert empty
    assert later == 302
    assert len(on_disk()) == 1
    assert not nothing_is_left()

"""Old entries go into a file with a checksum, and only then out of the database (L04)."""

import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from tests.units.history.desk import run, unguarded, write
from units.models import AuditArchive, AuditEntry
from units.seals import seal
from units.verifying import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def old():
    """Entries 400, 200 and 100 days old, and one of today, sealed."""
    made = {days: write(2, days=days, changes={"甲": ["一", "二"]}) for days in (400, 200, 100, 0)}
    seal(timezone.now())
    return made


def day(ago) -> str:
    return (timezone.localdate() - timedelta(days=ago)).isoformat()


def refused(*words) -> str:
    kept = AuditEntry.objects.count()
    with pytest.raises(CommandError) as caught:
        call_command("audit", *map(str, words))
    assert caught.value.returncode == 1
    assert AuditEntry.objects.count() == kept
    return str(caught.value)


def keys(*groups):
    return [entry.pk for group in groups for entry in group]


def left() -> list[int]:
    return list(AuditEntry.objects.exclude(verb__contains="操作记录").order_by("pk").values_list("pk", flat=True))


def test_an_archive_holds_each_entry_as_a_line_and_a_manifest_with_the_checksum(old, tmp_path):
    call_command("audit", "archive", "--before", day(150), "--to", str(tmp_path))
    made = AuditArchive.objects.get()
    file = Path(made.path)
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == keys(old[400], old[200])
    assert lines[0]["changes"] == {"甲": ["一", "二"]}
    assert lines[0]["origin"] == "192.0.2.7"
    manifest = json.loads(file.with_suffix(".manifest.json").read_text(encoding="utf-8"))
    assert manifest["sha256"] == made.digest == sha256(file.read_bytes()).hexdigest()
    assert (manifest["entries"], manifest["file"]) == (4, file.name)
    entry = AuditEntry.objects.get(verb="归档操作记录")
    assert entry.changes["条数"] == [0, 4]
    assert entry.origin.startswith("audit archive")
    assert verify().problems == []
    assert len(left()) == 8  # nothing was taken away


def test_the_next_archive_holds_what_the_last_did_not(old, tmp_path, capsys):
    call_command("audit", "archive", "--before", day(300), "--to", str(tmp_path))
    call_command("audit", "archive", "--before", day(300), "--to", str(tmp_path))
    assert "没有需要归档" in capsys.readouterr().out
    call_command("audit", "archive", "--before", day(50), "--to", str(tmp_path))
    assert [row.count for row in AuditArchive.objects.all()] == [2, 4]


def test_entries_younger_than_180_days_are_not_purged_archived_or_not(old, tmp_path):
    call_command("audit", "archive", "--before", day(0), "--to", str(tmp_path))
    assert "至少保存 180 天" in refused("purge", "--before", day(179))
    assert "至少保存 180 天" in refused("purge", "--before", day(-1))


def test_what_is_in_no_archive_is_not_purged(old, tmp_path):
    assert "还有 4 条没有归档" in refused("purge", "--before", day(190))
    call_command("audit", "archive", "--before", day(300), "--to", str(tmp_path))
    assert "还有 2 条没有归档" in refused("purge", "--before", day(190))


def test_old_and_archived_entries_go_and_the_history_says_so(old, tmp_path):
    call_command("audit", "archive", "--before", day(50), "--to", str(tmp_path))
    call_command("audit", "purge", "--before", day(190))
    assert left() == keys(old[100], old[0])
    entry = AuditEntry.objects.get(verb="清理操作记录")
    assert entry.changes == {"条数": [4, 0]}
    assert (entry.object_type, entry.origin[:11]) == ("units.auditarchive", "audit purge")
    outcome = verify()
    assert outcome.problems == []
    assert (outcome.archived, outcome.sealed) == (4, 4)
    call_command("audit", "purge", "--before", day(190))
    assert AuditEntry.objects.filter(verb="清理操作记录").count() == 1


def test_the_chain_holds_after_a_purge_and_still_finds_what_is_changed(old, tmp_path):
    call_command("audit", "archive", "--before", day(50), "--to", str(tmp_path))
    call_command("audit", "purge", "--before", day(190))
    seal(timezone.now())
    with unguarded():
        run("UPDATE units_auditentry SET verb = 'x' WHERE id = %s", old[100][0].pk)
        run("DELETE FROM units_auditentry WHERE id = %s", old[0][0].pk)
    problems = verify().problems
    assert len(problems) == 2
    assert f"#{old[100][0].pk}（" in problems[0]
    assert f"#{old[0][0].pk} 不见了" in problems[1]


def spoil(file, way):
    if way == "gone":
        file.unlink()
    elif way == "cut":
        file.write_bytes(file.read_bytes()[:-10])
    else:
        file.write_bytes(file.read_bytes().replace("一".encode(), "三".encode()))


@pytest.mark.parametrize(("way", "why"), [("gone", "找不到归档文件"), ("cut", "校验值不符"), ("changed", "校验值不符")])
def test_an_archive_that_is_gone_or_spoilt_lets_nothing_go(old, tmp_path, way, why):
    call_command("audit", "archive", "--before", day(50), "--to", str(tmp_path))
    spoil(Path(AuditArchive.objects.get().path), way)
    assert why in refused("purge", "--before", day(190))


def test_an_archive_that_was_moved_is_found_where_it_is_said_to_be(old, tmp_path):
    call_command("audit", "archive", "--before", day(50), "--to", str(tmp_path / "here"))
    (tmp_path / "here").rename(tmp_path / "there")
    refused("purge", "--before", day(190))
    call_command("audit", "purge", "--before", day(190), "--from", str(tmp_path / "there"))
    assert left() == keys(old[100], old[0])


def test_an_entry_that_differs_from_its_archive_is_kept(old, tmp_path):
    call_command("audit", "archive", "--before", day(50), "--to", str(tmp_path))
    with unguarded():
        run("UPDATE units_auditentry SET verb = 'x' WHERE id = %s", old[400][1].pk)
    assert f"#{old[400][1].pk} 与归档文件" in refused("purge", "--before", day(190))


def test_a_history_that_is_not_sound_is_not_archived(old, tmp_path):
    with unguarded():
        run("UPDATE units_auditentry SET verb = 'x' WHERE id = %s", old[400][1].pk)
    assert "没有通过核对" in refused("archive", "--before", day(50), "--to", tmp_path)
    assert not any(tmp_path.iterdir())


def test_what_is_not_sealed_yet_is_not_archived(tmp_path):
    write(2, days=300)
    call_command("audit", "archive", "--before", day(50), "--to", str(tmp_path))
    assert not AuditArchive.objects.exists()


def test_days_ahead_are_not_archived(old, tmp_path):
    assert "已经过去" in refused("archive", "--before", day(-1), "--to", tmp_path)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no rights")
def test_who_may_not_delete_is_told_whose_account_to_use(old, tmp_path):
    call_command("audit", "archive", "--before", day(50), "--to", str(tmp_path))
    run("CREATE ROLE govopen_app")
    run(Path("deploy/postgresql-roles.sql").read_text(encoding="utf-8"))
    run("SET LOCAL ROLE govopen_app")
    with pytest.raises(CommandError, match="数据库所有者"):
        call_command("audit", "purge", "--before", day(190))
    run("ROLLBACK")

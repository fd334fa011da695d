"""What a restore refuses, what it brings back, and what waits for a person afterwards."""

import os
import shutil

from govopen.backup.manifest import dump, load
from tests.operations.backup.child import UNITS


def test_rows_are_not_replaced_unless_somebody_knows_what_goes(house, tmp_path):
    backup = house.backup(tmp_path)
    refused = house.manage("restore", backup)
    assert refused.returncode == 1
    assert "办公室1，账号10，单位任务8" in refused.stderr
    wrong = house.manage("restore", backup, "--replace", typed="2\n")
    assert wrong.returncode == 1
    assert "没有恢复" in wrong.stderr
    assert house.manage("restore", backup, "--replace").returncode == 1  # nobody there to type
    assert house.look()["restores"] == 0
    done = house.manage("restore", backup, "--replace", typed="1\n")
    assert done.returncode == 0, done.stderr
    assert house.look()["restores"] == 1


def test_letters_that_are_due_wait_until_an_administrator_releases_them(house, elsewhere, tmp_path):
    backup = house.backup(tmp_path / "early")
    assert house.act("sweep", 3).stdout.split()[-1] == str(
        UNITS
    )  # the original goes on: these the copy knows nothing of
    done = elsewhere.manage("restore", backup)
    assert "邮件已扣留" in done.stdout
    swept = elsewhere.act("sweep", 3, 4, 7)
    assert swept.stdout.split() == ["0", "0", "0"], swept.stderr
    assert elsewhere.look()["letters"] >= UNITS
    assert not (elsewhere.var / "mail").exists()
    released = elsewhere.manage("mail_hold", "--release")
    assert "邮件已放行" in released.stdout
    swept = elsewhere.act("sweep", 7, 7)
    assert swept.stdout.split() == [str(UNITS), "0"]  # one catch-up each, however many days were missed


def test_letters_that_wait_in_the_copy_itself_are_counted_and_held(house, elsewhere, tmp_path):
    assert house.manage("mail_hold").returncode == 0
    house.act("sweep", 3)
    backup = house.backup(tmp_path)
    done = elsewhere.manage("restore", backup)
    assert f"有 {UNITS} 封待发" in done.stdout, done.stdout + done.stderr


def test_a_backup_of_an_older_release_is_migrated_and_one_of_a_newer_is_refused(house, elsewhere, tmp_path):
    assert house.act("migrate_back", "tasks", "0011_plan_public").returncode == 0
    backup = house.backup(tmp_path / "old")
    assert "tasks.0012_assignment_by_key" not in load((backup / "manifest.json").read_bytes()).migrations
    newer = shutil.copytree(backup, tmp_path / "newer")
    manifest = load((newer / "manifest.json").read_bytes())
    manifest.migrations.append("tasks.9999_not_here_yet")
    (newer / "manifest.json").write_bytes(dump(manifest))
    refused = elsewhere.manage("restore", newer)
    assert refused.returncode == 1
    assert "备份来自更新的版本" in refused.stderr
    done = elsewhere.manage("restore", backup)
    assert done.returncode == 0, done.stderr
    assert elsewhere.manage("migrate", "--check").returncode == 0
    assert len(elsewhere.look()["reports"]) == UNITS


def test_a_backup_of_the_other_database_is_refused(builders, tmp_path):
    for kind, other in (("sqlite", "postgresql"), ("postgresql", "sqlite")):
        backup = builders(kind).seeded.backup(tmp_path / kind)
        refused = builders(other).empty().manage("restore", backup)
        assert refused.returncode == 1
        assert "恢复不换数据库" in refused.stderr


def test_others_at_work_in_the_database_are_noticed(house, tmp_path):
    backup = house.backup(tmp_path)
    before = house.look()
    writer = house.start("write", 0)
    try:
        writer.stdout.readline()
        refused = house.manage("restore", backup, "--replace", "--yes")
    finally:
        writer.kill()
        writer.communicate()
    assert refused.returncode == 1
    assert "请先停止" in refused.stderr
    assert house.look()["restores"] == 0
    assert len(house.look()["reports"]) > len(before["reports"])


def test_a_database_that_is_broken_is_put_aside(builders, tmp_path):
    house = builders("sqlite").lived_in()
    backup = house.backup(tmp_path)
    (live,) = house.var.glob("*.sqlite3")
    live.write_bytes(os.urandom(50_000))
    assert "连不上数据库" in house.manage("backup", tmp_path / "none").stderr
    refused = house.manage("restore", backup)
    assert refused.returncode == 1
    assert "读不出来" in refused.stderr
    done = house.manage("restore", backup, "--replace", "--yes")
    assert done.returncode == 0, done.stderr
    assert len(house.look()["reports"]) == UNITS
    assert len(list(house.var.glob("*.damaged-*"))) == 1


def test_files_that_are_gone_are_said_and_the_rest_is_saved(builders, tmp_path):
    house = builders("sqlite").lived_in()
    file = next(path for path in sorted((house.var / "media/evidence").rglob("*")) if path.is_file())
    other = next(path for path in sorted((house.var / "media/imports").iterdir()))
    file.unlink()
    done = house.manage("backup", tmp_path / "b")
    assert done.returncode == 2  # the backup is whole, the installation is not
    assert f"有记录没有文件，未收入：{file.relative_to(house.var)}" in done.stderr
    (made,) = (tmp_path / "b").iterdir()
    assert house.manage("backup_verify", made).returncode == 0
    assert (made / other.relative_to(house.var)).read_bytes() == b"a paper"


def test_an_archive_of_the_history_is_carried_along(house, elsewhere, tmp_path):
    done = elsewhere.manage("restore", house.backup(tmp_path))
    (archive,) = (elsewhere.var / "archives").glob("*.jsonl")
    assert str(archive.parent) in done.stdout
    assert archive.with_suffix(".manifest.json").is_file()


def test_the_newest_are_kept_and_nothing_else_is_touched(builders, tmp_path):
    house = builders("sqlite").seeded
    (tmp_path / "govopen-20260101-000000").mkdir()  # has its name and is no backup
    (tmp_path / "别的.txt").write_text("x")
    made = [house.backup(tmp_path, "--keep", "2", *words) for words in ([], ["--tar"], [])]
    assert {path.name for path in tmp_path.iterdir()} == {
        "govopen-20260101-000000",
        "别的.txt",
        *(path.name for path in made[1:]),
    }
    assert made[-1].stat().st_mode & 0o077 == 0  # whoever reads a backup can make codes


def test_odd_names_and_places(builders, tmp_path):
    house = builders("sqlite").seeded
    target = tmp_path / "县 '\"$(x);%s\n备份" / "-一份.tar"
    house.backup(target)
    taken = house.manage("backup", target)
    assert taken.returncode == 1
    assert "已经存在" in taken.stderr
    assert house.manage("backup_verify", target).returncode == 0
    (tmp_path / "a file").write_text("x")
    refused = house.manage("backup", tmp_path / "a file")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr


def test_pg_dump_that_is_not_there_is_said(builders, tmp_path):
    done = builders("postgresql").seeded.manage("backup", tmp_path / "b", GOVOPEN_PG_BIN=str(tmp_path))
    assert done.returncode == 1
    assert "找不到 pg_dump" in done.stderr
    assert list((tmp_path / "b").iterdir()) == []


def test_an_empty_installation_has_nothing_to_back_up(elsewhere, tmp_path):
    done = elsewhere.manage("backup", tmp_path / "b")
    assert done.returncode == 1
    assert "没有" in done.stderr
    assert "Traceback" not in done.stderr

"""A kill or a full disk in the middle: no backup that looks whole, no installation that is neither old nor new."""

import signal
from contextlib import closing

import psycopg2
import pytest

KILLED = -signal.SIGKILL


@pytest.mark.parametrize(
    ("point", "words"), [("database copied", []), ("backup written", ["--tar"])], ids=["early", "late"]
)
def test_a_killed_backup_leaves_nothing_that_looks_whole_and_the_next_clears_it_away(house, tmp_path, point, words):
    done = house.act("manage", point, "backup", tmp_path, *words)
    assert done.returncode == KILLED, done.stderr
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".")
    assert house.manage("backup_verify", left).returncode == 1
    made = house.backup(tmp_path, *words, "--keep", "1")
    assert [path.name for path in tmp_path.iterdir()] == [made.name]


@pytest.mark.parametrize("point", ["files restored", "database ready", "copying over"])
def test_a_restore_that_is_killed_leaves_what_was_there_and_can_be_done_again(house, builder, tmp_path, point):
    backup = house.backup(tmp_path)
    other = builder.lived_in()
    if builder.kind == "postgresql" and point != "files restored":
        pytest.skip("there the database is one transaction of psql")
    before = other.look()
    done = other.act("manage", point, "restore", backup, "--replace", "--yes")
    assert done.returncode == KILLED, done.stderr
    assert other.look() == before
    again = other.manage("restore", backup, "--replace", "--yes")
    assert again.returncode == 0, again.stderr
    assert other.look()["restores"] == 1
    assert not (other.var / ".restore").exists()


def test_postgresql_that_is_restored_and_not_yet_migrated_is_on_hold_already(builders, tmp_path):
    builder = builders("postgresql")
    backup, other = builder.seeded.backup(tmp_path), builder.empty()
    assert other.act("manage", "database replaced", "restore", backup).returncode == KILLED
    assert other.look()["sessions"] == 0
    assert other.manage("migrate", "-v0").returncode == 0
    assert "此前已经扣留" in other.manage("mail_hold").stdout


def test_postgresql_that_refuses_in_the_middle_keeps_what_it_had(builders, tmp_path):
    builder = builders("postgresql")
    backup, other = builder.seeded.backup(tmp_path), builder.empty()
    with closing(psycopg2.connect(other.database_url)) as line:
        line.cursor().execute("CREATE SEQUENCE units_office_id_seq")  # somebody else's, and in the way
        line.commit()
    with closing(psycopg2.connect(other.database_url)) as line:
        done = other.manage("restore", backup)
        assert "请先停止" in done.stderr  # this very connection
    done = other.manage("restore", backup)
    assert done.returncode == 1
    assert "psql 没有完成" in done.stderr
    with closing(psycopg2.connect(other.database_url)) as line:
        cursor = line.cursor()
        cursor.execute("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchone() == (0,)


def test_a_restore_into_nothing_that_is_killed_can_be_done_again(house, elsewhere, tmp_path):
    backup = house.backup(tmp_path)
    point = "copying over" if house.kind == "sqlite" else "files restored"
    assert elsewhere.act("manage", point, "restore", backup).returncode == KILLED
    again = elsewhere.manage("restore", backup)
    assert again.returncode == 0, again.stderr
    assert elsewhere.look()["restores"] == 1


def test_a_full_disk_is_a_sentence_and_leaves_no_backup(house, tmp_path):
    for words in ([], ["--tar"]):
        done = house.act("limited", 100_000, "backup", tmp_path / "b", *words)
        assert done.returncode == 1, done.stderr
        assert "没有" in done.stderr
        assert "Traceback" not in done.stderr
        assert list((tmp_path / "b").iterdir()) == []


def test_a_full_disk_during_a_restore_is_a_sentence_and_changes_nothing(house, builder, tmp_path):
    backup = house.backup(tmp_path)
    other = builder.lived_in()
    before = other.look()
    done = other.act("limited", 100_000, "restore", backup, "--replace", "--yes")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert other.look() == before

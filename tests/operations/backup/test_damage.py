"""O03: whatever is wrong with a backup is named, with exit code 1, and nothing is restored from it."""

import random
import shutil

import pytest

from govopen.backup.manifest import Part, dump, load
from govopen.backup.verifying import faults
from tests.operations.backup.house import House


@pytest.fixture(scope="module")
def whole(builders, tmp_path_factory):
    """A whole backup of each kind, as a folder and as a tar; tests damage copies."""
    made = {}

    def whole(kind, tar=False):
        if (kind, tar) not in made:
            where = tmp_path_factory.mktemp(f"whole-{kind}")
            made[kind, tar] = builders(kind).lived_in().backup(where, *(["--tar"] if tar else []))
        return made[kind, tar]

    return whole


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request):
    return request.param


@pytest.fixture
def copy(whole, kind, tmp_path):
    return shutil.copytree(whole(kind), tmp_path / "备 份")


def said(backup) -> str:
    """Return the sentences on a backup; there must be some."""
    found = faults(backup)
    assert found
    return "\n".join(found)


def database_of(copy):
    return next(copy.glob("database.*"))


def evidence_of(copy):
    return next(path for path in sorted((copy / "media/evidence").rglob("*")) if path.is_file())


def flip(path, at):
    content = bytearray(path.read_bytes())
    content[at] ^= 1 << random.randrange(8)
    path.write_bytes(content)


def test_the_command_needs_no_database_and_ends_with_0_or_1(whole, kind, tmp_path):
    nowhere = House("sqlite", tmp_path / "nowhere", "postgres://nobody@127.0.0.1:1/none")
    for tar in (False, True):
        done = nowhere.manage("backup_verify", whole(kind, tar))
        assert done.returncode == 0, done.stderr
        assert "备份完好" in done.stdout
    copy = shutil.copytree(whole(kind), tmp_path / "copy")
    evidence_of(copy).unlink()
    (copy / "extra").touch()
    done = nowhere.manage("backup_verify", copy)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 3  # one sentence for each fault, and what follows of them


def test_a_missing_part_is_named(copy):
    file = evidence_of(copy)
    file.unlink()
    assert f"缺少文件：{file.relative_to(copy)}" in said(copy)


def test_a_missing_database_is_named(copy):
    file = database_of(copy)
    file.unlink()
    assert f"缺少文件：{file.name}" in said(copy)


def test_a_part_that_was_cut_is_named(copy):
    file = database_of(copy)
    with file.open("rb+") as content:
        content.truncate(file.stat().st_size // 2)
    assert f"文件大小不对：{file.name}" in said(copy)


def test_one_flipped_bit_is_found_in_every_part(copy):
    for file in (database_of(copy), evidence_of(copy)):
        place = random.randrange(file.stat().st_size)
        before = file.read_bytes()
        flip(file, place)
        assert f"文件内容被改动或损坏：{file.relative_to(copy)}" in said(copy), place
        file.write_bytes(before)
    place = random.randrange((copy / "manifest.json").stat().st_size)
    flip(copy / "manifest.json", place)
    assert "manifest.json" in said(copy), place


def test_a_missing_manifest_is_a_backup_that_was_never_finished(copy):
    (copy / "manifest.json").unlink()
    assert "缺少清单 manifest.json" in said(copy)


def test_a_file_too_many_and_a_link_are_named(copy):
    (copy / "media/夹带 '.txt").write_text("x")
    (copy / "passwd").symlink_to("/etc/passwd")
    words = said(copy)
    assert "多出清单里没有的文件：media/夹带 '.txt" in words
    assert "不是普通文件：passwd" in words


def test_a_tar_that_was_cut_has_lost_its_manifest(whole, kind, tmp_path):
    cut = tmp_path / "cut.tar"
    content = whole(kind, tar=True).read_bytes()
    cut.write_bytes(content[: len(content) * 2 // 3])
    assert "清单" in said(cut) or "tar" in said(cut)


def test_counts_that_the_database_does_not_have_are_named_by_table(copy):
    manifest = load((copy / "manifest.json").read_bytes())
    manifest.tables["units_office"] += 1
    (copy / "manifest.json").write_bytes(dump(manifest))
    rows = manifest.tables["units_office"]
    assert faults(copy) == [f"表 units_office 的行数不对：清单 {rows} 行，备份里 {rows - 1} 行。"]


def test_a_name_that_leads_out_of_the_backup_is_refused(copy):
    manifest = load((copy / "manifest.json").read_bytes())
    manifest.files.append(Part("media/../../etc/cron.d/x", 1, "0" * 64))
    (copy / "manifest.json").write_bytes(dump(manifest))
    assert "清单 manifest.json 已损坏" in said(copy)


def test_what_is_no_backup_is_said(tmp_path):
    (tmp_path / "x.tar").write_bytes(b"PK\x03\x04" + bytes(2000))
    assert "不是完整的 tar 文件" in said(tmp_path / "x.tar")
    assert "找不到备份" in said(tmp_path / "none")


def test_a_damaged_backup_is_not_restored(copy, builders, kind):
    flip(database_of(copy), 5000)
    house = builders(kind).lived_in()
    before = house.look()
    done = house.manage("restore", copy, "--replace", "--yes")
    assert done.returncode == 1
    assert "文件内容被改动或损坏" in done.stderr
    assert house.look() == before

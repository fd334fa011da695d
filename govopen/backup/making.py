"""Makes a backup: the database first, then the files that this copy names, the manifest last, the name at the very end."""

import os
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import UTC
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path

from django.db import DatabaseError

from govopen.backup import contents
from govopen.backup.boxes import FolderWriter, TarWriter, sync
from govopen.backup.copies import Copy, copy_database
from govopen.backup.errors import BackupFailed, disk_words
from govopen.backup.keeping import clear_leftovers, only_one, work_name
from govopen.backup.manifest import DATABASE_FILES, Manifest, Part, dump
from units.faults import point


@dataclass(frozen=True, slots=True)
class Made:
    """A whole backup. faults: sentences on files that the installation itself lacks or that were changed there."""

    path: Path
    manifest: Manifest
    size: int  # bytes of all parts
    faults: list[str]


def make_backup(target: Path, at) -> Made:
    """Write a backup to target: a .tar if the name ends so, else a folder. BackupFailed leaves nothing behind.

    at: the moment, before anything is read; what was acknowledged by then is in it.
    """
    target = target.absolute()
    if target.exists() or target.is_symlink():
        raise BackupFailed(f"{target} 已经存在，请换一个名称。")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with only_one(target.parent):
            clear_leftovers(target)
            return _make(target, at)
    except OSError as error:
        raise BackupFailed(f"没有完成，没有留下不完整的备份：{disk_words(error)}。") from error
    except (DatabaseError, sqlite3.Error) as error:
        raise BackupFailed(f"没有完成，没有留下不完整的备份。数据库：{str(error).strip()}") from error


def _make(target: Path, at) -> Made:
    scratch = target.with_name(work_name(target))
    scratch.mkdir(mode=0o700)
    try:
        writer = (TarWriter if target.suffix == ".tar" else FolderWriter)(scratch / "backup")
        try:
            with copy_database(scratch) as copy:
                point("database copied")
                manifest, faults = _fill(writer, copy, at)
            writer.finish(dump(manifest))
        finally:
            writer.close()
        point("backup written")
        os.rename(scratch / "backup", target)
        sync(target.parent)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Made(target, manifest, sum(part.size for part in manifest.files), faults)


def _fill(writer, copy: Copy, at) -> tuple[Manifest, list[str]]:
    tables = copy.counts()
    if "django_migrations" not in tables:
        raise BackupFailed("数据库还没有建立（没有运行过 migrate），没有可备份的内容。")
    applied = copy.ask("SELECT app, name FROM django_migrations ORDER BY id")
    manifest = Manifest(
        version=version(),
        database=copy.kind,
        made_at=at.astimezone(UTC).isoformat(timespec="seconds"),
        migrations=[f"{app}.{name}" for app, name in applied],
        tables=tables,
    )
    wanted = list(contents.wanted(copy, tables))
    manifest.files.append(writer.adopt(DATABASE_FILES[copy.kind], copy.path))
    faults, seen = [], set()
    for one in wanted:
        if one.name not in seen:
            seen.add(one.name)
            _take(writer, one, manifest, faults)
    return manifest, faults


def _take(writer, one: contents.Wanted, manifest: Manifest, faults: list[str]) -> None:
    """Copy one file; say what is odd about it."""
    try:
        part: Part = writer.add(one.name, one.source)
    except FileNotFoundError:
        if not one.is_still_named():
            manifest.notes.append(f"备份期间被删除，未收入：{one.name}")
        elif one.is_archive:
            manifest.notes.append(f"操作记录归档不在原处，未收入，请另行保存：{one.source}")
        else:
            manifest.notes.append(f"有记录没有文件，未收入：{one.name}")
            faults.append(manifest.notes[-1])
        return
    manifest.files.append(part)
    if one.sha256 and part.sha256 != one.sha256:
        manifest.notes.append(f"文件内容与登记的指纹不符，按现状收入：{one.name}")
        faults.append(manifest.notes[-1])


def version() -> str:
    """Return the version of govopen."""
    try:
        return installed("govopen")
    except PackageNotFoundError:
        return "?"

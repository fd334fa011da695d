"""The way back. Whatever kills it, the installation has the old database or the restored one with mail on hold, never a mixture.

Files first: they lie under keys of their own and disturb nobody. Then the database in one step. SQLite is made ready
beside the live file (quarantine, migrations) and copied over it in one transaction; PostgreSQL gets all of it, the
quarantine included, in one transaction and is migrated afterwards.
"""

import shutil
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from govopen.backup.boxes import measure, open_box, take_out
from govopen.backup.contents import ARCHIVES, MEDIA
from govopen.backup.errors import BackupFailed, disk_words
from govopen.backup.existing import nobody_else
from govopen.backup.manifest import DATABASE_NAMES, Manifest
from govopen.backup.postgres import replace_postgres
from govopen.backup.sqlite import replace_sqlite
from govopen.backup.verifying import faults, read_manifest
from units.faults import point


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    files: int  # written; those that lay there already are not counted
    strays: int  # files in the folder of uploads that the backup does not know
    waiting: int  # letters on hold


def sound_manifest(path: Path) -> Manifest:
    """Return the manifest of a backup that can be restored here. BackupFailed with a sentence for each fault."""
    if found := faults(path):
        raise BackupFailed("\n".join([*found, "备份不完好，没有恢复，什么都没有改动。"]))
    manifest = read_manifest(path)
    if manifest.database != connection.vendor:
        raise BackupFailed(
            f"这是 {DATABASE_NAMES[manifest.database]} 的备份，现在用的数据库是 "
            f"{DATABASE_NAMES.get(connection.vendor, connection.vendor)}：恢复不换数据库。"
            "请先恢复到同一种数据库，再另行搬迁。"
        )
    if unknown := _unknown_migrations(manifest):
        raise BackupFailed(
            f"备份来自更新的版本（govopen {manifest.version}，本程序没有 {unknown[0]}），请先把程序升级到该版本。"
        )
    return manifest


def _unknown_migrations(manifest: Manifest) -> list[str]:
    here = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    known = {f"{app}.{name}" for app, name in here}
    known |= {f"{app}.{name}" for migration in here.values() for app, name in migration.replaces}
    return sorted(set(manifest.migrations) - known)


def restore(path: Path, manifest: Manifest, at) -> Restored:
    """Put files and database of a verified backup in place. Who asks has seen what would be lost. BackupFailed."""
    try:
        with nobody_else(), _scratch() as scratch, open_box(path) as box:
            written = _put_files(box, manifest)
            point("files restored")
            replace = replace_sqlite if connection.vendor == "sqlite" else replace_postgres
            waiting = replace(box, manifest, at, scratch)
            return Restored(written, _strays(manifest), waiting)
    except OSError as error:
        raise BackupFailed(f"没有完成，数据库没有改动，可以再次恢复：{disk_words(error)}。") from error
    except (DatabaseError, sqlite3.Error) as error:
        raise BackupFailed(f"没有完成，可以再次恢复。数据库：{str(error).strip()}") from error


@contextmanager
def _scratch():
    """A folder of this restore alone; what a killed one left there goes."""
    folder = settings.VAR_DIR / ".restore"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def place_of(name: str) -> Path | None:
    """Return where a file of a backup goes; None for the database."""
    folder, _, rest = name.partition("/")
    if folder == MEDIA:
        return Path(settings.MEDIA_ROOT) / rest
    return settings.VAR_DIR / ARCHIVES / rest if folder == ARCHIVES else None


def _put_files(box, manifest: Manifest) -> int:
    written = 0
    for part in manifest.files:
        path = place_of(part.name)
        if path is None or _lies_there(path, part):
            continue
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}.part")
        half.unlink(missing_ok=True)
        try:
            take_out(box, part.name, half)
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
        written += 1
    return written


def _lies_there(path: Path, part) -> bool:
    if not path.is_file() or path.stat().st_size != part.size:
        return False
    with closing(open(path, "rb")) as file:
        return measure(file) == (part.size, part.sha256)


def _strays(manifest: Manifest) -> int:
    known = {place_of(part.name) for part in manifest.files}
    return sum(1 for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file() and path not in known)

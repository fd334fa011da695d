"""A folder of backups: names, one at a time, the oldest removed, what a killed one left cleared away."""

import fcntl
import os
import re
import shutil
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from govopen.backup.errors import BackupFailed
from govopen.backup.manifest import Manifest
from govopen.backup.verifying import read_manifest

OURS = re.compile(r"govopen-\d{8}-\d{6}(\.tar)?")
LEFT = re.compile(r"\.(govopen-\d{8}-\d{6}(\.tar)?)\.part")


def dated_name(at: datetime, *, tar: bool) -> str:
    """Return the name of a backup of that moment, in the office's time."""
    return f"govopen-{timezone.localtime(at):%Y%m%d-%H%M%S}{'.tar' if tar else ''}"


def work_name(target: Path) -> str:
    """Return the name under which a backup is made: never taken for a whole one."""
    return f".{target.name}.part"


@contextmanager
def only_one(folder: Path):
    """Let one process work in this folder; the kernel lets go however it ends."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupFailed(f"{folder} 里正在进行另一次备份。") from None
        except OSError:
            pass  # a network drive without locks; names are unique to the second
        yield
    finally:
        os.close(handle)


def clear_leftovers(target: Path) -> None:
    """Remove what a backup that was killed left there. Only under the lock."""
    for path in target.parent.iterdir():
        if path.name == work_name(target) or LEFT.fullmatch(path.name):
            _delete(path)


def newest(folder: Path) -> Manifest | None:
    """Return what the newest whole backup in a folder says of itself, None when there is none that can be read."""
    try:
        names = sorted((path for path in folder.iterdir() if OURS.fullmatch(path.name)), reverse=True)
    except OSError:
        return None
    for path in names:  # the names tell the moment: of the others no manifest is read
        try:
            return read_manifest(path)
        except (BackupFailed, OSError):
            continue
    return None


def whole_ones(folder: Path) -> list[tuple[Path, Manifest]]:
    """Return the backups with a dated name in a folder, oldest first. Those without a sound manifest are not among them."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if OURS.fullmatch(path.name):
            try:
                found.append((path, read_manifest(path)))
            except (BackupFailed, OSError):
                continue
    return sorted(found, key=lambda one: (one[1].made_at, one[0].name))


def remove_oldest(folder: Path, keep: int) -> list[Path]:
    """Leave the newest keep whole backups in a folder and return what was removed; anything else stays."""
    with only_one(folder):
        gone = [path for path, _ in whole_ones(folder)[:-keep]]
        for path in gone:
            away = path.with_name(work_name(path))
            os.rename(path, away)  # first the name: half removed it must not look whole
            _delete(away)
    return gone


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()

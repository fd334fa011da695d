"""Where the files lie: below MEDIA_ROOT, under a random key, never reachable by an address."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings


class TooLarge(Exception):
    """More bytes came than are taken."""


def folder() -> Path:
    """Return the folder of all uploaded files: evidence and the pictures of activities, which its name does not say."""
    return Path(settings.MEDIA_ROOT) / "evidence"


def path_of(key: UUID) -> Path:
    """Return the place of one file."""
    return folder() / key.hex[:2] / key.hex


def write(key: UUID, chunks: Iterable[bytes], limit: int) -> tuple[int, str]:
    """Write a new file to the disk itself and return its size and SHA-256.

    Raises TooLarge beyond limit bytes and OSError when the disk refuses; neither leaves anything behind.
    """
    path = _new(key)
    size, digest = 0, hashlib.sha256()
    file = open(path, "xb")  # noqa: SIM115 - outside of the try: a file that is there already is not ours to remove
    try:
        with file:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise TooLarge
                digest.update(chunk)
                file.write(chunk)
            _settle(file)
        _sync_folder(path)
    except BaseException:
        remove(key)
        raise
    return size, digest.hexdigest()


def copy(key: UUID, new: UUID) -> None:
    """Let the file exist under a second key as well: a hard link where the disk can, which costs no room."""
    source, path = path_of(key), _new(new)
    try:
        os.link(source, path)
    except FileNotFoundError:
        raise
    except OSError:
        try:
            shutil.copyfile(source, path)
            with open(path, "rb+") as file:
                _settle(file)
        except BaseException:
            remove(new)
            raise
    _sync_folder(path)


def remove(key: UUID) -> None:
    """Delete a file; that it is gone already is fine."""
    with suppress(FileNotFoundError):
        path_of(key).unlink()


def all_files() -> Iterator[Path]:
    """Go through every file that lies in the folder, whatever its name."""
    return (path for path in sorted(folder().rglob("*")) if not path.is_dir())


def key_of(path: Path) -> UUID | None:
    """Return the key of a file at its right place, None for anything else."""
    with suppress(ValueError):
        key = UUID(hex=path.name)
        if path_of(key) == path:
            return key
    return None


def _new(key: UUID) -> Path:
    path = path_of(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _settle(file) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    """A file survives a power cut only when its folder's own entry is on the disk too."""
    for place in (path.parent, path.parent.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

"""The two shapes of a backup, a folder and a .tar, written and read alike."""

import os
import shutil
import tarfile
from contextlib import closing
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from govopen.backup.errors import BackupFailed
from govopen.backup.manifest import NAME, Part

BLOCK = 2**20


class Hashed:
    """Reads at most so many bytes of a stream and hashes what goes through."""

    def __init__(self, stream, size: int):
        self._stream, self._left = stream, size
        self.count, self._hash = 0, sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(min(self._left, BLOCK if size < 0 else size))
        self._left -= len(data)
        self.count += len(data)
        self._hash.update(data)
        return data

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


def measure(stream) -> tuple[int, str]:
    """Return size and SHA-256 of what is left of a stream."""
    through = Hashed(stream, 2**63)
    while through.read(BLOCK):
        pass
    return through.count, through.digest


# -- writing


class FolderWriter:
    """Fills a folder. Nothing in it is readable by others: a backup holds what the database holds."""

    def __init__(self, path: Path):
        self._path = path
        self._path.mkdir(mode=0o700)

    def add(self, name: str, source: Path) -> Part:
        """Copy a file under that name. FileNotFoundError when it is not there."""
        with open(source, "rb") as stream:
            return self._write(name, stream, os.fstat(stream.fileno()).st_size)

    def adopt(self, name: str, source: Path) -> Part:
        """Move a file of our own under that name."""
        os.replace(source, self._path / name)
        with open(self._path / name, "rb") as stream:
            return Part(name, *measure(stream))

    def finish(self, manifest: bytes) -> None:
        """Write the manifest, after everything else is on the disk itself."""
        for path in sorted(self._path.rglob("*")):
            sync(path)
        self._write(NAME, BytesIO(manifest), len(manifest))
        sync(self._path / NAME)
        sync(self._path)

    def close(self) -> None:
        """Nothing is open."""

    def _write(self, name: str, stream, size: int) -> Part:
        path, through = self._path / name, Hashed(stream, size)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(path, "xb") as file:
            shutil.copyfileobj(through, file, BLOCK)
        path.chmod(0o600)
        return Part(name, through.count, through.digest)


class TarWriter:
    """Fills one plain .tar; what is in it is compressed already, or is to be found by its hash."""

    def __init__(self, path: Path):
        self._path = path
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115

    def add(self, name: str, source: Path) -> Part:
        """Copy a file under that name. FileNotFoundError when it is not there."""
        with open(source, "rb") as stream:
            return self._write(name, stream, os.fstat(stream.fileno()).st_size)

    def adopt(self, name: str, source: Path) -> Part:
        """Move a file of our own under that name."""
        part = self.add(name, source)
        source.unlink()
        return part

    def finish(self, manifest: bytes) -> None:
        """Write the manifest as the last part, and let all of it be on the disk itself."""
        self._write(NAME, BytesIO(manifest), len(manifest))
        self._tar.close()
        self._file.close()
        sync(self._path)

    def close(self) -> None:
        """Let go of a tar that was not finished."""
        self._file.close()

    def _write(self, name: str, stream, size: int) -> Part:
        through, info = Hashed(stream, size), tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, through)
        return Part(name, through.count, through.digest)


def sync(path: Path) -> None:
    """Let a file, or what a folder lists, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# -- reading


class FolderReader:
    """A backup that is a folder."""

    def __init__(self, path: Path):
        self._path = path
        found = [one for one in path.rglob("*") if one.is_symlink() or not one.is_dir()]
        self.names = {one.relative_to(path).as_posix() for one in found if one.is_file() and not one.is_symlink()}
        self.odd = sorted(str(one.relative_to(path)) for one in found if one.is_symlink() or not one.is_file())

    def open(self, name: str):
        """Return one part, open for reading."""
        return open(self._path / name, "rb")

    def close(self) -> None:
        """Nothing is open."""


class TarReader:
    """A backup that is a .tar. Its members are read, never unpacked by name."""

    def __init__(self, path: Path):
        self._file = open(path, "rb")  # noqa: SIM115 - close() does
        try:
            self._tar = tarfile.open(fileobj=self._file, mode="r:")  # noqa: SIM115
            members = self._tar.getmembers()
        except (tarfile.TarError, EOFError, OSError) as error:
            self._file.close()
            raise BackupFailed(f"不是完整的 tar 文件：{error}") from None
        self._members = {member.name: member for member in members if member.isreg()}
        self.names = set(self._members)
        self.odd = sorted(member.name for member in members if not member.isreg())

    def open(self, name: str):
        """Return one part, open for reading."""
        return self._tar.extractfile(self._members[name])

    def close(self) -> None:
        """Close the tar."""
        self._tar.close()
        self._file.close()


def open_box(path: Path):
    """Return a reader of the backup at path, to be used in a with block. BackupFailed when there is nothing to read."""
    if path.is_dir():
        return closing(FolderReader(path))
    if path.is_file():
        return closing(TarReader(path))
    raise BackupFailed(f"找不到备份 {path}。")


def take_out(box, name: str, to: Path) -> None:
    """Write one part of a backup to a file, on the disk itself."""
    with box.open(name) as stream, open(to, "xb") as file:
        shutil.copyfileobj(stream, file, BLOCK)
        file.flush()
        os.fsync(file.fileno())
    to.chmod(0o600)

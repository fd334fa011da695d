"""What a backup says of itself: written last, so a copy without it was cut off; it carries its own checksum."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath

from django.utils import timezone

from govopen.backup.errors import BackupFailed

NAME = "manifest.json"
FORM = 1
KIND = "govopen backup"
DATABASE_FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
DATABASE_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup."""

    name: str  # with slashes, from the top of the backup
    size: int  # bytes
    sha256: str


@dataclass(slots=True)
class Manifest:
    """Everything that a check needs."""

    version: str  # of govopen
    database: str  # key of DATABASE_FILES
    made_at: str  # UTC, ISO 8601
    migrations: list[str] = field(default_factory=list)  # "room.name", as applied
    tables: dict[str, int] = field(default_factory=dict)  # rows
    files: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # sentences: what could not be copied

    @property
    def database_file(self) -> str:
        return DATABASE_FILES[self.database]

    @property
    def moment(self) -> str:
        """When it was made, in the office's time."""
        return f"{timezone.localtime(datetime.fromisoformat(self.made_at)):%Y-%m-%d %H:%M:%S}"

    @property
    def rows(self) -> int:
        return sum(self.tables.values())


def dump(manifest: Manifest) -> bytes:
    """Return the manifest as it is written."""
    body = {"kind": KIND, "form": FORM, **asdict(manifest)}
    return json.dumps(body | {"sha256": _digest(body)}, ensure_ascii=False, indent=1).encode() + b"\n"


def load(raw: bytes) -> Manifest:
    """Read a manifest. BackupFailed when it is damaged, of another program or of a later form."""
    try:
        body = json.loads(raw.decode())
        digest = body.pop("sha256")
        if body.pop("kind") != KIND or not isinstance(body["form"], int):
            raise ValueError
        if body["form"] > FORM:
            raise BackupFailed(f"备份的格式（{body['form']}）比本程序新，请用较新的程序。")
        if digest != _digest({"kind": KIND, **body}):
            raise ValueError
        del body["form"]
        files = [Part(**part) for part in body.pop("files")]
        made = Manifest(**body, files=files)
        if made.database not in DATABASE_FILES or not all(is_safe(part.name) for part in files):
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BackupFailed(f"清单 {NAME} 已损坏，或不是本程序写的。") from None
    return made


def is_safe(name: str) -> bool:
    """Tell whether a name stays inside of the folder that it is put into."""
    path = PurePosixPath(name)
    return bool(name) and "\\" not in name and "\0" not in name and not path.is_absolute() and ".." not in path.parts


def _digest(body: dict) -> str:
    return sha256(json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

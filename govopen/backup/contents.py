"""Which files a database names: evidence, pictures, uploaded papers, archives of the history."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from govopen.backup.copies import Copy
from govopen.backup.manifest import is_safe
from units.files import storage

MEDIA, ARCHIVES = "media", "archives"
STORED = ("tasks_evidencefile", "calendar_events_activitypicture")  # their files lie under a key (units.files.storage)
WAYS = {  # table → what is asked of the copy, and how to ask the live database whether the row is still there
    "tasks_evidencefile": (
        "SELECT key, key, sha256 FROM tasks_evidencefile WHERE state = 'stored' ORDER BY id",
        "SELECT 1 FROM tasks_evidencefile WHERE key = %s",
    ),
    "calendar_events_activitypicture": (
        "SELECT key, key, sha256 FROM calendar_events_activitypicture WHERE state = 'stored' ORDER BY id",
        "SELECT 1 FROM calendar_events_activitypicture WHERE key = %s",
    ),
    "imports_importbatch": (
        "SELECT file, file, sha256 FROM imports_importbatch WHERE file <> '' ORDER BY id",
        "SELECT 1 FROM imports_importbatch WHERE file = %s",
    ),
    "units_auditarchive": (
        "SELECT path, id, digest FROM units_auditarchive ORDER BY id",
        "SELECT 1 FROM units_auditarchive WHERE id = %s",
    ),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file that the copied database names."""

    name: str  # in the backup
    source: Path
    sha256: str  # as the row says; empty where no row says it
    table: str
    key: object

    @property
    def is_archive(self) -> bool:
        return self.table == "units_auditarchive"

    def is_still_named(self) -> bool:
        """Ask the live database: a row that was removed since the copy takes its file along, and that is no fault."""
        with connection.cursor() as cursor:
            cursor.execute(WAYS[self.table][1], [self.key])
            return cursor.fetchone() is not None


def wanted(copy: Copy, tables) -> Iterator[Wanted]:
    """Go through the files that the copy names; tables are those that it has."""
    for table, (question, _) in WAYS.items():
        for value, key, digest in copy.ask(question) if table in tables else ():
            yield from _files(table, value, key, digest)


def _files(table, value, key, digest) -> Iterator[Wanted]:
    if table in STORED:
        source = storage.path_of(UUID(str(value)))
        yield Wanted(f"{MEDIA}/{source.relative_to(settings.MEDIA_ROOT).as_posix()}", source, digest, table, key)
    elif table == "imports_importbatch":
        if is_safe(value):
            yield Wanted(f"{MEDIA}/{value}", Path(settings.MEDIA_ROOT) / value, digest, table, key)
    else:
        source = Path(value)
        yield Wanted(f"{ARCHIVES}/{source.name}", source, digest, table, key)
        beside = source.with_suffix(".manifest.json")
        if beside.is_file():
            yield Wanted(f"{ARCHIVES}/{beside.name}", beside, "", table, key)

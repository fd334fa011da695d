"""Takes old entries out of the history: first into a file with a checksum, then, after 180 days, out of the database."""

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from units import seals
from units.guards import DAYS, ENTRY
from units.history import record
from units.models import AuditArchive, AuditEntry
from units.ranges import ranges
from units.verifying import verify

CHUNK = 2_000
FEW = 500  # keys in one statement


class ArchiveRefused(Exception):
    """The entries stay where they are; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge took away."""

    archives: int
    count: int


# -- into a file


def archive(*, until: datetime, folder: Path, at: datetime) -> AuditArchive | None:
    """Write all sealed entries from before until that are in no archive into a file, and return its record.

    None when there are none. Raises ArchiveRefused for a moment that is not over and for a history that is not sound.
    """
    if until > at:
        raise ArchiveRefused("只能归档已经过去的日期。")
    if problems := verify().problems:
        raise ArchiveRefused(f"操作记录没有通过核对，没有归档：{problems[0]}")
    tip = seals.last_seal()
    rows = not_archived(until).filter(pk__lte=tip.to_ref if tip else 0)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    if not keys:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"audit-{keys[0]}-{keys[-1]}-before-{timezone.localtime(until):%Y%m%d}.jsonl"
    digest = _write(path, rows)
    made = AuditArchive(
        form=seals.FORM,
        until=until,
        last_ref=tip.to_ref,
        covers=ranges(keys),
        count=len(keys),
        path=str(path.resolve()),
        digest=digest,
        archived_at=at,
    )
    _write_manifest(path, made, tip)
    with transaction.atomic():
        made.save()
        record(
            "归档操作记录", made, by=None, at=at, office=None, changes={"条数": [0, len(keys)], "校验值": digest[:16]}
        )
    return made


def not_archived(until: datetime):
    """Return the entries from before until that stand in no archive."""
    rows = AuditEntry.objects.filter(at__lt=until)
    for held in AuditArchive.objects.all():
        rows = rows.exclude(at__lt=held.until, pk__lte=held.last_ref)
    return rows


def _write(path: Path, rows) -> str:
    columns, hashed = seals.COLUMNS[seals.FORM], sha256()
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        for row in rows.order_by("pk").values_list(*columns).iterator(chunk_size=CHUNK):
            line = seals.canonical(dict(zip(columns, row, strict=True))) + b"\n"
            hashed.update(line)
            file.write(line)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
    return hashed.hexdigest()


def _write_manifest(path: Path, made: AuditArchive, tip) -> None:
    manifest = {
        "file": path.name,
        "sha256": made.digest,
        "entries": made.count,
        "covers": made.covers,
        "before": seals.plain(made.until),
        "columns": seals.COLUMNS[seals.FORM],
        "last_seal": tip.digest,
        "archived_at": seals.plain(made.archived_at),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    path.with_suffix(".manifest.json").write_text(text + "\n", encoding="utf-8")


# -- out of the database


def purge(*, before: datetime, at: datetime, folder: Path | None = None) -> Purged:
    """Delete the entries from before that moment, and return how many.

    Each must be older than 180 days and stand, word for word, in an archive whose file has the checksum of its record.
    folder: where the files are now, if not where they were written. Raises ArchiveRefused.
    """
    if before > at - timedelta(days=DAYS):
        raise ArchiveRefused(f"操作记录至少保存 {DAYS} 天，只能清理 {at - timedelta(days=DAYS):%Y-%m-%d} 以前的。")
    if left := not_archived(before).count():
        raise ArchiveRefused(f"还有 {left} 条没有归档，请先运行 audit archive，再清理。")
    with transaction.atomic():
        found = [(held, _delete(held, before, folder)) for held in AuditArchive.objects.order_by("pk")]
        touched = [(held, count) for held, count in found if count]
        for held, count in touched:
            record("清理操作记录", held, by=None, at=at, office=None, changes={"条数": [count, 0]})
    return Purged(len(touched), sum(count for _, count in touched))


def _delete(held: AuditArchive, before: datetime, folder: Path | None) -> int:
    """Delete those entries of an archive that are from before that moment and still there."""
    path = folder / Path(held.path).name if folder else Path(held.path)
    if not AuditEntry.objects.filter(at__lt=min(before, held.until), pk__lte=held.last_ref).exists():
        return 0
    _check_file(path, held)
    count = 0
    with path.open("rb") as file:
        while lines := list(islice(file, FEW)):
            count += _delete_some([json.loads(line) for line in lines], held, before)
    return count


def _check_file(path: Path, held: AuditArchive) -> None:
    try:
        with path.open("rb") as file:
            digest = sha256()
            for block in iter(lambda: file.read(2**20), b""):
                digest.update(block)
    except OSError:
        raise ArchiveRefused(f"找不到归档文件 {path}，没有清理。如已移到别处，请用 --from 指明目录。") from None
    if digest.hexdigest() != held.digest:
        raise ArchiveRefused(f"归档文件 {path} 与登记的校验值不符，没有清理。")


def _delete_some(lines: list[dict], held: AuditArchive, before: datetime) -> int:
    columns = seals.COLUMNS[held.form]
    kept = {line["id"]: [line[name] for name in columns] for line in lines}
    old = AuditEntry.objects.filter(pk__in=kept, at__lt=before)
    keys = []
    for row in old.values_list(*columns):
        if seals.canonical(kept[row[0]]) != seals.canonical(row):
            raise ArchiveRefused(f"操作记录 #{row[0]} 与归档文件 {Path(held.path).name} 里的不一致，没有清理。")
        keys.append(row[0])
    return _delete_keys(keys)


def _delete_keys(keys: list[int]) -> int:
    """Past the ORM, which refuses: here the database's own rule decides."""
    if not keys:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {ENTRY} WHERE id IN ({', '.join(['%s'] * len(keys))})", keys)
        return cursor.rowcount

"""From a file to a stored preview."""

import hashlib
from pathlib import PurePath
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from documents import wire
from documents.child import read_in_child
from documents.paper import Paper
from imports.memory import remembered_answers
from imports.models import ImportBatch
from imports.services.state import S, waiting_since
from units.history import record

ENDINGS = {".xlsx", ".docx", ".html", ".htm", ".csv", ".txt", ".xls", ".doc", ".pdf"}


def batch_take(*, office, name, content: bytes, by, at, year=None) -> ImportBatch:
    """Take an uploaded paper in: a small one is read at once (待确认), a large one waits for a background job (读取中).

    Raises documents.errors.UnreadableFile for a small one that cannot be read; nothing is kept then.
    """
    if len(content) <= settings.READ_AT_ONCE:
        return batch_open(office=office, name=name, content=content, by=by, at=at, year=year)
    batch = _unread(office, name, content, by, at)
    for field, value in (waiting_since(at) | {"state": S.READING, "year": year}).items():
        setattr(batch, field, value)
    return _keep(batch, content, {"大小": [0, len(content)]})


def batch_read(*, office, name, content: bytes, at, by=None, year=None) -> ImportBatch:
    """Read an uploaded paper and return it as an unsaved batch. Raises documents.errors.UnreadableFile."""
    batch = _unread(office, name, content, by, at)
    for field, value in reading_of(batch, content, year)[0].items():
        setattr(batch, field, value)
    return batch


def batch_open(*, office, name, content: bytes, by, at, year=None) -> ImportBatch:
    """Read an uploaded paper and keep it as a preview. Raises documents.errors.UnreadableFile."""
    batch = _unread(office, name, content, by, at)
    found, rows = reading_of(batch, content, year)
    for field, value in found.items():
        setattr(batch, field, value)
    return _keep(batch, content, {"行数": [0, rows]})


def reading_of(batch, content: bytes, year, tell=None) -> tuple[dict, int]:
    """Read a batch's file as its office's papers are read; return the fields that hold what was found, and the rows."""
    columns = dict(batch.office.column_meanings.values_list("head", "meaning"))
    paper = read(batch.file_name, content, year, columns, tell)
    used = {found.head for found in paper.columns}
    title = (paper.title or batch.title)[:200]
    found = {
        "columns": {head: meaning for head, meaning in columns.items() if head in used},
        "year": paper.year,
        "title": title,
        "content": wire.dump(paper),
        "answers": remembered_answers(batch.office, paper, year=paper.year, title=title),
    }
    return found, len(paper.rows)


def read_again(batch, year, columns: dict, tell=None) -> Paper:
    """Read a batch's file once more, with what the clerk has said of it."""
    with batch.file.open() as file:
        return read(batch.file_name, file.read(), year, columns, tell)


def read(name: str, content: bytes, year, columns: dict, tell=None) -> Paper:
    """Read in a child process with limits on time and memory, outside of any transaction.

    tell hears how many lines are read, of how many; what it raises ends the reading.
    """
    ending = PurePath(name).suffix.lower()
    with TemporaryDirectory() as folder:
        path = PurePath(folder) / ("paper" + (ending if ending in ENDINGS else ""))
        with open(path, "wb") as file:
            file.write(content)
        return read_in_child(path, year=year, columns=columns or None, tell=tell)


def _unread(office, name, content, by, at) -> ImportBatch:
    """Return a batch that says of its file only what the file's name says."""
    return ImportBatch(
        office=office,
        file_name=PurePath(name).name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        title=PurePath(name).stem[:200],
        created_by=by,
        created_at=at,
    )


def _keep(batch, content: bytes, changes: dict) -> ImportBatch:
    with transaction.atomic():
        batch.file.save(batch.file_name, ContentFile(content), save=False)
        batch.save()
        record("上传文件", batch, by=batch.created_by, at=batch.created_at, office=batch.office, changes=changes)
    return batch

"""From a file to a stored preview."""

import hashlib
from pathlib import PurePath
from tempfile import TemporaryDirectory

from django.core.files.base import ContentFile
from django.db import transaction

from documents import wire
from documents.child import read_in_child
from documents.paper import Paper
from imports.memory import remembered_answers
from imports.models import ImportBatch
from units.history import record

ENDINGS = {".xlsx", ".docx", ".html", ".htm", ".csv", ".txt", ".xls", ".doc", ".pdf"}


def batch_read(*, office, name, content: bytes, at, by=None, year=None) -> ImportBatch:
    """Read an uploaded paper and return it as an unsaved batch. Raises documents.errors.UnreadableFile."""
    columns = dict(office.column_meanings.values_list("head", "meaning"))
    paper = read(name, content, year, columns)
    used = {found.head for found in paper.columns}
    title = (paper.title or PurePath(name).stem)[:200]
    return ImportBatch(
        office=office,
        columns={head: meaning for head, meaning in columns.items() if head in used},
        file_name=PurePath(name).name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        year=paper.year,
        title=title,
        content=wire.dump(paper),
        answers=remembered_answers(office, paper, year=paper.year, title=title),
        created_by=by,
        created_at=at,
    )


def batch_open(*, office, name, content: bytes, by, at, year=None) -> ImportBatch:
    """Read an uploaded paper and keep it as a preview. Raises documents.errors.UnreadableFile."""
    batch = batch_read(office=office, name=name, content=content, by=by, at=at, year=year)
    with transaction.atomic():
        batch.file.save(name, ContentFile(content), save=False)
        batch.save()
        record("上传文件", batch, by=by, at=at, office=office, changes={"行数": [0, len(batch.paper.rows)]})
    return batch


def read(name: str, content: bytes, year, columns: dict) -> Paper:
    """Read in a child process with limits on time and memory, outside of any transaction."""
    ending = PurePath(name).suffix.lower()
    with TemporaryDirectory() as folder:
        path = PurePath(folder) / ("paper" + (ending if ending in ENDINGS else ""))
        with open(path, "wb") as file:
            file.write(content)
        return read_in_child(path, year=year, columns=columns or None)

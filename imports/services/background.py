"""Long work on an import, in the background. The queue is the state of the batch; a job holds a batch for a while.

A job that dies leaves its lease to run out, and the next job takes the batch up. What a job finishes it writes only while
it still holds the batch, so one that was thought dead changes nothing.
"""

import logging
import time
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction

from documents import wire
from documents.errors import UnreadableFile
from imports.models import ImportBatch
from imports.services.applying import batch_apply
from imports.services.errors import ImportRefused
from imports.services.reading import read_again, reading_of
from imports.services.state import S
from units.faults import point
from units.history import record
from units.sql import if_nobody_writes

LEASE = timedelta(seconds=60)  # longer than a child may read (documents.child: 20 s and a grace of 5)
TRIES = 3  # a file that kills its worker must not do so for ever
TELL_SECONDS = 1.0  # how often the progress is written down
_LOST_FILE = "上传的文件在服务器上找不到了，请重新上传。"
_BROKEN = "处理时出了意外的错误，没有写入任何内容。请再试一次；还不行，请联系系统管理员查看日志。"
_KEEPS_DYING = (
    f"后台处理接连{TRIES}次中断，没有写入任何内容。请把需要的部分复制到新文件再上传，或请系统管理员查看日志。"
)

log = logging.getLogger(__name__)


class _NoLongerOurs(Exception):
    """The batch was put away, or another job holds it."""


def batch_work(*, pk, now) -> None:
    """Read or apply a batch, if it waits for that and no other job holds it. now returns the moment.

    What goes wrong with the paper ends in the batch's refusal. An error of the database is raised; the lease heals it.
    """
    batch = _claim(pk, now())
    if batch is not None and batch.state == S.READING:
        _read(batch, now)
    elif batch is not None:
        _apply(batch, now)


def free_since(batch, at):
    """Return since when nobody works on a batch that waits for a job, or None while a job holds it."""
    if batch.lease_until is None:
        return datetime.fromisoformat(batch.result["since"])
    return batch.lease_until if batch.lease_until <= at else None


def _claim(pk, at) -> ImportBatch | None:
    """Return the batch, held until its lease is over, or None when there is nothing to do."""
    if not ImportBatch.objects.waiting(at).filter(pk=pk).exists():
        return None  # most messages come twice; on SQLite the transaction below waits for every writer
    with transaction.atomic():
        rows = ImportBatch.objects.waiting(at).select_related("office", "applied_by").defer("content", "trace")
        # a batch that is being written right now is locked, whatever its lease says
        batch = rows.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
        if batch is None:
            return None
        tries = batch.result.get("tries", 0)
        if tries >= TRIES:
            _refuse(batch, _KEEPS_DYING, at)
            return None
        values = {"lease_until": at + LEASE, "result": batch.result | {"tries": tries + 1}}
        if not ImportBatch.objects.waiting(at).move(batch, batch.state, batch.state, **values):
            return None
    batch.lease_until = values["lease_until"]
    return batch


def _read(batch, now) -> None:
    try:
        point("reading")
        found, rows = _found(batch)
    except UnreadableFile as refusal:
        _refuse(batch, str(refusal), now())
    except FileNotFoundError:
        _refuse(batch, _LOST_FILE, now())
    except _NoLongerOurs:
        log.info("import %s was taken away while it was read", batch.pk)
    except DatabaseError:
        raise
    except Exception:
        log.exception("import %s cannot be read", batch.pk)
        _refuse(batch, _BROKEN, now())
    else:
        _keep_reading(batch, found, rows, now())


def _found(batch) -> tuple[dict, int]:
    """Return the fields that hold what was read, and the number of rows; what the clerk has said is not read over."""
    if "former" in batch.result:
        paper = read_again(batch, batch.year, batch.columns, _Teller(batch))
        return {"content": wire.dump(paper)}, len(paper.rows)
    with batch.file.open() as file:
        return reading_of(batch, file.read(), batch.year, _Teller(batch))


@transaction.atomic
def _keep_reading(batch, found: dict, rows: int, at) -> None:
    values = found | {"lease_until": None, "result": {}}
    if ImportBatch.objects.move(batch, S.READING, S.PREVIEWED, lease=batch.lease_until, **values):
        record("读取文件", batch, by=None, at=at, office=batch.office, changes={"行数": [0, rows]})


def _apply(batch, now) -> None:
    try:
        batch_apply(batch=batch, by=batch.applied_by, at=now(), stamp=batch.confirmed_stamp, lease=batch.lease_until)
    except ImportRefused as refusal:
        _refuse(batch, str(refusal), now())
    except DatabaseError:
        raise
    except Exception:
        log.exception("import %s cannot be applied", batch.pk)
        _refuse(batch, _BROKEN, now())


@transaction.atomic
def _refuse(batch, why: str, at) -> None:
    """Put the batch where its owner sees why: a file that was not read to an end, a preview back to be confirmed anew."""
    target, values = S.UNREADABLE, {}
    if batch.state == S.APPLYING:
        target, values = S.PREVIEWED, {"confirmed_stamp": "", "applied_by": None}
    elif "former" in batch.result:
        target, values = S.PREVIEWED, batch.result["former"]
        why = f"没有能按新的年度和列含义读取，仍是原来读到的内容。{why}"
    values |= {"refusal": why, "lease_until": None, "result": {}}
    if ImportBatch.objects.move(batch, batch.state, target, lease=batch.lease_until, **values):
        verb = "没有读出文件" if batch.state == S.READING else "没有导入"
        record(verb, batch, by=batch.applied_by, at=at, office=batch.office, reason=why)


class _Teller:
    """Writes down how far the reading is, at most about once a second, and ends a reading that nobody wants any more."""

    def __init__(self, batch):
        self._batch, self._due = batch, 0.0

    def __call__(self, done: int, total: int) -> None:
        """Take what the reader tells."""
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + TELL_SECONDS
        batch, values = self._batch, {"progress_done": done, "progress_total": total}
        ours = True
        with if_nobody_writes():  # the figure can wait, the reading need not
            ours = ImportBatch.objects.move(batch, S.READING, S.READING, lease=batch.lease_until, **values)
        if not ours:
            raise _NoLongerOurs

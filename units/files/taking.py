"""A file comes in: the row first, so that limits hold, then the file, then the row says that it is there."""

import errno
import logging
from collections.abc import Callable

from django.conf import settings
from django.db.models import Model

from units.faults import point
from units.files import storage
from units.files.checking import Checked, check, over_limit
from units.files.kinds import ALL, Taken
from units.files.names import clean_name
from units.files.refusals import FileRefused
from units.files.scanner import Verdict, scan

log = logging.getLogger(__name__)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
INFECTED = "安全检查认为这个文件有问题，没有保存；请先查杀病毒，再重新生成文件。"


def take(
    upload, *, reserve: Callable[[Checked, int], object], keep: Callable[[object], object], taken: Taken = ALL
) -> tuple[Model, bool]:
    """Keep an uploaded file; return the row that stands for it, and whether that is another than the one reserved.

    It is another one where the same content was there already.

    reserve writes the pending row (key, name, size, sha256, state) of a file of so many bytes, keep says that it is stored.
    Not to be called inside a transaction. Raises Refused with a sentence when the file, the limits, the scanner or the disk
    say no; then nothing is left.
    """
    try:
        checked = check(upload, taken)
        row = reserve(checked, upload.size)
    except OSError as error:
        raise _disk_refuses(clean_name(upload.name), error) from error
    try:
        point("evidence reserved")
        row.size, row.sha256 = storage.write(row.key, upload.chunks(), settings.EVIDENCE_LIMIT)
        point("evidence written")
        if scan(storage.path_of(row.key)) is Verdict.BAD:
            raise FileRefused(f"“{row.name}”：{INFECTED}")
        kept = keep(row)
    except BaseException as error:
        _forget(row)
        if isinstance(error, storage.TooLarge):
            raise FileRefused(f"“{row.name}”没有保存：{over_limit()}") from error
        if isinstance(error, OSError):
            raise _disk_refuses(row.name, error) from error
        raise
    if kept != row:
        _forget(row)
    return kept, kept != row


def _forget(row) -> None:
    storage.remove(row.key)  # first: it makes the room that the database may need
    type(row).objects.again(row).filter(state=row.State.PENDING).delete()


def _disk_refuses(name, error) -> FileRefused:
    log.error("a file cannot be written", exc_info=error)
    why = "服务器磁盘空间不足" if error.errno in NO_ROOM else "服务器没有写成"
    return FileRefused(f"“{name}”没有保存：{why}，请联系系统管理员，稍后再传。")

"""What becomes of files that were handed in: carried into the next draft, handed out to who may see them."""

import logging
import os
from uuid import uuid4

from tasks.evidence import storage
from tasks.evidence.scanner import Verdict, scan
from tasks.models import EvidenceFile
from tasks.services.errors import ActRefused
from units.history import record

log = logging.getLogger(__name__)

STORED = EvidenceFile.State.STORED


class NotHandedOut(ActRefused):
    """A file that exists is not given out now; ``status`` is the answer's code."""

    def __init__(self, text, status):
        super().__init__(text)
        self.status = status


def evidence_carry(*, source, draft) -> None:
    """Let the files of a returned report go on in the next draft; the returned one keeps its own.

    Called inside the transaction of the return. A file that is gone from the disk is left to the nightly check.
    """
    rows = []
    try:
        for file in source.files.filter(state=STORED):
            key = uuid4()
            try:
                storage.copy(file.key, key)
            except FileNotFoundError:
                continue
            rows.append(_same_file(file, report=draft, key=key))
    except OSError as error:
        for row in rows:
            storage.remove(row.key)
        raise ActRefused("服务器磁盘空间不足，佐证文件不能转到新的草稿，请联系系统管理员。") from error
    EvidenceFile.objects.bulk_create(rows)


def _same_file(file, **changed) -> EvidenceFile:
    kept = ("office_id", "name", "size", "kind", "sha256", "state", "uploaded_by_id", "uploaded_at")
    return EvidenceFile(**{name: getattr(file, name) for name in kept}, **changed)


def evidence_hand_out(*, file, by, at):
    """Return the file open for reading, and remember who took it. Whether the person may see it was asked before.

    Raises NotHandedOut when it is not on the disk as it was, or when the scanner does not call it clean.
    """
    path = storage.path_of(file.key)
    try:
        handle = open(path, "rb")  # noqa: SIM115 - the answer closes it
    except OSError as error:
        log.error("evidence %s is not on the disk", file.pk, exc_info=error)
        raise _refused(file, "文件不在服务器上，请联系系统管理员从备份恢复。", 404, by, at) from error
    try:
        if os.fstat(handle.fileno()).st_size != file.size:
            raise _refused(file, "文件不完整，请联系系统管理员从备份恢复。", 404, by, at)
        verdict = scan(path)
        if verdict is Verdict.BAD:
            raise _refused(file, "安全检查认为这个文件有问题，不能下载；请联系上传的人重新提供。", 403, by, at)
        if verdict is Verdict.NONE:
            raise _refused(file, "文件还没有通过安全检查，暂时不能下载，请稍后再试。", 503, by, at)
        _remember("下载佐证", file, by=by, at=at)
    except BaseException:
        handle.close()
        raise
    return handle


def _refused(file, text, status, by, at) -> NotHandedOut:
    _remember("没有下载成佐证", file, by=by, at=at, reason=text)
    return NotHandedOut(f"“{file.name}”：{text}", status)


def _remember(verb, file, *, by, at, reason="") -> None:
    assignment = file.report.assignment
    label = f"{file.name}（{assignment}）"
    record(verb, assignment, by=by, at=at, office=assignment.office, label=label, reason=reason)

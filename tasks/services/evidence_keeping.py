"""What becomes of files that were handed in: carried into the next draft, handed out to who may see them."""

from uuid import uuid4

from tasks.models import EvidenceFile
from tasks.services.errors import ActRefused
from units.files import storage
from units.files.handing import opened
from units.files.refusals import NotHandedOut
from units.history import record

STORED = EvidenceFile.State.STORED


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
    try:
        handle = opened(file)
    except NotHandedOut as refusal:
        why = str(refusal).removeprefix(f"“{file.name}”：")
        _remember("没有下载成佐证", file, by=by, at=at, reason=why)
        raise
    try:
        _remember("下载佐证", file, by=by, at=at)
    except BaseException:
        handle.close()
        raise
    return handle


def _remember(verb, file, *, by, at, reason="") -> None:
    assignment = file.report.assignment
    label = f"{file.name}（{assignment}）"
    record(verb, assignment, by=by, at=at, office=assignment.office, label=label, reason=reason)

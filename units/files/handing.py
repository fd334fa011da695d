"""A stored file goes out: whole, called clean by the scanner, and so that nothing in it can run."""

import logging
import os

from django.http import FileResponse

from units.files import storage
from units.files.kinds import kind_by_name
from units.files.refusals import NotHandedOut
from units.files.scanner import Verdict, scan

log = logging.getLogger(__name__)


def opened(file):
    """Return the file (a row with key, name and size) open for reading. Whether the person may see it was asked before.

    Raises NotHandedOut when it is not on the disk as it was, or when the scanner does not call it clean.
    """
    path = storage.path_of(file.key)
    try:
        handle = open(path, "rb")  # noqa: SIM115 - the answer closes it
    except OSError as error:
        log.error("file %s of %s is not on the disk", file.pk, file._meta.label, exc_info=error)
        raise _refused(file, "文件不在服务器上，请联系系统管理员从备份恢复。", 404) from error
    try:
        if os.fstat(handle.fileno()).st_size != file.size:
            raise _refused(file, "文件不完整，请联系系统管理员从备份恢复。", 404)
        verdict = scan(path)
        if verdict is Verdict.BAD:
            raise _refused(file, "安全检查认为这个文件有问题，不能下载；请联系上传的人重新提供。", 403)
        if verdict is Verdict.NONE:
            raise _refused(file, "文件还没有通过安全检查，暂时不能下载，请稍后再试。", 503)
    except BaseException:
        handle.close()
        raise
    return handle


def _refused(file, text, status) -> NotHandedOut:
    return NotHandedOut(f"“{file.name}”：{text}", status)


def sent(content, *, kind: str, name: str) -> FileResponse:
    """Return the answer that carries an open file. It never opens inside of our site, whatever it holds."""
    sent_as = kind_by_name(kind).sent_as
    response = FileResponse(content, as_attachment=True, filename=name, content_type=sent_as)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response

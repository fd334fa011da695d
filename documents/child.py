"""Reads a paper in a child process with limits, so that a hostile file can cost no more than a sentence.

The child limits itself before it looks at the file: that needs no code between fork and exec in the parent, which
may have many threads.
"""

import json
import os
import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from documents.errors import UnreadableFile
from documents.paper import Paper, check_meanings
from documents.progress import Tell
from documents.wire import dump, load

SECONDS = 20
MEGABYTES = 400
_GRACE_SECONDS = 5  # the processor time is limited in the child; this is for a child that waits
_REFUSED = 3  # exit code: standard output holds the sentence
_OUT_OF_MEMORY = 4
_LISTEN_SECONDS = 0.5  # how often the parent looks for what the child told of its progress
_TOLD = re.compile(rb"^(\d+) of (\d+)$", re.MULTILINE)
_ROOT = Path(__file__).resolve().parent.parent


def read_in_child(
    path: Path | str,
    *,
    year: int | None = None,
    columns: Mapping[str, str] | None = None,
    seconds: int = SECONDS,
    megabytes: int = MEGABYTES,
    tell: Tell | None = None,
) -> Paper:
    """Read a file like ``reading.read_paper``, within ``seconds`` of processor time and ``megabytes`` of memory.

    What ``tell`` raises ends the reading.
    """
    return _run(str(Path(path).absolute()), _settled(columns), year, seconds, megabytes, tell)


def _settled(columns: Mapping[str, str] | None) -> bytes:
    """Return the settled heads as the first line of the child's input: heads may be too many for a command line."""
    check_meanings(columns)
    return json.dumps(dict(columns or {})).encode() + b"\n"


def _run(path: str, stdin: bytes, year: int | None, seconds: int, megabytes: int, tell: Tell | None = None) -> Paper:
    import subprocess  # only the parent needs it

    command = [sys.executable, "-B", "-X", "utf8", "-m", "documents.child", path, str(year or ""), str(seconds)]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen([*command, str(megabytes)], cwd=_ROOT, **pipes) as child:
        try:
            stdout = _output(child, stdin, seconds + _GRACE_SECONDS, tell)
        except subprocess.TimeoutExpired:
            raise UnreadableFile(_too_long(seconds)) from None
        finally:
            child.kill()  # one that has ended does not mind
    if child.returncode == 0:
        return load(stdout.decode("utf-8"))
    raise UnreadableFile(_sentence(child.returncode, stdout, seconds, megabytes))


def _output(child, stdin: bytes, patience: float, tell: Tell | None) -> bytes:
    """Return what the child wrote; pass on what it tells. The time that ``tell`` takes is not the child's."""
    from subprocess import TimeoutExpired  # as above

    given = stdin
    while True:
        since = time.monotonic()
        try:
            return child.communicate(given, timeout=min(_LISTEN_SECONDS, patience) if tell else patience)[0]
        except TimeoutExpired as waiting:
            given = None  # it has been sent
            patience -= time.monotonic() - since
            if patience <= 0:
                raise
            if tell and (told := _TOLD.findall(waiting.stderr or b"")):
                tell(*map(int, told[-1]))


def _sentence(code: int, stdout: bytes, seconds: int, megabytes: int) -> str:
    if code == _REFUSED and stdout:
        return stdout.decode("utf-8", "replace")
    if code in (-9, -24):  # SIGKILL, SIGXCPU: the limit on processor time
        return _too_long(seconds)
    if code in (_OUT_OF_MEMORY, -6, -11):  # a library aborts when it is refused memory
        return f"文件太大或太复杂，读取时超过 {megabytes} MB 内存，请把需要的部分复制到新文件再上传。"
    return "读取文件时出错，文件可能已损坏，请用 Word 或 Excel 打开后另存再上传。"


def _too_long(seconds: int) -> str:
    return f"文件太复杂，{seconds} 秒内没有读完，请把需要的部分复制到新文件再上传。"


def _limit(seconds: int, megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock remains
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main(path: str, year: str, seconds: str, megabytes: str) -> int:
    _limit(int(seconds), int(megabytes))
    try:
        from documents.reading import read_paper  # under the limits: importing is work too

        given = {"year": int(year) if year else None, "columns": json.loads(sys.stdin.buffer.readline())}
        _write(dump(read_paper(path, tell=_tell, **given)))
    except UnreadableFile as error:
        _write(str(error))
        return _REFUSED
    except MemoryError:
        return _OUT_OF_MEMORY
    return 0


def _tell(done: int, total: int) -> None:
    sys.stderr.buffer.write(b"%d of %d\n" % (done, total))
    sys.stderr.buffer.flush()


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    code = _main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # nothing to tidy up, and tidying a large heap takes time

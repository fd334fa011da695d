"""Reads a paper in a child process with limits, so that a hostile file can cost no more than a sentence.

The child limits itself before it looks at the file: that needs no code between fork and exec in the parent, which
may have many threads.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from documents.errors import UnreadableFile
from documents.paper import Paper, check_meanings
from documents.wire import dump, load

SECONDS = 20
MEGABYTES = 400
_GRACE_SECONDS = 5  # the processor time is limited in the child; this is for a child that waits
_REFUSED = 3  # exit code: standard output holds the sentence
_OUT_OF_MEMORY = 4
_PASTED = "-"  # in place of a path: the text comes on standard input, behind the line of settled heads
_ROOT = Path(__file__).resolve().parent.parent


def read_in_child(
    path: Path | str,
    *,
    year: int | None = None,
    columns: Mapping[str, str] | None = None,
    seconds: int = SECONDS,
    megabytes: int = MEGABYTES,
) -> Paper:
    """Read a file like ``reading.read_paper``, within ``seconds`` of processor time and ``megabytes`` of memory."""
    return _run(str(Path(path).absolute()), _settled(columns), year, seconds, megabytes)


def read_pasted_in_child(
    text: str,
    *,
    year: int | None = None,
    columns: Mapping[str, str] | None = None,
    seconds: int = SECONDS,
    megabytes: int = MEGABYTES,
) -> Paper:
    """Read a pasted text like ``reading.read_pasted``, within the same limits."""
    return _run(_PASTED, _settled(columns) + text.encode("utf-8", "replace"), year, seconds, megabytes)


def _settled(columns: Mapping[str, str] | None) -> bytes:
    """Return the settled heads as the first line of the child's input: heads may be too many for a command line."""
    check_meanings(columns)
    return json.dumps(dict(columns or {})).encode() + b"\n"


def _run(path: str, stdin: bytes, year: int | None, seconds: int, megabytes: int) -> Paper:
    import subprocess  # only the parent needs it

    command = [sys.executable, "-B", "-X", "utf8", "-m", "documents.child", path, str(year or ""), str(seconds)]
    try:
        done = subprocess.run(
            [*command, str(megabytes)],
            input=stdin,
            capture_output=True,
            timeout=seconds + _GRACE_SECONDS,
            cwd=_ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFile(_too_long(seconds)) from None
    if done.returncode == 0:
        return load(done.stdout.decode("utf-8"))
    raise UnreadableFile(_sentence(done.returncode, done.stdout, seconds, megabytes))


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
        from documents.reading import read_paper, read_pasted  # under the limits: importing is work too

        given = {"year": int(year) if year else None, "columns": json.loads(sys.stdin.buffer.readline())}
        if path == _PASTED:
            paper = read_pasted(sys.stdin.buffer.read().decode("utf-8"), **given)
        else:
            paper = read_paper(path, **given)
        _write(dump(paper))
    except UnreadableFile as error:
        _write(str(error))
        return _REFUSED
    except MemoryError:
        return _OUT_OF_MEMORY
    return 0


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    code = _main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # nothing to tidy up, and tidying a large heap takes time

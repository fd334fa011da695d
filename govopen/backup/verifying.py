"""Checks a backup with nothing but itself: no database, no settings, no network."""

import re
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from govopen.backup import programs
from govopen.backup.boxes import measure, open_box, take_out
from govopen.backup.copies import SQLITE_TABLES, count_rows, open_sqlite
from govopen.backup.errors import BackupFailed, disk_words
from govopen.backup.manifest import DATABASE_NAMES, NAME, Manifest, load

COPY = re.compile(rb'COPY (?:\S+\.)?"?([^"\s.]+)"? (?:\(.*\) )?FROM stdin;\n')
TABLE = re.compile(r"^\d+; \d+ \d+ TABLE DATA \S+ (\S+) ", re.MULTILINE)


def read_manifest(path: Path) -> Manifest:
    """Return what a backup says of itself. BackupFailed."""
    with open_box(path) as box:
        return _manifest(box)


def faults(path: Path) -> list[str]:
    """Return one sentence for each thing that is wrong with a backup; nothing when it is whole."""
    try:
        with open_box(path) as box:
            return _faults(box, _manifest(box))
    except BackupFailed as failure:
        return [str(failure)]
    except OSError as error:
        return [f"备份读不出来：{disk_words(error)}。"]


def _manifest(box) -> Manifest:
    if NAME not in box.names:
        raise BackupFailed(f"缺少清单 {NAME}：备份没有做完，或者被截断。")
    with box.open(NAME) as file:
        return load(file.read())


def _faults(box, manifest: Manifest) -> list[str]:
    found = [f"不是普通文件：{name}" for name in box.odd]
    known = {part.name for part in manifest.files}
    found += [f"多出清单里没有的文件：{name}" for name in sorted(box.names - known - {NAME})]
    wrong = {part.name: said for part in manifest.files if (said := _wrong_with(box, part))}
    found += wrong.values()
    if manifest.database_file not in known:
        found.append(f"清单里没有数据库文件 {manifest.database_file}。")
    elif manifest.database_file not in wrong:
        found += _database_faults(box, manifest)
    return found


def _wrong_with(box, part) -> str:
    if part.name not in box.names:
        return f"缺少文件：{part.name}"
    try:
        with box.open(part.name) as file:
            size, digest = measure(file)
    except (OSError, EOFError) as error:
        return f"文件读不出来：{part.name}（{error}）"
    if size != part.size:
        return f"文件大小不对：{part.name}（应为 {part.size} 字节，实为 {size} 字节）"
    return "" if digest == part.sha256 else f"文件内容被改动或损坏：{part.name}"


def _database_faults(box, manifest: Manifest) -> list[str]:
    """The check of the database works on a copy: a database that is opened may write beside itself."""
    with tempfile.TemporaryDirectory(prefix="govopen-verify-") as scratch:
        path = Path(scratch) / manifest.database_file
        take_out(box, manifest.database_file, path)
        try:
            counts = _sqlite_counts(path) if manifest.database == "sqlite" else _postgres_counts(path)
        except BackupFailed as failure:
            return [str(failure)]
        except sqlite3.Error as error:
            return [f"数据库文件 {manifest.database_file} 已损坏：{error}"]
    return [
        f"表 {name} 的行数不对：清单 {manifest.tables.get(name, 0)} 行，备份里 {counts.get(name, 0)} 行。"
        for name in sorted(manifest.tables.keys() | counts.keys())
        if manifest.tables.get(name) != counts.get(name)
    ]


def _sqlite_counts(path: Path) -> dict[str, int]:
    with closing(open_sqlite(path, mode="ro")) as copy:
        (said, *_), *_ = copy.execute("PRAGMA integrity_check(1)").fetchall()
        if said != "ok":
            raise BackupFailed(f"数据库文件 {path.name} 已损坏：{said}")
        return count_rows(lambda question: copy.execute(question).fetchall(), SQLITE_TABLES)


def _postgres_counts(path: Path) -> dict[str, int]:
    """Count the rows in the dump as a restore would read them; no server is needed."""
    counts = dict.fromkeys(TABLE.findall(programs.run("pg_restore", "--list", path)), 0)
    with programs.output_of("pg_restore", "--data-only", "--file=-", path) as lines:
        table = None
        for line in lines:
            if table is None:
                if begin := COPY.fullmatch(line):
                    table = begin[1].decode()
            elif line == b"\\.\n":
                table = None
            else:
                counts[table] = counts.get(table, 0) + 1
    return counts


def told(manifest: Manifest) -> str:
    """Return a line on what a backup is."""
    return (
        f"{DATABASE_NAMES[manifest.database]}，govopen {manifest.version}，{manifest.moment}，"
        f"{len(manifest.tables)} 张表 {manifest.rows} 行，{len(manifest.files)} 个文件"
    )

"""Moves an installation from its SQLite file to an empty PostgreSQL, checks it row by row, and holds its mail."""

import time
from pathlib import Path

import environ
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.utils import OperationalError

from govopen import moving
from govopen.probes import known_migrations
from reminders import hold
from units import history
from units.clock import database_now
from units.terminal import TerminalCommand

WHY = "从SQLite迁到PostgreSQL，请确认原系统已停用后放行"


class Command(TerminalCommand):
    """One transaction: when anything differs, the target is as empty as before. The source is only read."""

    help = "把 SQLite 里的全部数据搬到一个空的 PostgreSQL，逐表核对；完成后新库的邮件处于扣留状态"
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Take where to, and where from if it is not the database of the settings."""
        parser.add_argument(
            "--to", required=True, metavar="postgres://用户:密码@主机:5432/库名", help="空库，用表的所有者"
        )
        parser.add_argument("--from", dest="file", type=Path, metavar="文件", help="SQLite 文件；默认是本系统现用的库")

    def handle(self, *args, to, file, **options):
        start = time.monotonic()
        source = self._source(file)
        self._point_to(to)
        self._check_empty()
        self.stdout.write("正在建表 ……")
        call_command("migrate", verbosity=0, interactive=False)
        tables = moving.target_tables()
        self._check_same(source, tables)
        try:
            with transaction.atomic(), history.act("move_to_postgresql"):
                read = self._copied(source, tables)
                hold.hold(WHY, database_now())
        except DatabaseError as error:
            raise CommandError(f"没有搬成，目标库没有写入任何数据：{error}") from error
        rows = sum(one.rows for one in read.values())
        self.stdout.write(
            f"全部一致：{len(read)}张表，{rows}行，用时{time.monotonic() - start:.0f}秒。新库的邮件已扣留。\n"
            "接下来：停用原系统；按 docs/operations.md 设权限（postgresql-roles.sql）、改 DATABASE_URL、把 media 目录一并搬走；"
            "启动新系统、查看无误后，用 manage.py mail_hold --release 放行邮件。"
        )

    def _source(self, file) -> moving.Source:
        configured = settings.DATABASES[DEFAULT_DB_ALIAS]
        if file is None and not configured["ENGINE"].endswith("sqlite3"):
            raise CommandError("现用的库不是 SQLite，请用 --from 指出 SQLite 文件。")
        file = file or Path(configured["NAME"])
        if not file.is_file():
            raise CommandError(f"没有这个文件：{file}")
        source = moving.Source(file)
        if "django_migrations" not in source.tables() or source.migrations() != known_migrations():
            raise CommandError("来源库和本程序的版本不一致：请先在来源库上运行 manage.py migrate。")
        if not source.is_sound():
            raise CommandError("来源库自身有损坏（PRAGMA quick_check、foreign_key_check），请先修复。")
        return source

    def _point_to(self, url) -> None:
        """Let this process work on the target from here on; the source is read beside Django."""
        target = environ.Env.db_url_config(url)
        if not target["ENGINE"].endswith("postgresql"):
            raise CommandError("--to 应当是 postgres:// 开头的地址。")
        connections[DEFAULT_DB_ALIAS].close()
        connections.settings[DEFAULT_DB_ALIAS] = connections.configure_settings({DEFAULT_DB_ALIAS: target})[
            DEFAULT_DB_ALIAS
        ]
        del connections[DEFAULT_DB_ALIAS]

    def _check_empty(self) -> None:
        try:
            found = moving.filled()
        except OperationalError as error:
            raise CommandError(f"连不上目标库：{error}") from error
        if found:
            raise CommandError(f"目标库不是空的（{found[0]} 里已有数据），没有改动。请新建一个空库。")

    def _check_same(self, source, tables) -> None:
        names, there = {table.name for table in tables}, source.tables() - {"django_migrations"}
        if names != there:
            raise CommandError(f"两边的表不一样：{'、'.join(sorted(names ^ there))}")
        for table in tables:
            if different := source.columns(table.name) ^ table.columns.keys():
                raise CommandError(f"{table.name} 两边的列不一样：{'、'.join(sorted(different))}")

    def _copied(self, source, tables) -> dict[str, moving.Sum]:
        self.stdout.write("正在复制 ……")
        read = moving.copy(source, tables)
        self.stdout.write("正在核对 ……")
        there = moving.measure_target(tables)
        for name, one in read.items():
            self.stdout.write(
                f"  {name:<36} {one.rows:>9}行  {one.digest[:16]}  {'一致' if there[name] == one else '不一致'}"
            )
        if wrong := [name for name, one in read.items() if there[name] != one]:
            raise CommandError(f"核对不一致，已全部撤回：{'、'.join(wrong)}")
        return read

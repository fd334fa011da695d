"""Seals, checks, archives and purges the history from the command line."""

import getpass
from pathlib import Path

from django.core.management.base import CommandError
from django.db import DatabaseError, IntegrityError
from django.utils import timezone

from units import history, seals
from units.archives import ArchiveRefused, archive, purge
from units.clock import database_now, start_of
from units.terminal import Parser, TerminalCommand, day
from units.verifying import Outcome, verify

SHOWN = 20  # problems; the first is what matters


class Command(TerminalCommand):
    """One word says what is to be done; whatever is refused or broken ends with 1."""

    help = "操作记录：seal 封存，verify 核对，archive 归档，purge 清理"

    def add_arguments(self, parser):
        words = parser.add_subparsers(dest="word", required=True, title="做什么", parser_class=Parser)
        words.add_parser("seal", help="立即封存还没有封存的记录（平时由定时任务每分钟封存）")
        checking = words.add_parser("verify", help="核对封存链和每条记录，指出被改动的地方；有问题时返回 1")
        checking.add_argument(
            "--known", default="", metavar="封存值", help="从别处（日志、纸面）抄下的封存值，应在链上"
        )
        filing = words.add_parser("archive", help="把某日以前的记录写成文件（JSON 行）和校验清单")
        filing.add_argument("--before", type=day, required=True, metavar="YYYY-MM-DD")
        filing.add_argument("--to", type=Path, required=True, metavar="目录")
        purging = words.add_parser("purge", help="删除某日以前、已经归档、满 180 天的记录")
        purging.add_argument("--before", type=day, required=True, metavar="YYYY-MM-DD")
        purging.add_argument("--from", type=Path, dest="folder", metavar="目录", help="归档文件现在的位置")

    def handle(self, *args, word, **options):
        with history.act(f"audit {word}（{_account()}）"):
            getattr(self, word)(database_now(), options)

    def seal(self, at, options):
        """Seal now."""
        self.stdout.write(f"封存了 {seals.seal(at)} 条操作记录。")

    def verify(self, at, options):
        """Check everything and name what is broken."""
        outcome = verify(options["known"])
        self.stdout.write(_summary(outcome))
        if outcome.problems:
            more = len(outcome.problems) - SHOWN
            rest = [f"……共 {len(outcome.problems)} 处。"] if more > 0 else []
            raise CommandError("\n".join([*outcome.problems[:SHOWN], *rest]))
        self.stdout.write("核对无误。")

    def archive(self, at, options):
        """Write a file."""
        made = self._attempt(archive, until=start_of(options["before"]), folder=options["to"], at=at)
        self.stdout.write(
            f"归档了 {made.count} 条操作记录：{made.path}\n校验值 {made.digest}" if made else "没有需要归档的操作记录。"
        )

    def purge(self, at, options):
        """Delete what is old and archived."""
        done = self._attempt(purge, before=start_of(options["before"]), at=at, folder=options["folder"])
        self.stdout.write(f"清理了 {done.count} 条操作记录。")

    def _attempt(self, act, **given):
        try:
            return act(**given)
        except ArchiveRefused as refusal:
            raise CommandError(str(refusal)) from None
        except (OSError, IntegrityError) as error:
            raise CommandError(f"没有完成，什么都没有删除：{error}") from None
        except DatabaseError as error:
            raise CommandError(f"数据库不允许：请用数据库所有者的账号运行（docs/operations.md）。{error}") from None


def _summary(outcome: Outcome) -> str:
    lines = [
        f"封存 {outcome.seals} 次，核对记录 {outcome.sealed} 条，已归档清理 {outcome.archived} 条，"
        f"待封存 {outcome.waiting} 条。"
    ]
    if outcome.tip:
        lines.append(
            f"最近一次封存 {timezone.localtime(outcome.tip.sealed_at):%Y-%m-%d %H:%M:%S}，封存值 {outcome.tip.digest}"
        )
    return "\n".join(lines)


def _account() -> str:
    """Return the account of the operating system: who ran it, where the history has no person to name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"

"""Our commands at the terminal: whatever ends one of them is told in one Chinese sentence on standard error."""

import codecs
import contextlib
import json
import os
import re
import sys
from argparse import ArgumentTypeError
from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser, SystemCheckError
from django.db import Error

from units.history import one_line

YEARS = range(2000, 2101)
ALL_LETTERS = ("utf-8", "gb18030")
BUSY = re.compile(r"database (table )?is locked|lock timeout|deadlock")
NO_TABLES = re.compile(r"no such (table|column)|(relation|column) .* does not exist")
WRONG = [  # argparse's own words, and ours
    (r"argument (\S+): expected .*", r"\1 后面缺少内容"),
    (r"argument (\S+): invalid choice: (.*) \(choose from (.*)\)", r"\1 不能是 \2，可以是 \3"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 和 \2 不能一起用"),
    (r"argument (\S+): invalid \w+ value: (.*)", r"\1 不能是 \2"),
    (r"argument (\S+): ", r"\1 "),
    (r"the following arguments are required: (.*)", r"缺少 \1"),
    (r"unrecognized arguments: (.*)", r"多出了看不懂的 \1"),
]


class Parser(CommandParser):
    """Says what is wrong with the words after a command in one sentence; the whole usage is shown by --help."""

    def error(self, message):
        """End with exit code 2, as every command line does that is written wrongly."""
        if not self.called_from_command_line:
            super().error(message)
        for pattern, words in WRONG:
            message = re.sub(f"^{pattern}", words, message)
        self.exit(2, f"命令写得不对：{printable(message)}。写法见 {self.prog} --help\n")


class TerminalCommand(BaseCommand):
    """The base of our commands: no traceback for what the operator can mend, unless --traceback asks for it."""

    def create_parser(self, prog_name, subcommand, **kwargs):
        """Return the parser that speaks Chinese: Django names its own class and takes no other."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = Parser
        return parser

    def execute(self, *args, **options):
        """Run the command; at the terminal a refusal, or a database that fails, is a sentence and an exit code."""
        try:
            return super().execute(*args, **options)
        except SystemCheckError:
            raise
        except Error as error:
            refusal = CommandError(database_words(error))
            refusal.__cause__ = error
        except CommandError as error:
            refusal = error
        if options.get("traceback") or not self._called_from_command_line:
            raise refusal
        self.stderr.write(str(refusal), style_func=str)
        sys.exit(refusal.returncode)

    def tell(self, outcome: dict, text: str | None = None, indent: int | None = None) -> None:
        """Print what came of it: text for a person, or else outcome as JSON, whatever letters the terminal knows.

        Raises CommandError when it cannot be printed: what was done is done all the same.
        """
        coding = _encoding(self.stdout)
        if text is None:
            text = json.dumps(outcome, ensure_ascii=coding not in ALL_LETTERS, indent=indent)
        try:
            self.stdout.write(text.encode(coding, "backslashreplace").decode(coding))
            self.stdout.flush()
        except (OSError, AttributeError) as error:  # a stream that is closed is None
            _give_up(self.stdout)
            why = error.strerror if isinstance(error, OSError) else "标准输出已关闭"
            raise CommandError(f"命令已执行完，但结果没有能够输出（{why}）。") from error


def database_words(error: Error) -> str:
    """Return what the operator can do about an error of the database, in one line; what it said itself in brackets."""
    said = one_line(next(iter(str(error).strip().splitlines()), type(error).__name__))[:300]
    if BUSY.search(said):
        return f"数据库正忙，等了一会儿仍没有轮到，没有完成，请稍后再试（{said}）。"
    if NO_TABLES.search(said):
        return f"数据库还没有建立或没有升级，请先运行 migrate（{said}）。"
    return f"连不上数据库，或者连接中断了，没有完成，请检查数据库后再试（{said}）。"


def year(text: str) -> int:
    """Return the year that was typed: a type for arguments."""
    if text.isdecimal() and len(text) == 4 and int(text) in YEARS:
        return int(text)
    raise ArgumentTypeError(f"应是{YEARS[0]}至{YEARS[-1]}之间的年份，不能是“{text}”")


def day(text: str) -> date:
    """Return the day that was typed: a type for arguments."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise ArgumentTypeError(f"应是 YYYY-MM-DD 写法的日期（{YEARS[0]}至{YEARS[-1]}年），不能是“{text}”")
    return found


def printable(text: str) -> str:
    """Return text on one line; bytes of an argument or a file name that are no letters become question marks."""
    return one_line(text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _encoding(stream) -> str:
    return codecs.lookup(getattr(stream, "encoding", None) or "utf-8").name


def _give_up(stream) -> None:
    """Keep Python from trying once more, at exit, what could not be printed."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

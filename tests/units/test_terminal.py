"""Commands at the terminal: whatever ends one is told in one Chinese sentence, and JSON stands alone."""

import io
import json

import pytest
from django.db import OperationalError, ProgrammingError

from reminders.management.commands import send_reminders
from tests.operations.command import manage
from units.management.commands import audit
from units.terminal import TerminalCommand, database_words, printable


class Say(TerminalCommand):
    """A command that does its work and tells of it."""

    def handle(self, *args, **options):
        self.tell({"name": "青山县😀", "n": 1})


def ends(command, *words, capsys) -> tuple[int, str, str]:
    """Run the command as the terminal does; return its exit code and what it printed."""
    with pytest.raises(SystemExit) as stop:
        command.run_from_argv(["manage.py", "the_command", *words])
    return stop.value.code, *capsys.readouterr()


@pytest.mark.parametrize(
    "words", [["--on=2026-02-30"], ["--on="], ["--on=9999-12-31"], ["--format=xml"], ["--om"], ["x"]]
)
def test_words_that_make_no_sense_get_one_chinese_sentence(words, capsys):
    code, out, err = ends(send_reminders.Command(), *words, capsys=capsys)
    assert (code, out) == (2, "")
    assert err.startswith("命令写得不对：")
    assert len(err.splitlines()) == 1


def test_so_do_words_after_a_word(capsys):
    code, _, err = ends(audit.Command(), "archive", "--before", "gestern", "--to", "x", capsys=capsys)
    assert code == 2
    assert "--before 应是 YYYY-MM-DD 写法的日期" in err
    assert len(err.splitlines()) == 1


def test_a_database_that_is_away_is_told_in_one_line(tmp_path):
    done = manage(tmp_path, "send_reminders", "--format", "json", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("连不上数据库，或者连接中断了")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OperationalError("database is locked"), "数据库正忙"),
        (OperationalError("no such table: units_office"), "请先运行 migrate"),
        (ProgrammingError('relation "units_office" does not exist\nLINE 1: SELECT'), "请先运行 migrate"),
        (OperationalError("server closed the connection\n\tunexpectedly"), "请检查数据库"),
    ],
)
def test_what_the_database_says_is_put_into_one_line_that_helps(error, words):
    assert words in database_words(error)
    assert len(database_words(error).splitlines()) == 1


@pytest.mark.parametrize("coding", ["ascii", "gbk", "utf-8", "gb18030"])
def test_json_stays_json_whatever_letters_the_terminal_knows(coding):
    stream = io.TextIOWrapper(io.BytesIO(), coding)
    Say(stdout=stream).execute(no_color=True, force_color=False, skip_checks=True)
    assert json.loads(stream.buffer.getvalue().decode(coding)) == {"name": "青山县😀", "n": 1}


def test_what_cannot_be_printed_is_told_and_was_done_all_the_same(capsys):
    with open("/dev/full", "w", encoding="utf-8") as full:
        command = Say(stdout=full)
        code, _, err = ends(command, "--skip-checks", capsys=capsys)
    assert (code, len(err.splitlines())) == (1, 1)
    assert err.startswith("命令已执行完")


def test_bytes_that_are_no_letters_are_printed_as_such():
    assert printable("表\udcff\n.xlsx") == "表\ufffd .xlsx"

"""``manage.py read_document``: reads an official paper and prints how it was understood. Needs no database."""

import sys
from argparse import ArgumentParser
from typing import Any

from documents.child import read_in_child
from documents.errors import UnreadableFile
from documents.paper import Paper
from units.terminal import TerminalCommand, year


class Command(TerminalCommand):
    """Prints a paper as JSON or as lines; a file that cannot be read gives one sentence and exit code 1."""

    help = "读取一份政务公开文件（任务分工表、工作要点、活动安排表），显示读到的内容，不写数据库。"
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare file, year and format."""
        parser.add_argument("file", help="要读取的文件（.xlsx、.docx、.html、.csv、.txt）")
        parser.add_argument("--year", type=year, help="文件的年度；不写则从标题和发文日期中读取")
        parser.add_argument("--format", choices=("json", "text"), default="json", help="输出格式，默认 json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file and print it."""
        try:
            paper = read_in_child(options["file"], year=options["year"])
        except UnreadableFile as error:
            self.stderr.write(str(error), self.style.ERROR)
            sys.exit(1)
        if options["format"] == "json":
            self.tell(paper.as_dict(), indent=2)
        else:
            self.tell({}, "\n".join(as_lines(paper)))


def as_lines(paper: Paper) -> list[str]:
    """Return the paper as lines for a person at a terminal."""
    lines = [
        f"{paper.title or '（没有找到标题）'}",
        f"年度：{paper.year or '不明'}　文号：{paper.document_number or '无'}　发文日期：{paper.issued_on or '不明'}",
        f"任务 {len(paper.rows)} 项，活动 {len(paper.activities)} 项，未读 {len(paper.not_read)} 处，待定 {len(paper.questions)} 项",
    ]
    for row in paper.rows:
        units = "、".join(f"{unit.text}{_ROLES[unit.role]}" for unit in row.units) or "无"
        lines += [
            "",
            f"{row.seq if row.seq is not None else '-'}　{' / '.join(row.headings)}",
            f"　　{row.requirement}",
        ]
        lines += [
            f"　　责任单位：{units}",
            f"　　时限：{row.deadline_raw or '无'}　{row.deadline.how}",
            f"　　{row.source}",
        ]
    for activity in paper.activities:
        month = f"{activity.month}月" if activity.month else "月份不明"
        forms = "、".join(_FORMS[form] for form in activity.forms) or "形式不明"
        lines.append(
            f"{activity.seq or '-'}　{month}　{activity.theme}　{activity.host_unit}　{forms}　{activity.remark}"
        )
    lines += [""] if paper.not_read or paper.questions else []
    lines += [f"未读：{line.text}（{line.why}）" for line in paper.not_read]
    lines += [f"待定：{question.text}（{question.source}）" for question in paper.questions]
    return lines


_ROLES = {"lead": "（牵头）", "responsible": "", "assist": "（配合）"}
_FORMS = {"talk": "政务公开讲", "open_day": "政府开放日"}

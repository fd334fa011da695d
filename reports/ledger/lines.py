"""The rows of a ledger as CSV for other programs: UTF-8 with a mark at the beginning, so that Excel knows it as well."""

import csv
from collections.abc import Iterator

from reports.ledger.details import Ledger
from reports.ledger.workbook import clock

# Names of columns are a promise to the programs that read them: add behind the last, never rename.
HEADS = (
    *("文件编号", "文件", "任务编号", "序号", "任务", "单位编号", "责任单位", "单位全称", "角色代码", "角色"),
    *("完成期限", "期限原文", "原期限", "状态代码", "办理情况", "逾期工作日", "是否逾期报送"),
    *("下发时间", "签收时间", "报送时间", "办结时间", "最近一次进展情况", "存在的问题", "公开链接", "统计日期"),
)
_FORMULA = tuple("=+-@\t\r＝＋－＠")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> bytes:
        return text.encode()


def ledger_lines(ledger: Ledger) -> Iterator[bytes]:
    """Yield the file line by line. A text that a program might take for a formula begins with an apostrophe."""
    write = csv.writer(_Echo()).writerow
    yield b"\xef\xbb\xbf" + write(HEADS)
    for detail in ledger.details:
        yield write([harmless(value) for value in _values(detail, ledger.as_of.day)])


def harmless(value: str) -> str:
    """Return a value that no program runs when it opens the file (CWE-1236)."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _values(detail, day) -> list[str]:
    row, last, task = detail.row, detail.last, detail.row.task
    return [
        *(str(row.plan_id), detail.plan.title, str(row.task_id), task.number, task.requirement),
        *(str(row.unit_id), row.unit.short_name, row.unit.name, row.role, row.get_role_display()),
        *(_day(row.due_on), task.deadline_raw, _day(row.original_due_on), row.state, detail.state),
        *(str(detail.days_late or ""), "是" if row.was_late else "否" if row.submitted_at else ""),
        *(_moment(at) for at in (row.assigned_at, row.received_at, row.submitted_at, row.done_at)),
        *((last.progress, last.problem) if last else ("", "")),
        *(" ".join(link.url for link in detail.links), day.isoformat()),
    ]


def _day(day) -> str:
    return day.isoformat() if day else ""


def _moment(at) -> str:
    return clock(at).isoformat(" ", "minutes") if at else ""

"""Finds the row that the database did not take, for the sentence that refuses the import."""

from dataclasses import replace

from django.db import DataError, IntegrityError, transaction

from imports.activities import schedule_or_new, write_activities
from imports.models import ImportBatch
from imports.preview import Preview, build_preview
from imports.services.state import plan_of
from imports.trace import Trace
from imports.write import write_tasks
from tasks.models import Plan

# ValueError: texts that the driver cannot carry (NUL, half a character); OverflowError: numbers likewise.
UNSTORABLE = (DataError, IntegrityError, ValueError, OverflowError)


class _TriedEnough(Exception):
    """Undoes what a try has written."""


def why_not_stored(batch, error, at) -> str:
    """Return the sentence for an apply that ended with one of UNSTORABLE, naming the row if one can be found."""
    row = _first_bad_row(ImportBatch.objects.again(batch).select_related("office").get(), at)
    if row is None:
        return "没有写入任何内容：数据库没有接受这份文件，也看不出是哪一行，请联系系统管理员查看日志。"
    words = getattr(row, "requirement", "") or getattr(row, "theme", "") or getattr(row, "host_unit", "")
    return f"没有写入任何内容：{row.source}“{words[:20]}”存不进去，{_reason(error)}。请在文件里改好这一行，再重新上传。"


def _reason(error) -> str:
    if isinstance(error, IntegrityError):
        return "它和另一行重复，或者缺少必需的内容"
    if isinstance(error, DataError | OverflowError):
        return "有数字或文字超出了允许的长度"
    return "含有不能保存的字符"


def _first_bad_row(batch, at):
    """Return the first row of the paper with which the writing fails, or None. Nothing that it tries stays."""
    found = None
    try:
        with transaction.atomic():
            plan = plan_of(batch)
            preview = build_preview(batch, plan)
            found = _bad_task(batch, plan, preview, at) or _bad_activity(batch, preview)
            raise _TriedEnough
    except (_TriedEnough, *UNSTORABLE):
        return found


def _bad_task(batch, plan, preview: Preview, at):
    comparison = preview.comparison
    target = plan or Plan.objects.create(office=batch.office, year=batch.year, title=batch.title)

    def write(some):
        part = replace(comparison, lines=[replace(line) for line in some], gone=[])
        write_tasks(target, part, Trace(), by=None, at=at)

    place = _first_bad(comparison.lines, write)
    return None if place is None else comparison.lines[place].row


def _bad_activity(batch, preview: Preview):
    paper = preview.paper
    schedule, _ = schedule_or_new(batch, paper)

    def write(some):
        write_activities(schedule, replace(paper, activities=some), preview.names, Trace(), None)

    place = _first_bad(paper.activities, write)
    return None if place is None else paper.activities[place]


def _first_bad(rows: list, write) -> int | None:
    """Return the place of the first row that cannot be written together with those before it, found by halving."""
    if not rows or _fits(rows, write):
        return None
    good, bad = 0, len(rows)  # so many rows fit; so many do not
    while bad - good > 1:
        half = (good + bad) // 2
        good, bad = (half, bad) if _fits(rows[:half], write) else (good, half)
    return bad - 1


def _fits(rows: list, write) -> bool:
    try:
        with transaction.atomic():
            write(rows)
            raise _TriedEnough
    except _TriedEnough:
        return True
    except UNSTORABLE:
        return False

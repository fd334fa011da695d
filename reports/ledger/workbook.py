"""The ledger as a workbook: the plan's own table with states, every assignment, and the sums of each unit."""

from datetime import datetime

from django.utils import timezone

from documents.days import long_day
from documents.writers.division_table import lay_out_safely
from documents.writers.list_sheet import ListColumn, ListSheet, add_list
from documents.writers.sheet import Workbook
from imports.export import for_table, table_rows
from imports.table_layout import form_of
from reports.ledger.details import PER_TASK, Ledger
from tasks.figures import FIGURES, percent
from tasks.models import Task

TASKS, DETAILS, UNITS = "任务台账", "各单位明细", "各单位汇总"
SUMMED = ("total", "done", "on_time", "late", "review", "unanswered", "unreceived", "overdue", "week")
LONGEST = 500  # characters of an answer in a cell: no program shows more lines in a row
_TASK_HEADS = {"total": "应办单位数"}
DETAIL_COLUMNS = (
    ListColumn("序号", 6),
    ListColumn("任务", 44, long=True),
    ListColumn("责任单位", 14),
    ListColumn("角色", 7),
    ListColumn("完成期限", 12),
    ListColumn("原期限", 12),
    ListColumn("办理情况", 10),
    ListColumn("逾期\n工作日", 9),
    ListColumn("报送时间", 17),
    ListColumn("办结时间", 17),
    ListColumn("最近一次进展情况", 46, long=True),
    ListColumn("存在的问题", 24, long=True),
    ListColumn("公开链接", 40, long=True),
)


def ledger_workbook(ledger: Ledger) -> bytes:
    """Return the workbook. Three queries more than the ledger, however many plans, tasks and units."""
    book = Workbook()
    _add_tables(book, ledger)
    add_list(book, _details(ledger))
    add_list(book, _sums(ledger))
    return book.content()


def until(ledger: Ledger) -> str:
    """Return 截至 with the day."""
    return f"截至{long_day(ledger.as_of.day)}"


def _add_tables(book: Workbook, ledger: Ledger) -> None:
    """Add each plan's table; of one unit only its own rows."""
    counts = ledger.per_task()
    states = {detail.row.task_id: detail.state for detail in ledger.details}
    by_plan = {plan.pk: [] for plan in ledger.plans}
    for task in for_table(Task.objects.filter(plan__in=ledger.plans)):
        if task.pk in counts or not (task.vanished or ledger.unit):
            by_plan[task.plan_id].append(task)
    settled = dict(ledger.office.column_meanings.values_list("head", "meaning"))
    heads = ("办理情况",) if ledger.unit else [_TASK_HEADS.get(code, FIGURES[code].label) for code in PER_TASK]

    def extra(task):
        return (states[task.pk],) if ledger.unit else tuple(str(counts[task.pk][code]) for code in PER_TASK)

    for place, plan in enumerate(ledger.plans, start=1):
        form = form_of(plan)
        form.below_title.append(f"{ledger.unit or ledger.office.name}　办理情况{until(ledger)}")
        laid = lay_out_safely(table_rows(plan, form, by_plan[plan.pk], extra), form, heads, settled)
        for note in () if ledger.unit else _rules(PER_TASK):
            laid.add_across("note", note)
        book.add(TASKS if len(ledger.plans) == 1 else f"{TASKS}{place}", laid)


def _details(ledger: Ledger) -> ListSheet:
    several = len(ledger.plans) > 1
    columns = [ListColumn("文件", 24, long=True)] if several else []
    rows = ([detail.plan.title, *_cells(detail)] if several else _cells(detail) for detail in ledger.details)
    return ListSheet(
        name=DETAILS if ledger.unit is None else "本单位明细",
        title=_title(ledger, "明细"),
        below_title=until(ledger),
        columns=[*columns, *DETAIL_COLUMNS],
        rows=rows,
        notes=[
            "注：1.一项任务下发给一个单位计一行。“临期”指距期限7个工作日以内、单位还没有报送的。",
            "　　2.原期限只在期限改动过时填写。进展情况和存在的问题为单位最近一次报送、没有被退回的内容，超过500字的只列开头。",
        ],
        if_empty="（没有下发的任务）",
        wide_paper=True,
    )


def _cells(detail) -> list:
    row, last = detail.row, detail.last
    moved = row.original_due_on if row.original_due_on != row.due_on else None
    return [
        int(row.task.number) if row.task.number.isascii() and row.task.number.isdigit() else row.task.number,
        row.task.requirement,
        row.unit.short_name,
        row.get_role_display(),
        row.due_on or row.task.deadline_raw,
        moved,
        detail.state,
        detail.days_late,
        clock(row.submitted_at),
        clock(row.done_at),
        shortened(last.progress) if last else "",
        shortened(last.problem) if last else "",
        "\n".join(map(str, detail.links)),
    ]


def _sums(ledger: Ledger) -> ListSheet:
    columns = [ListColumn("序号", 6), ListColumn("单位", 22)]
    columns += [ListColumn(FIGURES[code].label, 12) for code in SUMMED] + [ListColumn("办结率", 10)]
    per_unit, total = ledger.per_unit(), ledger.figures()
    return ListSheet(
        name=UNITS if ledger.unit is None else "本单位汇总",
        title=_title(ledger, "汇总"),
        below_title=until(ledger),
        columns=columns,
        rows=[[place, unit.short_name, *_numbers(own)] for place, (unit, own) in enumerate(per_unit, start=1)],
        last=["", "合计", *_numbers(total)] if len(per_unit) > 1 else (),
        notes=[
            *_rules(SUMMED),
            f"　　{len(SUMMED) + 1}.办结率：已办结占单位任务的比例。单位按名册顺序排列，不是名次。",
        ],
        if_empty="（没有下发的任务）",
    )


def _numbers(figures) -> list:
    return [*(figures[code] for code in SUMMED), percent(figures["done"], figures["total"])]


def _rules(codes) -> list[str]:
    """Return the rules of figures as numbered notes."""
    return [
        f"{'　　' if place > 1 else '注：'}{place}.{_TASK_HEADS.get(code, FIGURES[code].label) if codes is PER_TASK else FIGURES[code].label}：{FIGURES[code].rule}"
        for place, code in enumerate(codes, start=1)
    ]


def _title(ledger: Ledger, what: str) -> str:
    whose = f"{ledger.unit}" if ledger.unit else "各单位"
    return f"{ledger.plans[0].year}年{whose}政务公开任务{what}" if ledger.plans else f"{whose}政务公开任务{what}"


def shortened(text: str) -> str:
    """Return a text that a cell can show whole."""
    text = text.strip()
    return text if len(text) <= LONGEST else text[:LONGEST] + "……"


def clock(at) -> datetime | None:
    """Return a moment as the office's clock shows it, to the minute."""
    return timezone.localtime(at).replace(tzinfo=None, second=0, microsecond=0) if at else None

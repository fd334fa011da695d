"""督办单 and 催办通知 for one unit: papers of the office, ready to be printed, sealed and sent.

The same tasks on the same day give the same file.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from calendar_events.workdays import WorkdayCalendar, late_words
from documents.days import long_day
from documents.writers.official.description import (
    Attachment,
    Body,
    Cell,
    Column,
    OfficialPaper,
    Row,
    Spread,
    Table,
)
from documents.writers.official.write import write_official
from tasks.lights import Lights
from tasks.models import Assignment, Plan
from units.clock import start_of
from units.history import record
from units.models import Unit
from units.refusals import Refused

SLIP, LETTER = "slip", "letter"
NAMES = {SLIP: "督办单", LETTER: "催办通知"}
AHEAD = timedelta(days=30)  # what comes to be due within them can be chosen as well
ANSWER_DAYS = 3  # working days that a unit is given to answer
IN_THE_LETTER = 8  # tasks that a letter lists itself; more go into its attachment
ON_THE_FORM = 3  # tasks that a 督办单 names itself; more go into its attachment
ASK = "请按照任务要求抓紧办理，按时报送办理情况；已经公开的，一并填写公开链接。"
_LIST = (
    Column("序号", 14),
    Column("工作任务", 66, align="left"),
    Column("完成期限", 38),
    Column("期限情况", 38),
)


class NoticeRefused(Refused):
    """No paper is made, and why."""


@dataclass(frozen=True, slots=True)
class Item:
    """One task on the paper, in words."""

    number: str
    plan: str
    requirement: str
    due: str
    left: str
    is_overdue: bool


def offered(unit: Unit, today: date, asked=()) -> list[Assignment]:
    """Return what the unit owes and what can stand on a paper: overdue, due soon, and those whose keys are asked."""
    rows = Assignment.objects.filter(unit=unit, plan__state=Plan.State.ISSUED).with_unit()
    rows = rows.filter(Q(due_on__lte=today + AHEAD) | Q(pk__in=asked))
    return list(rows.for_list().by_due_day().order_by("due_key", "task__plan", "task__position", "pk"))


def answer_day(office, today: date) -> date:
    """Return the day by which a unit is asked to answer where the office names none."""
    return WorkdayCalendar(office).shift(today, ANSWER_DAYS)


def notice_make(*, unit: Unit, keys: set[int], kind: str, ask: str, answer_by: date, today: date, by, at) -> bytes:
    """Return the paper of a kind for those of the unit's owed assignments that have the keys, and write it down."""
    rows = [row for row in offered(unit, today, keys) if row.pk in keys]
    if not rows:
        raise NoticeRefused("没有选中任务，或者选中的任务单位已经报送。请重新勾选。")
    items = _items(unit.office, rows, today)
    paper = (_slip if kind == SLIP else _letter)(unit, items, ask, answer_by, today)
    with transaction.atomic():
        numbers = "、".join(f"第{item.number}项" if item.number else "未编号的一项" for item in items)
        label = f"{NAMES[kind]}：{unit}，{len(items)}件任务"
        record(f"制发{NAMES[kind]}", unit, by=by, at=at, office=unit.office, label=label, reason=numbers)
        return write_official(paper, start_of(today))


def _items(office, rows, today: date) -> list[Item]:
    lights = Lights(office, today)
    return [_item(row, lights, today) for row in rows]


def _item(row: Assignment, lights: Lights, today: date) -> Item:
    left = ""
    if row.due_on:
        days = lights.workdays_left(row.due_on)
        late = row.due_on < today
        left = late_words(-days) if late else "当天到期" if row.due_on == today else f"还有{days}个工作日"
    due = long_day(row.due_on) if row.due_on else row.task.deadline_raw or "未写期限"
    task = row.task
    return Item(task.number, task.plan.title, task.requirement, due, left, bool(row.due_on and row.due_on < today))


def _table(items: list[Item]) -> Table:
    several = len({item.plan for item in items}) > 1
    return Table(
        _LIST,
        tuple(
            (item.number, item.requirement + (f"\n（《{item.plan}》）" if several else ""), item.due, item.left or "—")
            for item in items
        ),
    )


def _plans(items: list[Item]) -> str:
    """Name the papers that the tasks come from."""
    titles = list(dict.fromkeys(item.plan for item in items))
    return "".join(f"《{title}》" for title in titles[:2]) + ("等文件" if len(titles) > 2 else "")


def _letter(unit: Unit, items: list[Item], ask: str, answer_by: date, today: date) -> OfficialPaper:
    few = len(items) <= IN_THE_LETTER
    late = sum(item.is_overdue for item in items)
    rest = len(items) - late
    counted = [f"{late}项期限已过、尚未报送办理情况"] if late else []
    counted += [f"{'另有' if late else '有'}{rest}项尚未报送、请抓紧办理"] if rest else []
    first = f"截至{long_day(today)}，{_plans(items)}明确由你单位承担的任务中，{'有' if late else ''}{'，'.join(counted)}。{'具体如下：' if few else '具体任务见附件。'}"
    second = f"{ask}请于{long_day(answer_by)}前报送。确实不能按期完成的，请说明原因和下一步安排，并申请延期。"
    return OfficialPaper(
        title="关于催办政务公开工作任务的通知",
        addressees=unit.name,
        blocks=(Body(first), *([_table(items)] if few else []), Body(second), Body("特此通知。")),
        attachments=() if few else (Attachment("催办任务清单", (_table(items),)),),
        signature=unit.office.name,
        signed_on=today,
    )


def _slip(unit: Unit, items: list[Item], ask: str, answer_by: date, today: date) -> OfficialPaper:
    few = len(items) <= ON_THE_FORM
    matter = "\n".join(_matter(item) for item in items) if few else f"{_plans(items)}所列{len(items)}项任务（见附件）。"
    days = dict.fromkeys(item.due + (f"（{item.left}）" if item.left else "") for item in items)
    due = "；\n".join(days) if few else "见附件"
    columns = (Column(width=26, label=True), Column(width=52), Column(width=26, label=True), Column(width=52))

    def wide(label: str, text: str, height: float) -> Row:
        return Row((label, Cell(text, across=3, align="left", label=False)), height)

    form = Table(
        columns,
        (
            wide("督办事项", matter, 36 if few else 18),
            Row(("制发单位", unit.office.name, "承办单位", unit.name), 14),
            wide("完成时限", due, 12),
            wide("反馈时限", f"{long_day(answer_by)}前", 12),
            wide("办理要求", ask, 22),
            wide("领导批示", "", 34),
            wide("办理结果", "", 42 if few else 38),
            Row(("承办单位\n负责人", "", "联系人\n和电话", ""), 14),
        ),
    )
    return OfficialPaper(
        title="政务公开工作督办单",
        blocks=(Spread(("编号：", f"制发日期：{long_day(today)}")), form),
        attachments=() if few else (Attachment("督办任务清单", (_table(items),)),),
    )


def _matter(item: Item) -> str:
    return f"《{item.plan}》{f'第{item.number}项' if item.number else ''}：{item.requirement}"

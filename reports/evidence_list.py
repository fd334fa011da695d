"""佐证清单: what a unit can show for the year's assessment: tasks with their links and files, activities with theirs.

It counts as ``tasks.figures`` does and computes no score: that is the assessor's (practice §5).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from calendar_events.models import Activity
from documents.days import long_day, short_day
from documents.writers.official.description import Body, Column, Heading, Note, OfficialPaper, Table
from documents.writers.official.write import write_official
from reports.ledger.details import Detail, Ledger, gather
from reports.said import file_names, said
from tasks.figures import FIGURES, PERIOD_FIGURES, count_rows, in_period
from tasks.models import Assignment, Plan
from tasks.past import AsOf
from units.clock import start_of
from units.models import Unit

COUNTED = ("total", "done", "on_time", "late", "review", "unanswered", "overdue")
_SIZE = 10.5  # points, of the tables' text
_TASKS = (
    Column("序号", 12),
    Column("工作任务", 44, align="left"),
    Column("办理情况", 32),
    Column("公开链接和佐证材料", 68, align="left"),
)
_ACTIVITIES = (
    Column("序号", 12),
    Column("活动主题", 36, align="left"),
    Column("形式", 24),
    Column("举办时间", 34),
    Column("预告和活动情况链接", 60, align="left"),
)


@dataclass(slots=True)
class Proof:
    """What one unit has to show."""

    unit: Unit
    details: list[Detail] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    returned: int = 0


def evidence_list(office, year: int, as_of: AsOf, unit: Unit | None = None) -> bytes:
    """Return the list of one unit, or of all units of the office that had something to do, a section each, as .docx.

    The same day gives the same file as long as nothing changes. Ten queries at the most.
    """
    plans = list(Plan.objects.filter(office=office, year=year).exclude(state=Plan.State.DRAFT).order_by("pk"))
    ledger = gather(office, plans, as_of, unit)
    files = file_names(said(plans, as_of, unit))
    proofs = _proofs(ledger, year)
    if unit is not None and not proofs:
        proofs = [Proof(unit)]
    blocks = [Body(f"统计截至{long_day(as_of.day)}。单位任务以一项任务下发给一个单位计一件。")]
    for proof in proofs:
        if unit is None:
            blocks.append(Heading(1, proof.unit.name))
        blocks += _section(proof, ledger, files, level=1 if unit else 2)
    if not proofs:
        blocks.append(Body("本年度没有下发任务，也没有安排活动。"))
    blocks.append(Note(_rules(year)))
    paper = OfficialPaper(title=f"{year}年{unit.name if unit else '各单位'}政务公开工作佐证清单", blocks=tuple(blocks))
    return write_official(paper, start_of(as_of.day))


def _proofs(ledger: Ledger, year: int) -> list[Proof]:
    """Gather by unit in register order."""
    found: dict[int, Proof] = {}
    for detail in ledger.details:
        found.setdefault(detail.row.unit_id, Proof(detail.row.unit)).details.append(detail)
    for activity in _activities(ledger, year):
        found.setdefault(activity.host_id, Proof(activity.host)).activities.append(activity)
    returned = _returned(ledger, year)
    for key, proof in found.items():
        proof.returned = returned.get(key, 0)
    return sorted(found.values(), key=lambda proof: (proof.unit.position, proof.unit.pk))


def _activities(ledger: Ledger, year: int):
    """Activities of issued schedules that were held by the day."""
    rows = Activity.objects.filter(schedule__office=ledger.office, schedule__year=year, schedule__state="issued")
    rows = rows.filter(state__in=(Activity.State.HELD, Activity.State.CLOSED), host__isnull=False)
    rows = rows.filter(host=ledger.unit) if ledger.unit else rows
    day = ledger.as_of.day
    last = day.month if day.year == year else 12 * (day.year > year)  # the last month that counts
    rows = rows.filter(Q(day__lte=day) | Q(day=None, month__lte=last))
    return rows.select_related("host", "schedule").order_by("month", "day", "seq")


def _returned(ledger: Ledger, year: int) -> dict[int, int]:
    """Return how many assignments of each unit were sent back at least once from the start of the year on."""
    rows = Assignment.objects.filter(plan__in=ledger.plans)
    rows = rows.filter(unit=ledger.unit) if ledger.unit else rows
    rows = in_period(rows, "returned_within", date(year, 1, 1), ledger.as_of.day, ledger.as_of)
    return dict(rows.order_by().values_list("unit").annotate(number=Count("pk")))


def _section(proof: Proof, ledger: Ledger, files, level: int) -> list:
    figures = defaultdict(int, count_rows((detail.row for detail in proof.details), ledger.as_of.day))
    several = len(ledger.plans) > 1
    tasks = [_task_row(detail, files, several) for detail in proof.details]
    activities = [_activity_row(place, row) for place, row in enumerate(proof.activities, start=1)]
    return [
        Heading(level, "任务办理情况"),
        Body(_sentence(figures, proof.returned)),
        Table(_TASKS, tuple(tasks), size=_SIZE, if_empty="（没有下发的任务）"),
        Heading(level, "政务公开活动情况"),
        Body(f"已举办活动{len(activities)}场。" if activities else "没有已举办的活动。"),
        *([Table(_ACTIVITIES, tuple(activities), size=_SIZE)] if activities else []),
    ]


def _sentence(figures, returned: int) -> str:
    return (
        f"共承担单位任务{figures['total']}件。已办结{figures['done']}件，其中按期办结{figures['on_time']}件、"
        f"逾期办结{figures['late']}件；待审核{figures['review']}件；未报送{figures['unanswered']}件，"
        f"其中已逾期{figures['overdue']}件。年内退回过{returned}件。"
    )


def _task_row(detail: Detail, files, several: bool) -> tuple[str, ...]:
    row = detail.row
    state = [detail.state]
    if row.submitted_at:
        state.append(f"{short_day(timezone.localdate(row.submitted_at))}报送")
    if row.due_on:
        state.append(f"{short_day(row.due_on)}到期")
    names = [f"材料：{name}" for name in files.get(row.pk, [])]
    shown = [str(link).replace(" http", "\nhttp", 1) for link in detail.links]
    source = f"\n（《{detail.plan.title}》）" if several else ""
    return row.task.number, row.task.requirement + source, "\n".join(state), "\n".join(shown + names) or "—"


def _activity_row(place: int, activity: Activity) -> tuple[str, ...]:
    kinds = (("政务公开讲", activity.is_talk), ("政府开放日", activity.is_open_day))
    when = long_day(activity.day) if activity.day else f"{activity.schedule.year}年{activity.month}月"
    shown = (("预告：\n", activity.preview_url), ("活动情况：\n", activity.report_url))
    return (
        str(place),
        activity.theme or "（主题没有登记）",
        "\n".join(words for words, is_so in kinds if is_so) or "—",
        when,
        "\n".join(words + url for words, url in shown if url) or "—",
    )


def _rules(year: int) -> str:
    """Say how each number was counted."""
    rules = [f"{FIGURES[code].label}：{FIGURES[code].rule}" for code in COUNTED]
    rules.append(
        f"年内退回过：{PERIOD_FIGURES['returned_within'].rule.replace('期间', f'{year}年1月1日至统计之日', 1)}"
    )
    rules.append("公开链接和材料为单位报送、没有被退回的。本清单不计算考核得分。")
    return "\n".join(f"{'注：' if place == 1 else ''}{place}. {rule}" for place, rule in enumerate(rules, start=1))

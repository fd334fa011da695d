"""The circular as an official paper: text, and the tables that stand behind its numbers."""

from datetime import date

from documents.days import short_day
from documents.writers.official.description import (
    Attachment,
    Body,
    Column,
    Heading,
    Note,
    OfficialPaper,
    Settings,
    Table,
)
from reports.circular.wording import Wording
from tasks.figures import FIGURES, PERIOD_FIGURES, percent

# The columns of the units' table: figure, and the width of its column.
UNIT_COLUMNS = ("total", "done", "on_time", "late", "review", "unanswered", "unreceived", "overdue")


def paper(wording: Wording, settings, corrections=()) -> OfficialPaper:
    """Return the draft of the circular in the form the office uses (``reports.models.ReportSettings``). Number, date and signature are left to the office, which edits it in Word."""
    facts = wording.facts
    blocks = []
    for section in wording.sections():
        if section.heading:
            blocks.append(Heading(1, section.heading))
        for head, pieces in section.paragraphs:
            text = "".join(piece.text for piece in pieces)
            blocks.append(Heading(2, head, text) if head else Body(text))
    attachments = [Attachment("各单位任务办理情况表", _units(facts), landscape=True)]
    if facts.overdue:
        attachments.append(Attachment("逾期未报送任务清单", _overdue(facts), landscape=True))
    if facts.activities:
        attachments.append(Attachment("政务公开活动情况表", _activities(facts)))
    if corrections:
        attachments.append(Attachment("封存后的更正", _corrections(corrections)))
    return OfficialPaper(
        title=f"{facts.office}{wording.title}",
        addressees=settings.addressees,
        blocks=tuple(blocks),
        attachments=tuple(attachments),
        signature=facts.office,
        settings=Settings(pitch=float(settings.pitch), bold_levels=(1, 2) if settings.bold_levels else ()),
    )


def _units(facts) -> tuple:
    heads = [
        Column("序号", 10),
        Column("单位", 40, "left"),
        *(Column(FIGURES[code].label, 17) for code in UNIT_COLUMNS),
    ]
    rows = [
        (str(place), unit.name, *(str(unit.figures[code]) for code in UNIT_COLUMNS), _rate(unit.figures))
        for place, unit in enumerate(facts.units, start=1)
    ]
    total = ("", "合计", *(str(facts.figures[code]) for code in UNIT_COLUMNS), _rate(facts.figures))
    notes = [f"{FIGURES[code].label}：{FIGURES[code].rule}" for code in (*UNIT_COLUMNS, "due", "in_time", "today")]
    notes += [f"{figure.label}：{figure.rule}" for figure in PERIOD_FIGURES.values()]
    notes.append("办结率＝已办结÷单位任务。单位按名册顺序排列，不代表名次。")
    return (
        Table((*heads, Column("办结率", 17)), (*rows, total), size=10.5),
        Note("注：" + "".join(f"{place}. {note}" for place, note in enumerate(notes, start=1))),
    )


def _rate(figures) -> str:
    return percent(figures["done"], figures["total"]) or "—"


def _overdue(facts) -> tuple:
    columns = (
        Column("序号", 10),
        Column("单位", 35, "left"),
        Column("任务序号", 14),
        Column("具体要求", 120, "left"),
        Column("完成期限", 24),
        Column("已过工作日", 16),
    )
    rows = [
        (str(place), row.unit, row.number, row.requirement, _day(row.due_on), str(row.workdays))
        for place, row in enumerate(facts.overdue, start=1)
    ]
    return Table(columns, tuple(rows), size=10.5), Note(f"注：{FIGURES['overdue'].label}：{FIGURES['overdue'].rule}")


def _activities(facts) -> tuple:
    columns = (
        Column("序号", 10),
        Column("时间", 18),
        Column("主办单位", 35, "left"),
        Column("活动主题", 55, "left"),
        Column("形式", 24),
        Column("情况", 24),
    )
    rows = [
        (str(place), row.time, row.unit, row.theme, row.forms, row.state)
        for place, row in enumerate(facts.activities, start=1)
    ]
    return (Table(columns, tuple(rows), size=10.5),)


def _corrections(found) -> tuple:
    columns = (
        Column("序号", 10),
        Column("单位", 32, "left"),
        Column("任务序号", 14),
        Column("具体要求", 60, "left"),
        Column("原通报", 26, "left"),
        Column("现情况", 26, "left"),
    )
    rows = [
        (str(place), row.unit, row.number, row.requirement[:100], row.said, row.now)
        for place, row in enumerate(found, start=1)
    ]
    return Table(columns, tuple(rows), size=10.5), Note("注：原通报的数字不改，这里列出其后发生的变化。")


def _day(text: str) -> str:
    return short_day(date.fromisoformat(text))

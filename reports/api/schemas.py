"""What the API tells, field by field: what is not named here does not leave the house.

No names, telephones or addresses of people, no texts of answers; tests/reports/api hold that. English names are those of
the models, the descriptions are in the words of the field (docs/api.md).
"""

from datetime import date, datetime, time

from django.utils import timezone
from ninja import Field, Schema

from calendar_events.models import Activity
from tasks.figures import FIGURES
from tasks.models import Assignment, Plan, Task
from tasks.models.plans import DeadlineKind, Role
from units.models import Unit


class Coded(Schema):
    """A value of a fixed list: the code to compare with, the word to show."""

    code: str = Field(description="代码，不会改变")
    label: str = Field(description="中文名称，用于显示")


def coded(choices, value) -> Coded:
    """Return the value of a field that has choices."""
    return Coded(code=value, label=choices(value).label)


def one_of(choices) -> str:
    """Return the codes and words of choices, for a description."""
    return "；".join(f"{code} {label}" for code, label in choices.choices)


def local(moment: datetime | None) -> datetime | None:
    """Return the moment in the office's zone."""
    return moment and timezone.localtime(moment)


class Problem(Schema):
    """Why there is no answer."""

    detail: str = Field(description="一句话说明原因")


class OfficeOut(Schema):
    """办公室：令牌所属的政务公开主管部门。"""

    slug: str = Field(description="代码")
    name: str = Field(description="全称")
    short_name: str = Field(description="简称")
    region: str = Field(description="行政区划名称")
    as_of: datetime = Field(description="答复的时刻；逾期与否按这一天计算")
    valid_until: date = Field(description="令牌有效期的最后一天")


class FiguresOut(Schema):
    """今天的件数：一项任务下发给一个单位计一件。"""

    total: int = Field(description=FIGURES["total"].rule)
    done: int = Field(description=FIGURES["done"].rule)
    review: int = Field(description=FIGURES["review"].rule)
    unanswered: int = Field(description=FIGURES["unanswered"].rule)
    unreceived: int = Field(description=FIGURES["unreceived"].rule)
    overdue: int = Field(description=FIGURES["overdue"].rule)


class PlanOut(Schema):
    """工作要点或任务分工：一年一份文件，下发以后才能读到。"""

    id: int = Field(description="编号")
    year: int = Field(description="年度")
    title: str = Field(description="标题")
    document_number: str = Field(description="发文字号；没有时为空")
    dated_on: date | None = Field(description="成文日期")
    state: Coded = Field(description="状态：" + one_of(Plan.State))
    version: int = Field(description="版本：任务内容每修改一次加一")
    issued_at: datetime | None = Field(description="下发时间")
    figures: FiguresOut = Field(description="今天的件数")

    @classmethod
    def of(cls, plan, figures: dict[str, int]):
        """Return what is told of plan, with its figures of today."""
        same = {name: getattr(plan, name) for name in ("id", "year", "title", "document_number", "dated_on", "version")}
        return cls(**same, state=coded(Plan.State, plan.state), issued_at=local(plan.issued_at), figures=figures)


class TaskOut(Schema):
    """任务：文件里编了号的一项，文字照录原文。"""

    id: int = Field(description="编号")
    plan: int = Field(description="所属文件的编号")
    position: int = Field(description="在文件中的次序")
    number: str = Field(description="序号，照录原文")
    heading: str = Field(description="所属标题；没有时为空")
    requirement: str = Field(description="具体要求，照录原文")
    units_raw: str = Field(description="责任单位，照录原文；实际承担的单位见单位任务")
    deadline_raw: str = Field(description="完成时限，照录原文")
    deadline_kind: Coded = Field(description="时限类型：" + one_of(DeadlineKind))
    due_on: date | None = Field(description="完成期限；长期坚持等没有具体日期的为空")
    done_rule: Coded = Field(description="办结规则：" + one_of(Task.DoneRule))
    vanished: bool = Field(description="现行文件中已没有这一项")
    previous: int | None = Field(description="上年任务的编号")
    upper_text: str = Field(description="上级文件条目，照录原文")

    @classmethod
    def of(cls, task):
        """Return what is told of task."""
        names = (
            "id",
            "position",
            "number",
            "requirement",
            "units_raw",
            "deadline_raw",
            "due_on",
            "vanished",
            "upper_text",
        )
        return cls(
            **{name: getattr(task, name) for name in names},
            plan=task.plan_id,
            heading=task.heading.text if task.heading else "",
            deadline_kind=coded(DeadlineKind, task.deadline_kind),
            done_rule=coded(Task.DoneRule, task.done_rule),
            previous=task.previous_id,
        )


class AssignmentOut(Schema):
    """单位任务：一项任务由一个单位承担，状态记在这里。"""

    id: int = Field(description="编号")
    plan: int = Field(description="所属文件的编号")
    task: int = Field(description="任务的编号")
    unit: int = Field(description="责任单位的编号")
    unit_name: str = Field(description="责任单位的简称")
    year: int = Field(description="年度")
    role: Coded = Field(description="角色：" + one_of(Role))
    via: str = Field(description="来自哪个单位组，照录原文；文件点名的为空")
    state: Coded = Field(description="状态：" + one_of(Assignment.State))
    due_on: date | None = Field(description="完成期限，当天仍算按时；没有具体日期的为空")
    original_due_on: date | None = Field(description="原完成期限；同意延期后与完成期限不同")
    assigned_at: datetime = Field(description="下发时间")
    changed_at: datetime = Field(description="变动时间：从这一时刻起就是现在的状态、角色和期限")
    received_at: datetime | None = Field(description="签收时间")
    submitted_at: datetime | None = Field(description="最近一次报送时间")
    done_at: datetime | None = Field(description="办结时间")
    overdue: bool = Field(description="已逾期：期限已过，单位还没有报送。待审核、已办结、已终止的不算")
    was_late: bool = Field(description="报送时已过期限；办公室审核占用的时间已扣除")

    @classmethod
    def of(cls, row, today: date):
        """Return what is told of the assignment row on the day today; row.unit is joined."""
        moments = ("assigned_at", "changed_at", "received_at", "submitted_at", "done_at")
        return cls(
            **{name: getattr(row, name) for name in ("id", "year", "via", "due_on", "original_due_on", "was_late")},
            **{name: local(getattr(row, name)) for name in moments},
            plan=row.plan_id,
            task=row.task_id,
            unit=row.unit_id,
            unit_name=row.unit.short_name,
            role=coded(Role, row.role),
            state=coded(Assignment.State, row.state),
            overdue=row.is_with_unit and row.due_on is not None and row.due_on < today,
        )


class ActivityOut(Schema):
    """活动：政务公开讲、政府开放日，安排表下发以后才能读到。"""

    id: int = Field(description="编号")
    year: int = Field(description="年度")
    seq: int = Field(description="在安排表中的序号")
    month: int | None = Field(description="计划月份")
    day: date | None = Field(description="举办日期；没有定下时为空")
    starts_at: time | None = Field(description="开始时间（北京时间）")
    ends_at: time | None = Field(description="结束时间（北京时间）")
    place: str = Field(description="地点")
    theme: str = Field(description="活动主题；没有定下时为空")
    host: int | None = Field(description="主办单位的编号")
    host_text: str = Field(description="主办单位，照录原文")
    is_talk: bool = Field(description="政务公开讲")
    is_open_day: bool = Field(description="政府开放日")
    state: Coded = Field(description="状态：" + one_of(Activity.State))
    due_on: date | None = Field(description="最迟举办的日期：举办日期，没有定下时为计划月份的最后一天")
    overdue: bool = Field(description="时间已过，还没有登记举办")
    preview_url: str = Field(description="活动预告的网址")
    report_url: str = Field(description="活动情况的网址")
    participants: int | None = Field(description="参加人数")

    @classmethod
    def of(cls, row):
        """Return what is told of the activity row; row.schedule is joined."""
        own = set(cls.model_fields) - {"year", "host", "state", "overdue"}
        return cls(
            **{name: getattr(row, name) for name in own},
            year=row.schedule.year,
            host=row.host_id,
            state=coded(Activity.State, row.state),
            overdue=row.is_late,
        )


class UnitOut(Schema):
    """单位：承担任务的部门、乡镇等。"""

    id: int = Field(description="编号")
    name: str = Field(description="全称")
    short_name: str = Field(description="简称")
    kind: Coded = Field(description="类别：" + one_of(Unit.Kind))
    parent: int | None = Field(description="上级单位的编号")
    position: int = Field(description="排序")
    active_from: date | None = Field(description="启用日期")
    active_to: date | None = Field(description="停用日期；机构撤并后填写，历史任务仍在原单位名下")

    @classmethod
    def of(cls, unit):
        """Return what is told of unit."""
        names = ("id", "name", "short_name", "position", "active_from", "active_to")
        kind = coded(Unit.Kind, unit.kind)
        return cls(**{name: getattr(unit, name) for name in names}, kind=kind, parent=unit.parent_id)


NEXT = Field(description="下一页的完整网址；没有下一页时为空")


class PlanPage(Schema):
    """一页文件。"""

    items: list[PlanOut]
    next: str | None = NEXT


class TaskPage(Schema):
    """一页任务。"""

    items: list[TaskOut]
    next: str | None = NEXT


class AssignmentPage(Schema):
    """一页单位任务。"""

    items: list[AssignmentOut]
    next: str | None = NEXT


class ActivityPage(Schema):
    """一页活动。"""

    items: list[ActivityOut]
    next: str | None = NEXT


class UnitPage(Schema):
    """一页单位。"""

    items: list[UnitOut]
    next: str | None = NEXT

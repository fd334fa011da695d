"""The paper as printed: plan, headings, tasks, and whom each task names."""

from django.db import models
from django.db.models import Q

from documents.grammar.deadlines import read_deadline
from documents.text import cut
from tasks.querysets import PlanQuerySet, TaskQuerySet
from units.models import Office, Unit, UnitGroup, User
from units.scope import GuardedQuerySet


class Role(models.TextChoices):
    """What the paper asks of a unit. 责任 is not 牵头: where no lead is named, there is none."""

    LEAD = "lead", "牵头"
    RESPONSIBLE = "responsible", "责任"
    ASSIST = "assist", "配合"


class DeadlineKind(models.TextChoices):
    """Kinds of deadline phrases; ``documents.grammar.deadlines`` says which phrase is which."""

    FIXED = "fixed", "定期完成"
    DATETIME = "datetime", "定时完成"
    WINDOW = "window", "时段内完成"
    PERIODIC = "periodic", "周期报送"
    RELATIVE = "relative", "事后若干日"
    QUOTA = "quota", "计数"
    OPEN = "open", "长期坚持"
    VAGUE = "vague", "未定日期"
    NONE = "none", "未写期限"


def duty_as_json(duty) -> dict:
    """Return a duty found in a requirement (documents.paper.Duty) as a task keeps it."""
    return {
        "text": duty.text,
        "kind": duty.kind,
        "due_on": duty.due_on and duty.due_on.isoformat(),
        "count": duty.count,
    }


def kept_deadline(deadline) -> tuple:
    """Return kind, day and explanation of a deadline that was read (documents.paper.Deadline) as a task keeps them.

    A day that could not be told (本月底前 in a paper without a date of issue) is 未定日期: the office must say which.
    """
    is_dated = deadline.kind in (DeadlineKind.FIXED, DeadlineKind.DATETIME)
    kind = DeadlineKind.VAGUE.value if is_dated and deadline.due_on is None else deadline.kind
    return kind, deadline.due_on, deadline.how


def task_label(number: str, requirement: str) -> str:
    """Return what a task is called: its printed number and how its requirement begins."""
    text = cut(requirement, 30)
    return f"{number}. {text}" if number else text


class Plan(models.Model):
    """工作要点 or 任务分工 of one year. 拟稿 → 已下发 → 已归档; only an issued plan has assignments."""

    class State(models.TextChoices):
        """A draft is the office's own; issuing (下发) makes assignments and opens it to the units."""

        DRAFT = "draft", "未下发"
        ISSUED = "issued", "已下发"
        CLOSED = "closed", "已归档"

    office = models.ForeignKey(Office, models.PROTECT, verbose_name="办公室", related_name="plans")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("标题", max_length=200)
    document_number = models.CharField("发文字号", max_length=100, blank=True)
    dated_on = models.DateField("成文日期", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(
        "版本", default=1, help_text="每次修改任务内容加一；预览后又有修改的导入据此识别。"
    )
    leader_first = models.BooleanField(
        "先经单位领导审核", default=False, help_text="单位报送后先由本单位分管领导审核，通过后才到办公室。"
    )
    shares_lead = models.BooleanField(
        "配合单位可看牵头单位的反馈", default=False, help_text="牵头单位始终能看到配合单位的反馈。"
    )
    is_public = models.BooleanField(
        "向社会公开", default=False, help_text="任务、责任单位、时限、完成情况和已通过的公开链接登在公开页面上。"
    )
    layout = models.JSONField("原表格式", default=dict, blank=True)  # how the table was printed: imports.table_layout
    issued_at = models.DateTimeField("下发时间", null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, verbose_name="下发人", null=True, blank=True)
    closed_at = models.DateTimeField("归档时间", null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作要点与任务分工"
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year", "title"],
                name="tasks_plan_once",
                violation_error_message="这一年已有同名的工作要点或任务分工。",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(issued_at__isnull=False), name="tasks_plan_issued_has_time"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_draft(self) -> bool:
        """Whether the plan is not issued yet."""
        return self.state == self.State.DRAFT


class Heading(models.Model):
    """A heading of the plan (一、 or （一）), at its place in the printed order."""

    plan = models.ForeignKey(Plan, models.CASCADE, verbose_name="工作要点与任务分工", related_name="headings")
    parent = models.ForeignKey("self", models.CASCADE, verbose_name="上级标题", null=True, blank=True)
    level = models.PositiveSmallIntegerField("层级")
    text = models.TextField("标题")
    position = models.PositiveIntegerField("排序")

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "标题"
        ordering = ["plan", "position"]

    def __str__(self):
        return self.text


class Task(models.Model):
    """One numbered row: the requirement verbatim, the printed units and deadline, and what was made of them."""

    class DoneRule(models.TextChoices):
        """When the row as a whole counts as done."""

        ALL = "all", "所有单位办结"
        LEAD = "lead", "牵头单位办结"

    plan = models.ForeignKey(Plan, models.CASCADE, verbose_name="工作要点与任务分工", related_name="tasks")
    heading = models.ForeignKey(
        Heading, models.PROTECT, verbose_name="所属标题", null=True, blank=True, related_name="tasks"
    )
    position = models.PositiveIntegerField("排序")
    number = models.TextField("序号", blank=True)
    requirement = models.TextField("具体要求")
    units_raw = models.TextField("责任单位（原文）", blank=True)
    deadline_raw = models.TextField("完成时限（原文）", blank=True)
    deadline_kind = models.CharField("时限类型", max_length=10, choices=DeadlineKind, default=DeadlineKind.NONE)
    due_on = models.DateField("完成期限", null=True, blank=True)
    deadline_how = models.TextField("期限说明", blank=True)
    duties = models.JSONField("要求中的时间和次数", default=list, blank=True)
    done_rule = models.CharField("办结规则", max_length=4, choices=DoneRule, default=DoneRule.ALL)
    source = models.TextField("出处", blank=True)
    vanished = models.BooleanField(
        "现行文件中已没有", default=False, help_text="后来的文件不再列这一项；是否终止由办公室决定。"
    )
    previous = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="上年任务", null=True, blank=True, related_name="successors"
    )
    upper = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="上级任务", null=True, blank=True, related_name="lower"
    )
    upper_text = models.CharField("上级文件条目", max_length=300, blank=True)  # as printed: which clause it comes from

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        ordering = ["plan", "position"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(deadline_kind__in=("fixed", "datetime")) | Q(due_on__isnull=False),
                name="tasks_task_fixed_has_day",
                violation_error_message="定期完成的任务须有完成期限。",
            )
        ]
        indexes = [models.Index(fields=["plan", "position"], name="tasks_task_printed_order")]

    @property
    def called(self) -> str:
        """How a sentence names it: 第3项, or where the paper numbers nothing how it begins: “加强队伍建设，定期组织…”."""
        return f"第{self.number}项" if self.number else f"“{cut(self.requirement, 16)}”"

    @property
    def quota(self) -> int | None:
        """How many times the duty is to be done (不少于5次), or None where no number is asked for."""
        counts = [duty.get("count") for duty in self.duties if duty.get("kind") == DeadlineKind.QUOTA]
        if self.deadline_kind == DeadlineKind.QUOTA:
            counts.append(read_deadline(self.deadline_raw, year=None).count)
        return max((count for count in counts if count), default=None)

    @property
    def deadline_note(self) -> str:
        """How the deadline was read, where that says more than the printed words."""
        plain = self.deadline_kind == DeadlineKind.FIXED and "，" not in self.deadline_how
        return "" if plain else self.deadline_how or self.get_deadline_kind_display()

    def __str__(self):
        return task_label(self.number, self.requirement)


class TaskPeriod(models.Model):
    """One period of a duty that returns (每季度, 每月): each unit reports once for it, by its day."""

    task = models.ForeignKey(Task, models.CASCADE, verbose_name="任务", related_name="periods")
    position = models.PositiveSmallIntegerField("次序")
    label = models.CharField("名称", max_length=30)  # 第一季度, 3月, 上半年
    starts_on = models.DateField("开始")
    due_on = models.DateField("期限")

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "周期"
        ordering = ["task", "position"]
        constraints = [models.UniqueConstraint(fields=["task", "position"], name="tasks_period_once")]

    def __str__(self):
        return self.label


class TaskParty(models.Model):
    """One unit, group, or unexplained phrase that a task names, as printed and in printed order."""

    task = models.ForeignKey(Task, models.CASCADE, verbose_name="任务", related_name="parties")
    position = models.PositiveSmallIntegerField("排序")
    text = models.TextField("原文")
    role = models.CharField("角色", max_length=12, choices=Role, default=Role.RESPONSIBLE)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", null=True, blank=True, related_name="parties")
    group = models.ForeignKey(
        UnitGroup, models.PROTECT, verbose_name="单位组", null=True, blank=True, related_name="parties"
    )
    ignored = models.BooleanField("只作文字", default=False, help_text="办公室确认：这几个字不对应任何单位。")

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任单位"
        ordering = ["task", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True) | Q(group__isnull=True), name="tasks_party_means_one_thing"
            )
        ]
        indexes = [
            # the few phrases that mean nobody: the next paper does not ask about them again
            models.Index(fields=["task"], condition=Q(ignored=True), name="tasks_party_ignored")
        ]

    def __str__(self):
        return self.text

    @property
    def is_settled(self) -> bool:
        """Whether it is known whom the phrase means."""
        return bool(self.unit_id or self.group_id or self.ignored)

"""What a unit answers, what proves it, and what it asks for."""

from django.db import models
from django.db.models import F, Q

from tasks.models.assignments import Assignment
from tasks.models.plans import TaskPeriod
from tasks.querysets import EvidenceFileQuerySet, ReportQuerySet
from units.files.kinds import kind_by_name
from units.models import Office, StoredFile, User
from units.scope import GuardedQuerySet


class ProgressReport(models.Model):
    """A unit's answer. One draft at a time per assignment; once handed in it is never rewritten.

    A closing answer asks the office to accept the work as done; any other tells how it stands, and is recorded at once.
    """

    class State(models.TextChoices):
        """草稿 → (待单位领导审核 →) 已报送 → 已通过 or 已退回.

        已记录 needs no review; 已撤回: the unit took it back before it was decided on; 不再审核: the assignment ended meanwhile.
        """

        DRAFT = "draft", "草稿"
        AT_LEADER = "at_leader", "待单位领导审核"
        RECORDED = "recorded", "已记录"
        SUBMITTED = "submitted", "已报送"
        ACCEPTED = "accepted", "已通过"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "已撤回"
        VOID = "void", "不再审核"

    # Handed in and not yet decided.
    WAITING = (State.AT_LEADER, State.SUBMITTED)
    # Went back to who wrote it, and on as the next draft: its words and proofs are not said any more.
    SENT_BACK = (State.RETURNED, State.WITHDRAWN)
    # Said for good: of a duty with a number of times or turns these count.
    COUNTED = (State.AT_LEADER, State.RECORDED, State.SUBMITTED, State.ACCEPTED)

    assignment = models.ForeignKey(Assignment, models.PROTECT, verbose_name="单位任务", related_name="reports")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    progress = models.TextField("进展情况", max_length=4000)
    problem = models.TextField("存在问题", max_length=2000, blank=True)
    next_step = models.TextField("下一步打算", max_length=2000, blank=True)
    closing = models.BooleanField("申请办结", default=True)
    period = models.ForeignKey(
        TaskPeriod, models.PROTECT, verbose_name="周期", null=True, blank=True, related_name="reports"
    )
    count = models.PositiveSmallIntegerField("本次完成次数", default=0)  # for duties that ask for a number of times
    form_key = models.UUIDField("表单编号", null=True, blank=True, unique=True)  # a form pressed twice is one answer
    needs_coordination = models.BooleanField("需要办公室协调", default=False)
    version = models.PositiveIntegerField("版本", default=1)  # two people, one draft: the second save is refused
    author = models.ForeignKey(User, models.PROTECT, verbose_name="填报人", related_name="reports")
    created_at = models.DateTimeField("填写时间")
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    passed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="单位审核人", null=True, blank=True, related_name="passed_reports"
    )
    passed_at = models.DateTimeField("单位审核时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="审核人", null=True, blank=True, related_name="reviewed_reports"
    )
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    review_note = models.CharField("审核意见", max_length=500, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "进展反馈"
        ordering = ["assignment", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(state="draft"), name="tasks_report_one_draft"),
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(state__in=("at_leader", "submitted")),
                name="tasks_report_one_waiting",
            ),
            models.UniqueConstraint(
                fields=["assignment", "period"],
                condition=Q(state__in=("at_leader", "recorded", "submitted", "accepted"), period__isnull=False),
                name="tasks_report_one_a_period",
                violation_error_message="这个周期已经报送过了。",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(review_note=""),
                name="tasks_report_return_has_reason",
                violation_error_message="退回须写明理由。",
            ),
        ]
        indexes = [
            # what waits for the office, in the order in which it is looked at
            models.Index(
                fields=["-needs_coordination", "submitted_at", "id"],
                condition=Q(state="submitted"),
                name="tasks_report_queue",
            )
        ]

    def __str__(self):
        number = self.assignment.task.number
        place = f"第{number}项" if number else ""
        return f"{self.assignment.unit}{place}：{self.get_state_display()}"


class Evidence(models.Model):
    """A link to the published page (or another proof) that belongs to a report."""

    report = models.ForeignKey(ProgressReport, models.CASCADE, verbose_name="进展反馈", related_name="evidence")
    url = models.URLField("公开页面链接", max_length=500)
    title = models.CharField("说明", max_length=200, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证链接"
        ordering = ["report", "pk"]

    def __str__(self):
        return self.title or self.url


class EvidenceFile(StoredFile):
    """A file that belongs to a report."""

    office = models.ForeignKey(Office, models.PROTECT, verbose_name="办公室", related_name="evidence_files")
    report = models.ForeignKey(ProgressReport, models.PROTECT, verbose_name="进展反馈", related_name="files")
    sha256 = models.CharField("文件指纹", max_length=64, db_index=True)  # the same file handed in twice is found

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证文件"
        ordering = ["report", "pk"]

    @property
    def kind_label(self) -> str:
        """What kind of file it is, in words."""
        return kind_by_name(self.kind).label


class ExtensionRequest(models.Model):
    """A unit asks, before the day, for a later day; the office decides. The original day stays on the assignment."""

    class State(models.TextChoices):
        """待决定 → 同意 or 不同意."""

        ASKED = "asked", "待决定"
        GRANTED = "granted", "同意"
        REFUSED = "refused", "不同意"

    assignment = models.ForeignKey(Assignment, models.PROTECT, verbose_name="单位任务", related_name="extensions")
    state = models.CharField("状态", max_length=8, choices=State, default=State.ASKED)
    old_due_on = models.DateField("现期限")
    new_due_on = models.DateField("申请延至")
    reason = models.CharField("理由", max_length=500)
    asked_by = models.ForeignKey(User, models.PROTECT, verbose_name="申请人", related_name="extensions_asked")
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="决定人", null=True, blank=True, related_name="extensions_decided"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decision_note = models.CharField("决定意见", max_length=500, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "延期申请"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(state="asked"), name="tasks_extension_one_open"),
            models.CheckConstraint(
                condition=Q(new_due_on__gt=F("old_due_on")),
                name="tasks_extension_moves_later",
                violation_error_message="申请的日期应晚于现在的期限。",
            ),
        ]

    def __str__(self):
        return f"{self.assignment.unit} 申请延至 {self.new_due_on}"


class Instruction(models.Model):
    """A leader's remark (批示) on an assignment; the unit must answer it."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, verbose_name="单位任务", related_name="instructions")
    text = models.CharField("批示", max_length=1000)
    author = models.ForeignKey(User, models.PROTECT, verbose_name="批示人", related_name="instructions")
    given_at = models.DateTimeField("批示时间")
    reply = models.CharField("回复", max_length=2000, blank=True)
    replied_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="回复人", null=True, blank=True, related_name="instruction_replies"
    )
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批示"
        ordering = ["assignment", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reply="") | Q(replied_at__isnull=False), name="tasks_instruction_reply_has_time"
            )
        ]

    def __str__(self):
        return self.text[:30]

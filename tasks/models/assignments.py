"""The thing that has a state: one task given to one unit, with its reports, evidence and extensions."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from tasks.models.plans import Role, Task
from tasks.querysets import AssignmentQuerySet, ReportQuerySet
from units.models import Office, Unit, User


class Assignment(models.Model):
    """One task for one unit. Its state moves only through ``tasks.services``.

    待签收 → 办理中 → 待审核 → 已办结; 待审核 → 办理中 is a return; 已终止 ends it without completion.
    Overdue and due soon are no states: they follow from the day, the working-day calendar and the state.
    """

    class State(models.TextChoices):
        """Where the assignment stands."""

        ASSIGNED = "assigned", "待签收"
        IN_PROGRESS = "in_progress", "办理中"
        IN_REVIEW = "in_review", "待审核"
        DONE = "done", "已办结"
        CANCELLED = "cancelled", "已终止"

    # The unit still owes an answer. In review the clock stands still: the office has it.
    WITH_UNIT = (State.ASSIGNED, State.IN_PROGRESS)
    FINAL = (State.DONE, State.CANCELLED)

    office = models.ForeignKey(Office, models.PROTECT, verbose_name="办公室", related_name="assignments")
    task = models.ForeignKey(Task, models.PROTECT, verbose_name="任务", related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="责任单位", related_name="assignments")
    role = models.CharField("角色", max_length=12, choices=Role)
    via = models.TextField("来自单位组", blank=True)  # the phrase that was expanded, kept as printed
    state = models.CharField("状态", max_length=12, choices=State, default=State.ASSIGNED)
    due_on = models.DateField("完成期限", null=True, blank=True)
    original_due_on = models.DateField("原完成期限", null=True, blank=True)
    due_version = models.PositiveSmallIntegerField(
        "期限版本", default=1
    )  # grows when the day moves: reminders start anew
    assigned_at = models.DateTimeField("下发时间")
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    done_at = models.DateTimeField("办结时间", null=True, blank=True)
    review_time = models.DurationField("审核占用时间", default=timedelta)  # of answers that were returned

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位任务"
        ordering = ["task", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "unit"],
                name="tasks_assignment_once",
                violation_error_message="这个单位已经承担这项任务。",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="tasks_assignment_done_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="in_review") | Q(submitted_at__isnull=False),
                name="tasks_assignment_in_review_has_time",
            ),
        ]
        indexes = [
            # a unit's own list, and the count of what it owes
            models.Index(fields=["unit", "state", "due_on"], name="tasks_assignment_unit"),
            # the office's lists and the planning of reminders: what is open and by when
            models.Index(fields=["office", "state", "due_on"], name="tasks_assignment_office"),
        ]

    def __str__(self):
        return f"{self.unit}：{self.task}"

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("assignment", args=[self.pk])

    @property
    def is_with_unit(self) -> bool:
        """Whether the unit still owes an answer."""
        return self.state in self.WITH_UNIT

    @property
    def was_late(self) -> bool:
        """Whether it was handed in after its day. The due day itself is in time; the office's review time is taken off."""
        if not (self.due_on and self.submitted_at):
            return False
        return timezone.localdate(self.submitted_at - self.review_time) > self.due_on


class ProgressReport(models.Model):
    """A unit's answer. One draft at a time per assignment; once handed in it is never rewritten."""

    class State(models.TextChoices):
        """草稿 → 已报送 → 已通过 or 已退回; 不再审核 when the assignment ended meanwhile."""

        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "已报送"
        ACCEPTED = "accepted", "已通过"
        RETURNED = "returned", "已退回"
        VOID = "void", "不再审核"

    assignment = models.ForeignKey(Assignment, models.PROTECT, verbose_name="单位任务", related_name="reports")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    progress = models.TextField("进展情况", max_length=4000)
    problem = models.TextField("存在问题", max_length=2000, blank=True)
    next_step = models.TextField("下一步打算", max_length=2000, blank=True)
    needs_coordination = models.BooleanField("需要办公室协调", default=False)
    version = models.PositiveIntegerField("版本", default=1)  # two people, one draft: the second save is refused
    author = models.ForeignKey(User, models.PROTECT, verbose_name="填报人", related_name="reports")
    created_at = models.DateTimeField("填写时间")
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
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
                fields=["assignment"], condition=Q(state="submitted"), name="tasks_report_one_in_review"
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(review_note=""),
                name="tasks_report_return_has_reason",
                violation_error_message="退回须写明理由。",
            ),
        ]

    def __str__(self):
        return f"{self.assignment.unit} {self.get_state_display()}"


class Evidence(models.Model):
    """A link to the published page (or another proof) that belongs to a report."""

    report = models.ForeignKey(ProgressReport, models.CASCADE, verbose_name="进展反馈", related_name="evidence")
    url = models.URLField("公开页面链接", max_length=500)
    title = models.CharField("说明", max_length=200, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "佐证链接"
        ordering = ["report", "pk"]

    def __str__(self):
        return self.title or self.url


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

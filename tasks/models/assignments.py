"""The thing that has a state: one task given to one unit, with its reports, evidence and extensions."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from tasks.models.plans import Plan, Role, Task
from tasks.querysets import DUE_KEY, AssignmentQuerySet
from units.models import Office, Unit


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
    # Those of the task, which never change: kept here so that a year is one stretch of an index, and for the tallies.
    plan = models.ForeignKey(Plan, models.PROTECT, verbose_name="工作要点与任务分工", related_name="assignments")
    year = models.PositiveSmallIntegerField("年度")
    role = models.CharField("角色", max_length=12, choices=Role)
    via = models.TextField("来自单位组", blank=True)  # the phrase that was expanded, kept as printed
    state = models.CharField("状态", max_length=12, choices=State, default=State.ASSIGNED)
    due_on = models.DateField("完成期限", null=True, blank=True)
    original_due_on = models.DateField("原完成期限", null=True, blank=True)
    due_version = models.PositiveSmallIntegerField(
        "期限版本", default=1
    )  # grows when the day moves: reminders start anew
    assigned_at = models.DateTimeField("下发时间")
    given_again_at = models.DateTimeField(
        "再次下发", null=True, blank=True
    )  # after it was ended: tasks.services.reviving
    changed_at = models.DateTimeField(
        "变动时间"
    )  # since when it stands as it does: what it was before is kept (tasks.past)
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    done_at = models.DateTimeField("办结时间", null=True, blank=True)
    review_time = models.DurationField("审核占用时间", default=timedelta)  # of answers that were sent back

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
            # the office's list of a year in its order, page by page, however many years there are
            models.Index("office", "year", DUE_KEY, "id", name="tasks_assignment_list"),
            # what other systems read, page by page in an order that never changes (reports.api)
            models.Index(fields=["office", "year", "id"], name="tasks_assignment_by_key"),
        ]

    def __str__(self):
        return f"{self.unit}：{self.task}"

    def get_absolute_url(self):
        """Return the address of its page."""
        return reverse("assignment", args=[self.pk])

    def touch(self, at) -> None:
        """Let it stand from at as its fields say now; a clock that was set back does not turn the order round.

        Then it is the next moment, not the same one: what it was before must be kept, and pages must see that it changed.
        """
        self.changed_at = at if at >= self.changed_at else self.changed_at + timedelta(microseconds=1)

    @property
    def joined_on(self) -> date:
        """The day on which the unit got the task, at last: of a duty that returns it owes the turns from then on."""
        return timezone.localdate(self.given_again_at or self.assigned_at)

    @property
    def is_with_unit(self) -> bool:
        """Whether the unit still owes an answer."""
        return self.state in self.WITH_UNIT

    def has_back(self, report) -> bool:
        """Whether report, its last, was sent back and is to be mended; not one of before it was ended and given again."""
        is_back = report.state == "returned" and self.state == self.State.IN_PROGRESS
        return is_back and (self.given_again_at is None or report.reviewed_at >= self.given_again_at)

    @property
    def is_final(self) -> bool:
        """Whether it is over."""
        return self.state in self.FINAL

    @property
    def was_late(self) -> bool:
        """Whether it was handed in after its day. The due day itself is in time; the office's review time is taken off."""
        if not (self.due_on and self.submitted_at):
            return False
        return timezone.localdate(self.submitted_at - self.review_time) > self.due_on

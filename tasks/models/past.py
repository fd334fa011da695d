"""How assignments stood before they changed, kept by the database: overviews, lists and circulars of any past day."""

from datetime import timedelta

from django.db import models

from tasks.models.assignments import Assignment
from tasks.models.plans import Plan, Role
from units.models import Unit
from units.scope import GuardedQuerySet


class AssignmentPast(models.Model):
    """How an assignment stood from one moment until it changed at another. How it stands now is on the assignment.

    Triggers write it (``tasks.past``), nothing else does, and nothing changes it: what was true on a day stays so.
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, verbose_name="单位任务", related_name="past")
    plan = models.ForeignKey(Plan, models.CASCADE, verbose_name="工作要点与任务分工", related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.CASCADE, verbose_name="责任单位", related_name="+")
    since = models.DateTimeField("自")
    until = models.DateTimeField("至")  # the moment itself belongs to what came after
    role = models.CharField("角色", max_length=12, choices=Role)
    state = models.CharField("状态", max_length=12, choices=Assignment.State)
    due_on = models.DateField("完成期限", null=True, blank=True)
    original_due_on = models.DateField("原完成期限", null=True, blank=True)
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    done_at = models.DateTimeField("办结时间", null=True, blank=True)
    review_time = models.DurationField("审核占用时间", default=timedelta)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位任务的过去"
        ordering = ["assignment", "since"]
        indexes = [
            # a plan on a past day: what ended after it, of which little began after it too
            models.Index(fields=["plan", "until"], name="tasks_past_of_plan"),
        ]

    def __str__(self):
        return f"{self.assignment_id}：{self.get_state_display()}至{self.until:%Y-%m-%d}"

"""How many assignments stand where, counted by the database as they change: nobody reads a million rows to count them."""

from django.db import models

from tasks.models.assignments import Assignment
from tasks.models.plans import Plan
from units.models import Unit
from units.scope import GuardedQuerySet


class Tally(models.Model):
    """A number of assignments of one plan and unit with one state and due day; the number to know is the sum of its rows.

    Triggers write it (``tasks.tallies``), nothing else does. On PostgreSQL each change adds rows, also with negative
    numbers, so that nobody waits for anybody; a nightly job puts them together.
    """

    plan = models.ForeignKey(
        Plan, models.CASCADE, verbose_name="工作要点与任务分工", related_name="tallies", db_index=False
    )
    unit = models.ForeignKey(Unit, models.CASCADE, verbose_name="责任单位", related_name="+")
    state = models.CharField("状态", max_length=12, choices=Assignment.State)
    due_on = models.DateField("完成期限", null=True, blank=True)
    number = models.IntegerField("件数")

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "件数"
        indexes = [
            # all of a plan for the overview; the one row to count up in SQLite's triggers
            models.Index(fields=["plan", "unit", "state", "due_on"], name="tasks_tally_of_plan")
        ]

    def __str__(self):
        return f"{self.unit}：{self.get_state_display()}{self.number}件"

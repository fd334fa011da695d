"""The year's activity schedule of an office."""

from django.db import models

from calendar_events.querysets import ScheduleQuerySet
from units.models import Office


class ActivitySchedule(models.Model):
    """The year's activity schedule of one office (活动安排表). A draft is the office's own; issued, its hosts see it."""

    class State(models.TextChoices):
        """Whether the hosts know it yet."""

        DRAFT = "draft", "未下发"
        ISSUED = "issued", "已下发"

    office = models.ForeignKey(Office, models.PROTECT, verbose_name="办公室", related_name="schedules")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("标题", max_length=200)
    note = models.TextField("表注", blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.DRAFT)
    preview_days = models.PositiveSmallIntegerField(
        "发布预告：举办前几个工作日", default=5, help_text="至少在举办前几个工作日发布活动预告。"
    )
    report_days = models.PositiveSmallIntegerField(
        "公开活动情况：举办后几个工作日", default=5, help_text="举办后几个工作日内公开活动情况，并报送办公室。"
    )
    answer_days = models.PositiveSmallIntegerField(
        "答复意见建议：举办后几天", default=10, help_text="举办后几天内答复意见建议。"
    )
    is_public = models.BooleanField(
        "对外公开", default=False, help_text="打开后，活动的时间、地点、主题和报名方式在公开页面和日历订阅里可见。"
    )

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动安排表"
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year", "title"],
                name="calendar_schedule_once",
                violation_error_message="这一年已有同名的活动安排表。",
            )
        ]

    def __str__(self):
        return self.title

"""Holidays with make-up days, and the year's activities (政务公开讲, 政府开放日)."""

from calendar import monthrange
from datetime import date

from django.db import models
from django.db.models import Q

from calendar_events.querysets import ActivityQuerySet, DayOverrideQuerySet, ScheduleQuerySet
from units.models import Office, Unit


class DayOverride(models.Model):
    """One day that differs from what the built-in calendar says: a new notice, or a local holiday."""

    office = models.ForeignKey(
        Office, models.CASCADE, verbose_name="办公室", null=True, blank=True, help_text="不选则对所有办公室有效。"
    )
    day = models.DateField("日期")
    is_workday = models.BooleanField("上班", help_text="勾选为调休上班，不勾选为放假。")
    name = models.CharField("说明", max_length=60, help_text="如“春节”“国庆节调休”。")

    objects = DayOverrideQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "节假日与调休"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "day"],
                condition=Q(office__isnull=False),
                name="calendar_override_once_per_office",
                violation_error_message="这一天已经登记过了。",
            ),
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(office__isnull=True),
                name="calendar_override_once_for_all",
                violation_error_message="这一天已经登记过了。",
            ),
        ]

    def __str__(self):
        return f"{self.day} {self.name}"


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


class Activity(models.Model):
    """One activity: planned by month, then given theme, day and place by its host, held, and reported."""

    class State(models.TextChoices):
        """计划 → 已举办; the steps between (theme, day, preview) are read from the fields that are filled."""

        PLANNED = "planned", "计划中"
        HELD = "held", "已举办"
        CANCELLED = "cancelled", "已取消"

    schedule = models.ForeignKey(ActivitySchedule, models.CASCADE, verbose_name="活动安排表", related_name="activities")
    seq = models.PositiveSmallIntegerField("序号")
    month = models.PositiveSmallIntegerField("月份", null=True, blank=True)
    day = models.DateField("举办日期", null=True, blank=True)
    place = models.CharField("地点", max_length=200, blank=True)
    theme = models.CharField("活动主题", max_length=200, blank=True)
    self_selected = models.BooleanField("主题自主选定", default=False)
    host = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="主办单位", related_name="activities", null=True, blank=True
    )
    host_text = models.CharField("主办单位（原文）", max_length=200)
    is_talk = models.BooleanField("政务公开讲", default=False)
    is_open_day = models.BooleanField("政府开放日", default=False)
    remark = models.CharField("备注", max_length=300, blank=True)
    state = models.CharField("状态", max_length=12, choices=State, default=State.PLANNED)
    report_url = models.URLField("活动情况链接", max_length=500, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动"
        ordering = ["schedule", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "seq"],
                name="calendar_activity_seq_once",
                violation_error_message="这张安排表里已有这个序号。",
            ),
            models.CheckConstraint(
                condition=Q(month__isnull=True) | Q(month__range=(1, 12)),
                name="calendar_activity_month_exists",
                violation_error_message="月份应在1到12之间。",
            ),
        ]

    def __str__(self):
        return f"{self.theme or '主题待定'}（{self.host_text}）"

    @property
    def due_on(self) -> date | None:
        """The day by which it is to be held: its own day, else the last of its month (a rule of practice)."""
        if self.day or not self.month:
            return self.day
        year = self.schedule.year
        return date(year, self.month, monthrange(year, self.month)[1])

    @property
    def theme_missing(self) -> bool:
        """Whether the host was free to choose the theme and has not done so yet."""
        return self.self_selected and not self.theme

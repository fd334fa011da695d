"""The one thing the room keeps: the numbers of a quarter as they were when the office closed it (封存)."""

from django.db import models
from django.db.models import Q

from units.models import Office, User
from units.querysets import ScopedQuerySet


class ClosedQuarter(models.Model):
    """A quarter whose circular is settled: its facts never change; what changes later is shown as a correction."""

    office = models.ForeignKey(Office, models.PROTECT, verbose_name="办公室", related_name="closed_quarters")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    facts = models.JSONField("数字和清单", editable=False)  # reports.circular.facts.Facts
    closed_at = models.DateTimeField("封存时间")
    closed_by = models.ForeignKey(User, models.PROTECT, verbose_name="封存人", related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "封存的季度"
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year", "quarter"],
                name="reports_quarter_once",
                violation_error_message="这个季度已经封存。",
            ),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="reports_quarter_exists"),
        ]

    def __str__(self):
        return f"{self.year}年第{'一二三四'[self.quarter - 1]}季度"


class ReportSettings(models.Model):
    """How an office writes its papers, and what it wants to see beside its figures. No row: the defaults."""

    office = models.OneToOneField(Office, models.PROTECT, verbose_name="办公室", related_name="report_settings")
    addressees = models.CharField("主送机关", max_length=200, default="各责任单位")
    pitch = models.DecimalField("正文行距（磅）", max_digits=3, decimal_places=1, default=29)
    bold_levels = models.BooleanField("一级、二级标题加粗", default=False)
    ranks = models.BooleanField("显示单位排序", default=False)
    hides_first_steps = models.BooleanField("不显示“开始使用”", default=False, db_default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通报设置"
        constraints = [
            models.CheckConstraint(
                condition=Q(pitch__range=(26, 30)),
                name="reports_settings_pitch",
                violation_error_message="行距应在26磅到30磅之间。",
            )
        ]

    def __str__(self):
        return f"{self.office}的通报设置"

"""Days that differ from the built-in calendar."""

from django.db import models
from django.db.models import Q

from calendar_events.querysets import DayOverrideQuerySet
from units.models import Office


class DayOverride(models.Model):
    """One day that differs from what the built-in calendar says: a new notice, or a local holiday."""

    office = models.ForeignKey(
        Office, models.CASCADE, verbose_name="办公室", null=True, blank=True, help_text="不选则对所有办公室有效。"
    )
    day = models.DateField("日期")
    is_workday = models.BooleanField("上班", help_text="打开为补班日（调休上班），关闭为放假。")
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

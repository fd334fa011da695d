"""When an office reminds and whom. No official number of days exists (practice differs by county): all of it is data."""

from datetime import date, time
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from tasks.models import Plan
from units.models import Membership, Office
from units.querysets import ScopedQuerySet
from units.scope import GuardedQuerySet

MOST_DAYS = 60  # working days before a day; a reminder earlier than a quarter is none


def default_steps() -> list[int]:
    """Working days before the due day on which a unit is reminded."""
    return [15, 7, 3, 1, 0]


def day_of_year(value: str, year: int) -> date | None:
    """Return the day that "11-15" means in a year, or None for an empty text."""
    return date(year, *map(int, value.split("-"))) if value else None


def is_day_of_year(value: str) -> None:
    """Raise ValidationError unless value is a month and a day that every year has, as 11-15."""
    try:
        month, day = value.split("-")
        date(2001, int(month), int(day))  # no leap year: 02-29 does not come every year
    except ValueError:
        raise ValidationError("请写成“月-日”，如 11-15。") from None


def is_zone(value: str) -> None:
    """Raise ValidationError unless value names a time zone."""
    if value not in available_timezones():
        raise ValidationError(f"没有“{value}”这个时区，如 Asia/Shanghai。")


class Timing(models.Model):
    """The steps before and after a due day; an office has them, and a plan may have its own."""

    steps = models.JSONField("期限前提醒", default=default_steps, help_text="如 15、7、3、1、0，0 为当天。")
    overdue_weeks = models.PositiveSmallIntegerField(
        "逾期后每周提醒，连续几周", default=8, help_text="超过这些周之后不再发邮件，只在办公室的清单里显示。"
    )
    year_end_from = models.CharField(
        "年底任务每周汇总的起始日",
        max_length=5,
        default="11-15",
        blank=True,
        validators=[is_day_of_year],
        help_text="期限在12月31日的任务，从这一天起每周汇总提醒一次（月-日，如 11-15）；留空则与其他任务一样。",
    )
    cutoff = models.CharField(
        "年度佐证材料截止日",
        max_length=5,
        blank=True,
        default="",
        validators=[is_day_of_year],
        help_text="年度考核收材料的最后一天（月-日，如 12-05）；填写后，期限在它之后的当年任务还按这一天提醒。",
    )

    class Meta:
        abstract = True


class ReminderPolicy(Timing):
    """The rules of one office."""

    office = models.OneToOneField(Office, models.CASCADE, verbose_name="办公室", related_name="reminder_policy")
    enabled = models.BooleanField("发送提醒", default=True, help_text="关闭即停止发送这个办公室的全部邮件。")
    send_from = models.TimeField("每日开始发送", default=time(8, 30))
    send_until = models.TimeField("每日停止发送", default=time(17, 30))
    zone = models.CharField("时区", max_length=40, default="Asia/Shanghai", validators=[is_zone])
    activity_days = models.PositiveSmallIntegerField(
        "活动提醒（提前几个工作日）",
        default=5,
        help_text="活动的每一步（主题、预告、举办、活动情况、答复）在到期前几个工作日提醒。",
    )
    answers_by_mail = models.BooleanField(
        "邮件中可直接办理", default=True, help_text="提醒邮件带一个链接，不登录就能签收和填报这封邮件里的任务。"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒规则"
        constraints = [
            models.CheckConstraint(
                condition=Q(send_until__gt=models.F("send_from")),
                name="reminders_policy_hours",
                violation_error_message="停止发送的时间应晚于开始发送的时间。",
            )
        ]

    def __str__(self):
        return f"{self.office.short_name}提醒规则"


class PlanTiming(Timing):
    """Steps of its own for one plan; a plan without follows its office."""

    plan = models.OneToOneField(Plan, models.CASCADE, verbose_name="文件", related_name="timing")

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单份文件的提醒步骤"

    def __str__(self):
        return f"{self.plan}提醒步骤"


class EscalationStep(models.Model):
    """Who hears, beside the liaison, when a duty is late by so many working days. No rows: nobody."""

    class Audience(models.TextChoices):
        """The unit's leader in charge, its head, or people of the office that the step lists."""

        LEADER = "leader", "单位分管领导"
        HEAD = "head", "单位主要负责人"
        OFFICE = "office", "办公室指定人员"

    office = models.ForeignKey(Office, models.CASCADE, verbose_name="办公室", related_name="escalation_steps")
    after_days = models.PositiveSmallIntegerField("逾期满几个工作日")
    audience = models.CharField("告知", max_length=8, choices=Audience)
    members = models.ManyToManyField(Membership, verbose_name="办公室指定人员", blank=True, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "逾期告知"
        ordering = ["after_days", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "after_days", "audience"],
                name="reminders_escalation_once",
                violation_error_message="这一步已经有了。",
            ),
            models.CheckConstraint(
                condition=Q(after_days__gte=1),
                name="reminders_escalation_when_late",
                violation_error_message="至少逾期1个工作日。",
            ),
        ]

    def __str__(self):
        return f"逾期满{self.after_days}个工作日告知{self.get_audience_display()}"

    @cached_property
    def listed(self) -> frozenset[int]:
        """The people of the office whom it names, by key; set by hand on a step that is not saved yet."""
        return frozenset(member.pk for member in self.members.all())


class QuietPeriod(models.Model):
    """Days on which the office writes to nobody, beside the days off (防汛 week, 两会 …)."""

    office = models.ForeignKey(Office, models.CASCADE, verbose_name="办公室", related_name="quiet_periods")
    from_on = models.DateField("开始日期")
    to_on = models.DateField("结束日期")
    why = models.CharField("原因", max_length=60)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "静默日期"
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")),
                name="reminders_quiet_ends_after_start",
                violation_error_message="结束日期不能早于开始日期。",
            )
        ]

    def __str__(self):
        return f"{self.from_on}至{self.to_on} {self.why}"


class ContactPause(models.Model):
    """A contact who gets no mail for some days; what came due meanwhile is said in one letter afterwards."""

    contact = models.ForeignKey(Membership, models.CASCADE, verbose_name="联系人", related_name="mail_pauses")
    from_on = models.DateField("开始日期")
    to_on = models.DateField("结束日期")
    why = models.CharField("原因", max_length=60, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "暂停收信"
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")),
                name="reminders_pause_ends_after_start",
                violation_error_message="结束日期不能早于开始日期。",
            )
        ]

    def __str__(self):
        return f"{self.contact} {self.from_on}至{self.to_on}"

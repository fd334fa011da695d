"""One activity (政务公开讲, 政府开放日), and what was suggested there."""

from calendar import monthrange
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from calendar_events.models.schedules import ActivitySchedule
from calendar_events.querysets import ActivityQuerySet, SuggestionQuerySet
from units.models import Unit


class Activity(models.Model):
    """One activity: planned by month, then given theme, day and place by its host, held, and reported."""

    class State(models.TextChoices):
        """计划中 → 已举办 → 已办结; the steps between are read from the fields that are filled (calendar_events.steps)."""

        PLANNED = "planned", "计划中"
        HELD = "held", "已举办"
        CLOSED = "closed", "已办结"
        CANCELLED = "cancelled", "已取消"

    schedule = models.ForeignKey(ActivitySchedule, models.CASCADE, verbose_name="活动安排表", related_name="activities")
    seq = models.PositiveSmallIntegerField("序号")
    month = models.PositiveSmallIntegerField("月份", null=True, blank=True)
    day = models.DateField("举办日期", null=True, blank=True)
    starts_at = models.TimeField("开始时间", null=True, blank=True)
    ends_at = models.TimeField("结束时间", null=True, blank=True)
    place = models.CharField("地点", max_length=200, blank=True)
    invitees = models.CharField("邀请对象", max_length=300, blank=True)
    seats = models.PositiveSmallIntegerField("名额", null=True, blank=True)
    signup = models.CharField("报名方式", max_length=500, blank=True)
    signup_until = models.DateTimeField("报名截止", null=True, blank=True)
    theme = models.CharField("活动主题", max_length=200, blank=True)
    printed = models.JSONField(default=dict, blank=True, editable=False)  # month and theme as the last paper had them
    self_selected = models.BooleanField("主题自主选定", default=False)
    host = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="主办单位", related_name="activities", null=True, blank=True
    )
    host_text = models.CharField("主办单位（原文）", max_length=200)
    is_talk = models.BooleanField("政务公开讲", default=False)
    is_open_day = models.BooleanField("政府开放日", default=False)
    remark = models.CharField("备注", max_length=300, blank=True)
    state = models.CharField("状态", max_length=12, choices=State, default=State.PLANNED)
    preview_url = models.URLField("活动预告链接", max_length=500, blank=True)
    report_url = models.URLField("活动情况链接", max_length=500, blank=True)
    participants = models.PositiveSmallIntegerField("参加人数", null=True, blank=True)
    head_present = models.BooleanField("主要负责人参加", null=True, blank=True)
    postponed_from = models.CharField("原定时间", max_length=60, blank=True)  # in words; empty: never postponed
    reason = models.CharField("延期或取消的原因", max_length=300, blank=True)
    kept_reason = models.CharField(  # of a postponement, while a cancellation has its own
        "取消前的延期原因", max_length=300, blank=True, default="", db_default="", editable=False
    )
    due_version = models.PositiveSmallIntegerField("时间版本", default=1)  # grows when the time moves: reminders anew
    version = models.PositiveIntegerField("版本", default=1)  # grows with each change: forms, and SEQUENCE of the feed
    changed_at = models.DateTimeField("最近更改", null=True, blank=True, editable=False)

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
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="calendar_activity_ends_after_start",
                violation_error_message="结束时间应晚于开始时间。",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""),
                name="calendar_activity_cancelled_with_reason",
                violation_error_message="取消活动须写明原因。",
            ),
        ]

    def __str__(self):
        return f"{self.shown_theme}（{self.host_text}）"

    @property
    def shown_theme(self) -> str:
        """What is shown as its theme, also while there is none."""
        return self.theme or "主题待定"

    @property
    def form_names(self) -> list[str]:
        """What it is, by the marks of the table: either, both, or nothing."""
        named = (("政务公开讲", self.is_talk), ("政府开放日", self.is_open_day))
        return [name for name, is_one in named if is_one]

    @property
    def light(self) -> str:
        """The colour beside the word for its state."""
        return {self.State.PLANNED: "going", self.State.CANCELLED: "off"}.get(self.state, "done")

    @property
    def due_on(self) -> date | None:
        """The day by which it is to be held: its own day, else the last of its month (a rule of practice)."""
        if self.day or not self.month:
            return self.day
        year = self.schedule.year
        return date(year, self.month, monthrange(year, self.month)[1])

    @property
    def is_late(self) -> bool:
        """Whether its time has passed without anybody recording that it was held."""
        return self.state == self.State.PLANNED and bool(self.due_on and self.due_on < timezone.localdate())

    @property
    def standing(self) -> tuple[str, str]:
        """Where it stands, as a word and the colour beside it; the same on every page.

        One whose time has passed without anybody recording that it was held is 未登记举办, not 计划中.
        """
        return ("未登记举办", "overdue") if self.is_late else (self.get_state_display(), self.light)

    @property
    def theme_words(self) -> str:
        """The theme, or that there is none yet, and whose it is to choose."""
        return f"{self.shown_theme}（自主选定）" if self.theme_missing else self.shown_theme

    @property
    def theme_missing(self) -> bool:
        """Whether the host was free to choose the theme and has not done so yet."""
        return self.self_selected and not self.theme


class Suggestion(models.Model):
    """What somebody suggested at an activity, and the host's answer. No name is kept: who it was is nobody's business."""

    activity = models.ForeignKey(Activity, models.CASCADE, verbose_name="活动", related_name="suggestions")
    text = models.CharField("意见建议", max_length=1000)
    received_on = models.DateField("收到日期")
    answer = models.CharField("答复", max_length=1000, blank=True)
    adopted = models.BooleanField("采纳", null=True, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "意见建议"
        ordering = ["activity", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_on__isnull=False, adopted__isnull=False),
                name="calendar_suggestion_answer_is_whole",
                violation_error_message="答复须写明是否采纳。",
            )
        ]

    def __str__(self):
        return self.text[:30]

"""How the mail server fares, and what the sweeps did."""

from django.db import models
from django.db.models import Q

from units.models import Office
from units.querysets import ScopedQuerySet


class MailServerState(models.Model):
    """How the one mail server of this installation fares: a single row, shared by all workers."""

    failures = models.PositiveSmallIntegerField("连续失败次数", default=0)
    paused_until = models.DateTimeField("暂停至", null=True, blank=True)
    stopped = models.BooleanField("需要管理员处理", default=False)  # the server refuses us, not a letter
    reason = models.CharField("原因", max_length=300, blank=True)
    held_at = models.DateTimeField("扣留时间", null=True, blank=True)  # nothing leaves until an administrator says so
    held_why = models.CharField("扣留原因", max_length=200, blank=True, default="")
    swept_at = models.DateTimeField("最近一次巡检", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "邮件服务器状态"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="reminders_one_mail_server")]

    def __str__(self):
        return self.held_why or self.reason or "正常"


class PlanningRun(models.Model):
    """One planning of one office that found something to say, or that failed. Idle ones leave no row."""

    office = models.ForeignKey(Office, models.CASCADE, verbose_name="办公室", related_name="planning_runs")
    at = models.DateTimeField("时间")
    new_lines = models.PositiveIntegerField("新增事项", default=0)
    settled_lines = models.PositiveIntegerField("不必再提的事项", default=0)
    new_letters = models.PositiveIntegerField("新增邮件", default=0)
    error = models.CharField("出错", max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒计算记录"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["office", "-at"], name="reminders_run_office")]

    def __str__(self):
        return f"{self.office} {self.at:%Y-%m-%d %H:%M}"

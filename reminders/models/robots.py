"""Group robots of an office, and the one message a day that each of them posts."""

from django.db import models

from units.models import Office
from units.querysets import ScopedQuerySet
from units.scope import GuardedQuerySet


class GroupRobot(models.Model):
    """A robot in a chat group of the office's liaisons. Its address holds its key: it is never shown again."""

    class Kind(models.TextChoices):
        """Whose robot it is."""

        WECOM = "wecom", "企业微信群机器人"
        DINGTALK = "dingtalk", "钉钉群机器人"

    office = models.ForeignKey(Office, models.CASCADE, verbose_name="办公室", related_name="robots")
    name = models.CharField("群名称", max_length=40)
    kind = models.CharField("类别", max_length=10, choices=Kind)
    url = models.CharField("机器人地址（含密钥）", max_length=500)
    secret = models.CharField("加签密钥", max_length=200, blank=True)
    enabled = models.BooleanField("启用", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "群机器人"
        ordering = ["office", "pk"]

    def __str__(self):
        return f"{self.name}（{self.get_kind_display()}）"


class GroupPost(models.Model):
    """One message of one robot on one day. Moves only by conditional updates in ``reminders.posting``."""

    class State(models.TextChoices):
        """queued → handing → sent, failed, or unclear (cut off: it is not repeated, a group would see it twice).

        queued → empty: all was answered before it could leave.
        """

        QUEUED = "queued", "待发送"
        HANDING = "handing", "发送中"
        SENT = "sent", "已发送"
        FAILED = "failed", "发送失败"
        UNCLEAR = "unclear", "结果不明"
        EMPTY = "empty", "不用发送"

    robot = models.ForeignKey(GroupRobot, models.CASCADE, verbose_name="群机器人", related_name="posts")
    local_date = models.DateField("日期")
    state = models.CharField("状态", max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    next_at = models.DateTimeField("下次发送")
    lease_until = models.DateTimeField(null=True)
    text = models.TextField("内容", blank=True)
    last_reply = models.CharField("答复", max_length=300, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "群消息"
        ordering = ["-local_date", "-pk"]
        constraints = [models.UniqueConstraint(fields=["robot", "local_date"], name="reminders_post_once_a_day")]
        indexes = [models.Index(fields=["state", "next_at"], name="reminders_post_due")]

    def __str__(self):
        return f"{self.local_date} {self.robot}"

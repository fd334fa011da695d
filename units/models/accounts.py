"""What belongs to accounts: earlier passwords, set-up links, sessions, and the counters of the log-in."""

from axes.models import AccessAttempt
from django.db import models
from django.db.models import F, Q

from units.models.people import User


class PasswordHistory(models.Model):
    """The hash of a password that an account has or had."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="账号", related_name="passwords")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField("设置时间")

    class Meta:
        verbose_name = verbose_name_plural = "历史密码"
        ordering = ["-set_at", "-pk"]

    def __str__(self):
        return f"{self.user} {self.set_at:%Y-%m-%d}"


class AccountLink(models.Model):
    """A link with which its holder chooses the password of an account, once. Only a hash of it is kept."""

    class Purpose(models.TextChoices):
        """Who asked for it: the office hands one over, the person has one mailed."""

        SETUP = "setup", "设置密码"
        RESET = "reset", "找回密码"

    user = models.ForeignKey(User, models.CASCADE, verbose_name="账号", related_name="links")
    purpose = models.CharField("用途", max_length=5, choices=Purpose)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("签发时间")
    created_by = models.ForeignKey(User, models.SET_NULL, verbose_name="签发人", null=True, related_name="+")
    expires_at = models.DateTimeField("有效期至")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "账号链接"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(used_at__isnull=True, revoked_at__isnull=True), name="units_link_one_open"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="units_link_ends_after_start"),
        ]

    def __str__(self):
        return f"{self.user} {self.get_purpose_display()}"


class LinkMail(models.Model):
    """A link that is to be mailed: to an account, or to whoever has the address that somebody typed. Gone when sent."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="账号", null=True, related_name="+")
    address = models.CharField("邮箱", max_length=254, blank=True)  # typed by a stranger: compared, never written to
    asked_by = models.ForeignKey(User, models.SET_NULL, verbose_name="签发人", null=True, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    origin = models.CharField("来源地址", max_length=64, blank=True)
    next_at = models.DateTimeField("下次发送", db_index=True)
    attempts = models.PositiveSmallIntegerField("发送次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "待发的链接邮件"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, address="") | (Q(user__isnull=True) & ~Q(address="")),
                name="units_link_mail_has_one_target",
            )
        ]

    def __str__(self):
        return f"{self.user or '找回密码'} {self.asked_at:%Y-%m-%d %H:%M}"


class LoginSession(models.Model):
    """One log-in on one browser. A session without its row here is over, whatever its cookie says."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="账号", related_name="login_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField("登录时间", db_index=True)
    seen_at = models.DateTimeField("最近操作")  # to the minute
    address = models.CharField("来源地址", max_length=45, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录会话"
        ordering = ["-seen_at", "-pk"]

    def __str__(self):
        return f"{self.user} {self.address}"


class RateCount(models.Model):
    """How often something was asked for by one asker within one minute."""

    kind = models.CharField(max_length=12)
    asker = models.CharField(max_length=64)
    minute = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "频率计数"
        constraints = [models.UniqueConstraint(fields=["kind", "asker", "minute"], name="units_rate_once")]

    def __str__(self):
        return f"{self.kind} {self.asker} {self.count}"


class LockOut(AccessAttempt):
    """Failed log-ins of one name from one address, as the lock-out counts them."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "登录失败和锁定"

    def __str__(self):
        return f"{self.ip_address}（{self.failures_since_start}次）"

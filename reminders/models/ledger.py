"""The database is the queue: a ledger of what is to be said to whom, and an outbox of envelopes.

Every key column is NOT NULL: with a NULL in a unique key both databases would accept equal rows.
"""

from django.db import models
from django.db.models import Q

from documents.days import long_day
from units.models import Membership, Office
from units.querysets import ScopedQuerySet


class OutgoingMail(models.Model):
    """One envelope with one recipient. Moves only by conditional updates in ``reminders.outbox``."""

    class State(models.TextChoices):
        """queued → claimed → handing → sent; the line lost in handing → unclear."""

        QUEUED = "queued", "待发送"
        CLAIMED = "claimed", "准备中"
        HANDING = "handing", "投递中"
        UNCLEAR = "unclear", "结果不明"
        SENT = "sent", "已发送"
        FAILED = "failed", "发送失败"
        CANCELLED = "cancelled", "无需发送"

    class Kind(models.TextChoices):
        """Why the letter is written."""

        DIGEST = "digest", "每日提醒"
        CHASE = "chase", "催办"
        TEST = "test", "测试"

    class Bounce(models.TextChoices):
        """What the server said against the address; cleared when it takes the letter after all."""

        HARD = "hard", "地址不存在"
        SOFT = "soft", "暂时不收"

    # Nothing happens to these any more: what they did not say, another letter may.
    FINAL = (State.SENT, State.FAILED, State.CANCELLED)

    office = models.ForeignKey(Office, models.PROTECT, verbose_name="办公室", related_name="mails")
    address = models.EmailField("收件地址")
    address_key = models.CharField(max_length=254)  # trimmed, NFKC, lower case: two spellings are one mailbox
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.DIGEST)
    local_date = models.DateField("日期")  # the office's date, not the server's
    part = models.PositiveSmallIntegerField("第几封", default=1)
    state = models.CharField("状态", max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("投递次数", default=0)
    repeated = models.BooleanField("可能重复", default=False)
    next_at = models.DateTimeField("下次投递")
    lease_until = models.DateTimeField("占用至", null=True, blank=True)
    token = models.CharField(max_length=32, blank=True)
    message_id = models.CharField("邮件编号", max_length=120, unique=True)
    opening = models.CharField(
        "开头", max_length=300, blank=True, default="", db_default=""
    )  # of a letter sent by hand
    subject = models.CharField("主题", max_length=200, blank=True)
    last_reply = models.CharField("服务器答复", max_length=300, blank=True)
    bounce = models.CharField("退信", max_length=4, choices=Bounce, blank=True)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发出的邮件"
        ordering = ["-local_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "address_key", "kind", "local_date", "part"], name="reminders_mail_once_a_day"
            )
        ]
        indexes = [
            # the sweep asks for what is queued and due, or whose lease is over
            models.Index(fields=["state", "next_at"], name="reminders_mail_due"),
            # addresses whose letters came back
            models.Index(fields=["office", "local_date"], condition=~Q(bounce=""), name="reminders_mail_bounced"),
        ]

    def __str__(self):
        return f"{self.local_date} {self.address}"


class ReminderQuerySet(ScopedQuerySet):
    """The ledger."""

    scoped_by = ("duty_id",)  # the key of a row, as good as a foreign key


class Reminder(models.Model):
    """One thing to be said to one contact about one duty at one stage. Kept for good: the memory of the reminders."""

    class State(models.TextChoices):
        """Whether it was said, or why not."""

        OPEN = "open", "待发"
        SAID = "said", "已提醒"
        SUPERSEDED = "superseded", "被后一次代替"
        CANCELLED = "cancelled", "无需再提"

    class Duty(models.TextChoices):
        """What it is about."""

        ASSIGNMENT = "assignment", "单位任务"
        ACTIVITY = "activity", "活动"

    class Kind(models.TextChoices):
        """Under which heading of the digest it stands."""

        OVERDUE = "overdue", "已逾期"
        ESCALATED = "escalated", "逾期告知"
        RETURNED = "returned", "被退回"
        INSTRUCTION = "instruction", "领导批示"
        REOPENED = "reopened", "重新办理"
        LEADER = "leader", "待您审核"
        DUE = "due", "即将到期"
        NEW = "new", "新下发"
        STANDING = "standing", "长期任务年度反馈"
        ACTIVITY = "activity", "活动"
        GONE = "gone", "不再由您办理"
        CHASE = "chase", "催办"

    office = models.ForeignKey(Office, models.PROTECT, verbose_name="办公室", related_name="reminders")
    contact = models.ForeignKey(Membership, models.PROTECT, verbose_name="联系人", related_name="reminders")
    duty_type = models.CharField("事项类别", max_length=10, choices=Duty)
    duty_id = models.BigIntegerField("事项编号")
    stage = models.CharField("阶段", max_length=20)
    due_version = models.PositiveSmallIntegerField("期限版本")
    kind = models.CharField("类别", max_length=12, choices=Kind)
    due_on = models.DateField("期限", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    mail = models.ForeignKey(
        OutgoingMail, models.PROTECT, verbose_name="邮件", null=True, blank=True, related_name="reminders"
    )
    created_at = models.DateTimeField("产生时间")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒台账"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "duty_type", "duty_id", "stage", "due_version"], name="reminders_said_once"
            )
        ]
        indexes = [
            # what is yet to be told
            models.Index(fields=["office", "mail"], condition=Q(state="open"), name="reminders_open"),
            # the story of one duty
            models.Index(fields=["duty_type", "duty_id"], name="reminders_duty"),
        ]

    def __str__(self):
        day = f"，期限{long_day(self.due_on)}" if self.due_on else ""
        return f"{self.contact}：{self.get_kind_display()}{day}"

    @property
    def key(self) -> tuple[int, str, int, str, int]:
        """What is said once."""
        return self.contact_id, self.duty_type, self.duty_id, self.stage, self.due_version

"""Secret addresses under which people's calendar programs read their days."""

from django.db import models
from django.db.models import Q

from calendar_events.querysets import FeedQuerySet
from units.models import Membership, User


class CalendarFeed(models.Model):
    """A secret address for one person in one role. Only a hash of it is kept; the newest is the one that works."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="人员", related_name="calendar_feeds")
    membership = models.ForeignKey(Membership, models.CASCADE, verbose_name="任职", related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("生成时间")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    last_read_on = models.DateField("最近读取", null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅地址"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(revoked_at__isnull=True), name="calendar_feed_one_open"
            )
        ]

    def __str__(self):
        return f"{self.user}的日历订阅"

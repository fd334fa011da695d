"""The keys with which other systems read what an office has issued."""

from django.db import models
from django.db.models import Q

from units.models.people import User
from units.models.registers import Office
from units.querysets import TokenQuerySet


class ApiToken(models.Model):
    """A key of one office for one system that reads (接口令牌). Only a hash of it is kept; it opens nothing to write."""

    office = models.ForeignKey(Office, models.PROTECT, verbose_name="办公室", related_name="api_tokens")
    name = models.CharField("使用方", max_length=60, help_text="哪个系统用它，如“市政务公开平台”。")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("生成时间")
    created_by = models.ForeignKey(User, models.SET_NULL, verbose_name="生成人", null=True, related_name="+")
    valid_until = models.DateField("有效期至")  # the last day on which it opens
    last_used_on = models.DateField("最近使用", null=True, blank=True)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name"], condition=Q(revoked_at__isnull=True), name="units_api_token_name_once"
            )
        ]

    def __str__(self):
        return self.name

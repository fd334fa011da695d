"""The history of acts. Rows are added and never changed; they outlive what they speak of, so nothing is a key."""

from django.db import models

from units.querysets import AuditEntryQuerySet


class AuditEntry(models.Model):
    """One thing somebody did: who (with the name of then), when, from where, what, on what, and the change."""

    at = models.DateTimeField("时间", db_index=True)
    act = models.UUIDField("同一操作", db_index=True)
    office_ref = models.BigIntegerField("办公室编号", null=True)
    office_name = models.CharField("办公室", max_length=100, blank=True)
    actor_ref = models.BigIntegerField("人员编号", null=True)
    actor_name = models.CharField("操作人", max_length=80, blank=True)
    origin = models.CharField("来源地址", max_length=64, blank=True)
    verb = models.CharField("操作", max_length=40)
    object_type = models.CharField("对象类型", max_length=60)
    object_ref = models.CharField("对象编号", max_length=40)
    object_label = models.CharField("对象", max_length=200)
    changes = models.JSONField("变更", default=dict, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering = ["-at", "-pk"]
        indexes = [
            # the history of one object, newest first
            models.Index(fields=["object_type", "object_ref", "-at"], name="units_audit_object"),
            # the page of one office, newest first, from wherever the reader stands
            models.Index(fields=["office_ref", "-at", "-id"], name="units_audit_office_page"),
            # what one person did; and who is in the history at all (units.trail)
            models.Index(fields=["office_ref", "actor_ref", "-at", "-id"], name="units_audit_actor"),
            # one kind of act, however rare; and which kinds there are
            models.Index(fields=["office_ref", "verb", "-at", "-id"], name="units_audit_verb"),
        ]

    def __str__(self):
        return f"{self.actor_name or '系统'} {self.verb} {self.object_label}"

    def save(self, *args, **kwargs):
        """Add the entry; an entry that exists cannot be saved again."""
        if self.pk:
            raise TypeError("an audit entry is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse: the history stays."""
        raise TypeError("an audit entry is never deleted")

"""What proves the history: seals over its entries, and what was taken out of it into archives. Rows are only added."""

from django.db import models


class AuditSeal(models.Model):
    """One link of the chain: a hash over the seal before it and over every entry it covers.

    ``rows`` keeps a hash of each entry, so that a changed one can be named, and so that the chain still holds when old
    entries have gone into an archive. ``covers`` names the entries by ranges of keys. An entry whose transaction ended
    after a later key was sealed is missing in it and stands in ``gaps``; a later seal takes it in.
    """

    form = models.PositiveSmallIntegerField("格式", default=1)  # which fields are hashed: units.seals.COLUMNS
    previous = models.CharField("上一次封存", max_length=64)
    digest = models.CharField("封存值", max_length=64, unique=True)
    from_ref = models.BigIntegerField("起始编号")
    to_ref = models.BigIntegerField("截止编号")
    covers = models.JSONField("包含的编号")  # [[first, last], …]
    gaps = models.JSONField("空缺的编号")  # [[first, last, since], …]: may still come
    count = models.PositiveIntegerField("条数")
    rows = models.BinaryField("逐条校验值")  # 32 bytes for each entry, by key
    sealed_at = models.DateTimeField("封存时间")

    class Meta:
        verbose_name = verbose_name_plural = "操作记录封存"
        ordering = ["pk"]
        constraints = [
            # whatever number of processes seal at once, the chain does not fork
            models.UniqueConstraint(fields=["previous"], name="units_seal_follows_one"),
        ]

    def __str__(self):
        return f"第{self.pk}号封存"


class AuditArchive(models.Model):
    """One file of entries written out: all with a key up to ``last_ref`` from before ``until``, save earlier archives'.

    The database lets go of an entry only if such a row is there and the entry is older than 180 days.
    """

    form = models.PositiveSmallIntegerField("格式", default=1)
    until = models.DateTimeField("早于")
    last_ref = models.BigIntegerField("编号不超过")
    covers = models.JSONField("包含的编号")  # [[first, last], …]
    count = models.PositiveIntegerField("条数")
    path = models.CharField("文件", max_length=500)
    digest = models.CharField("校验值", max_length=64)  # SHA-256 of the file
    archived_at = models.DateTimeField("归档时间")

    class Meta:
        verbose_name = verbose_name_plural = "操作记录归档"
        ordering = ["pk"]

    def __str__(self):
        return f"操作记录归档{self.pk}（{self.count}条）"

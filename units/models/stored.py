"""What the rooms' tables of files have in common (the files themselves: ``units.files``)."""

from uuid import uuid4

from django.db import models

from units.models.people import User


class StoredFile(models.Model):
    """A file that somebody attached. The row comes first (pending), then the file, then the row says stored."""

    class State(models.TextChoices):
        """上传中 → 已保存."""

        PENDING = "pending", "上传中"
        STORED = "stored", "已保存"

    key = models.UUIDField("存储编号", default=uuid4, unique=True, editable=False)  # the file's name on disk
    name = models.CharField("文件名", max_length=120)
    size = models.PositiveBigIntegerField("大小")
    kind = models.CharField("类型", max_length=20)  # as its content says: pdf, docx, png …
    sha256 = models.CharField("文件指纹", max_length=64, blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.PENDING)
    uploaded_by = models.ForeignKey(User, models.PROTECT, verbose_name="上传人", related_name="+")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

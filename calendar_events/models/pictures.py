"""Pictures of an activity that was held. Nobody has to attach any: practice asks for none."""

from uuid import uuid4

from django.db import models

from calendar_events.models.activities import Activity
from calendar_events.querysets import PictureQuerySet
from units.models import Office, User


class ActivityPicture(models.Model):
    """A picture that the host attached. The row comes first (pending), then the file, then the row says stored."""

    class State(models.TextChoices):
        """上传中 → 已保存."""

        PENDING = "pending", "上传中"
        STORED = "stored", "已保存"

    office = models.ForeignKey(Office, models.PROTECT, verbose_name="办公室", related_name="activity_pictures")
    activity = models.ForeignKey(Activity, models.PROTECT, verbose_name="活动", related_name="pictures")
    key = models.UUIDField("存储编号", default=uuid4, unique=True, editable=False)  # the file's name on disk
    name = models.CharField("文件名", max_length=120)
    size = models.PositiveBigIntegerField("大小")
    kind = models.CharField("类型", max_length=20)  # as its content says: jpg, png …
    sha256 = models.CharField("文件指纹", max_length=64, blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.PENDING)
    uploaded_by = models.ForeignKey(User, models.PROTECT, verbose_name="上传人", related_name="+")
    uploaded_at = models.DateTimeField("上传时间")

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动照片"
        ordering = ["activity", "pk"]

    def __str__(self):
        return self.name

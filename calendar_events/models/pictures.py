"""Pictures of an activity that was held. Nobody has to attach any: practice asks for none."""

from django.db import models

from calendar_events.models.activities import Activity
from calendar_events.querysets import PictureQuerySet
from units.models import Office, StoredFile


class ActivityPicture(StoredFile):
    """A picture that the host attached."""

    office = models.ForeignKey(Office, models.PROTECT, verbose_name="办公室", related_name="activity_pictures")
    activity = models.ForeignKey(Activity, models.PROTECT, verbose_name="活动", related_name="pictures")

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动照片"
        ordering = ["activity", "pk"]

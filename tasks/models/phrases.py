"""What an office likes to say when it returns an answer."""

from django.db import models

from units.models import Office
from units.querysets import ScopedQuerySet


class ReturnPhrase(models.Model):
    """A ready phrase for a return (退回用语). An office without rows of its own uses ``tasks.phrases.DEFAULTS``."""

    office = models.ForeignKey(Office, models.CASCADE, verbose_name="办公室", related_name="return_phrases")
    text = models.CharField("用语", max_length=200)
    position = models.PositiveSmallIntegerField("排序", default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "退回用语"
        ordering = ["office", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "text"],
                name="tasks_return_phrase_once",
                violation_error_message="这句话已经有了。",
            )
        ]

    def __str__(self):
        return self.text

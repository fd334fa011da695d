"""How often an asker may ask, counted in the database so that all web processes share the count."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from units.models import RateCount

MINUTE = timedelta(minutes=1)
KEPT = timedelta(minutes=10)


@transaction.atomic
def seconds_to_wait(kind: str, asker: str, limit: int, at: datetime) -> int:
    """Count one request; return 0 if it may go on, else the seconds after which the asker may try again.

    A window of one minute slides over the minutes of the clock, so the turn of the minute opens no gap.
    """
    minute = at.replace(second=0, microsecond=0)
    key = {"kind": kind, "asker": asker[:64]}
    row, new = RateCount.objects.get_or_create(**key, minute=minute)
    if new:
        RateCount.objects.filter(minute__lt=minute - KEPT).delete()
    RateCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
    counts = dict(RateCount.objects.filter(**key, minute__gte=minute - MINUTE).values_list("minute", "count"))
    passed = (at - minute).total_seconds()
    rate = counts[minute] + counts.get(minute - MINUTE, 0) * (1 - passed / 60)
    return 0 if rate <= limit else max(1, int(60 - passed) + 1)
